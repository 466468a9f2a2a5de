"""Errors of birth dates: the calendar, the order, the precision, the digits, the way of writing. Also of sex."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from kcbx.sample.errors.kinds import Scene, kind
from kcbx.sample.rows import Row, Value

_EXCEL_EPOCH = date(1899, 12, 30)
_FULL_WIDTH = {ord("0") + digit: ord("０") + digit for digit in range(10)}

_ODD: tuple[Callable[[date], str], ...] = (
    lambda day: f"{day.year}.{day.month}.{day.day}.",
    lambda day: f"{day.year}、{day.month}、{day.day}",
    lambda day: f"{day:%Y-%m-%d} 00:00:00",
    lambda day: f"{day.year}年{day.month}月{day.day}",
    lambda day: f"{day.year}.{day.month}.{day.day}".translate(_FULL_WIDTH),
    lambda day: f"{day:%Y/%m/%d} ",
    lambda day: f"{day.year} {day.month} {day.day}",
    lambda day: f"{day.year}。{day.month}。{day.day}",
    lambda day: f"{day.year}—{day.month}—{day.day}",
    lambda day: f"{day.year}年{day.month:02d}月{day.day:02d}日生",
    lambda day: f"{day.year},{day.month},{day.day}",
)


def _birth(row: Row, written: Value) -> bool:
    if not isinstance(row.values["birth_date"], date) or written == row.values["birth_date"]:
        return False
    row.values["birth_date"] = written
    return True


@kind("birth_date")
def birth_missing(row: Row, scene: Scene, rng: Random) -> bool:
    """No birth date."""
    return _birth(row, "")


@kind("birth_date")
def birth_lunar(row: Row, scene: Scene, rng: Random) -> bool:
    """The date of the lunar calendar, said to be so or (more often) not."""
    from borax.calendars.lunardate import LunarDate  # noqa: PLC0415 - tables that a clean sample does not need

    born = row.life.child.birth
    lunar = LunarDate.from_solar_date(born.year, born.month, born.day)
    year, month, day = lunar.year, lunar.month, lunar.day
    said = (f"农历{year}年{month}月{day}日", f"{year}年{lunar.cn_month}月{lunar.cn_day}")
    if rng.random() < 0.25:
        return _birth(row, rng.choice(said))
    return _birth(row, _day(year, month, day) or said[0])


@kind("birth_date")
def birth_month_only(row: Row, scene: Scene, rng: Random) -> bool:
    """Year and month only."""
    born = row.life.child.birth
    return _birth(
        row, rng.choice((f"{born.year}.{born.month}", f"{born:%Y%m}", f"{born.year}年{born.month}月", f"{born:%Y-%m}"))
    )


@kind("birth_date")
def birth_swapped(row: Row, scene: Scene, rng: Random) -> bool:
    """Day and month exchanged."""
    born = row.life.child.birth
    return born.day <= 12 and _birth(row, born.replace(month=born.day, day=born.month))


@kind("birth_date")
def birth_year_off(row: Row, scene: Scene, rng: Random) -> bool:
    """A year too early or too late."""
    born = row.life.child.birth
    return _birth(row, _day(born.year + rng.choice((-1, 1)), born.month, born.day) or born)


@kind("birth_date")
def birth_day_off(row: Row, scene: Scene, rng: Random) -> bool:
    """A wrong day: the neighbour, or a digit mistyped in day or month."""
    born = row.life.child.birth
    wrong = (
        born + timedelta(days=rng.choice((-1, 1))),
        _day(born.year, born.month, rng.choice((born.day + 10, born.day - 10, born.day + 1))),
        _day(born.year, rng.randrange(1, 13), born.day),
    )
    return _birth(row, rng.choice(wrong) or born)


@kind("birth_date")
def birth_two_digit(row: Row, scene: Scene, rng: Random) -> bool:
    """A year of two digits."""
    born = row.life.child.birth
    return _birth(
        row,
        rng.choice(
            (
                f"{born:%y}.{born.month}.{born.day}",
                f"{born:%y-%m-%d}",
                f"{born:%y%m%d}",
                f"{born:%y}年{born.month}月{born.day}日",
            )
        ),
    )


@kind("birth_date")
def birth_serial(row: Row, scene: Scene, rng: Random) -> bool:
    """The serial number Excel shows where the date format is lost, as a number or as text."""
    serial = (row.life.child.birth - _EXCEL_EPOCH).days
    return _birth(row, serial if rng.random() < 0.6 else str(serial))


@kind("birth_date")
def birth_odd(row: Row, scene: Scene, rng: Random) -> bool:
    """The right day, written in a way of one's own."""
    return _birth(row, rng.choice(_ODD)(row.life.child.birth))


@kind("sex")
def sex_wrong(row: Row, scene: Scene, rng: Random) -> bool:
    """The other sex."""
    row.values["sex"] = "女" if row.values["sex"] == "男" else "男"
    return True


@kind("sex")
def sex_missing(row: Row, scene: Scene, rng: Random) -> bool:
    """No sex."""
    row.values["sex"] = ""
    return True


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
