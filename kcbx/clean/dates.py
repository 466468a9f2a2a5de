"""Written dates: the best reading, how precise it is, and what else the writing may mean.

Read are 2015-09-01 in any separator, 20150901, 201509, 2015.9, two-digit years, 9/1/2015, Chinese numerals,
农历 dates (converted with borax), Excel serial numbers of both epochs, and a time of day behind any of them.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from borax.calendars.lunardate import LunarDate

from kcbx.clean.numerals import numbers_in
from kcbx.clean.words import says_nothing, tidy

_EARLIEST = 1930
_SERIAL_EPOCH, _SERIAL_1904 = date(1899, 12, 30), 1462
_LUNAR = re.compile("农历|阴历|旧历|[(（][农阴][)）]|初|廿|卅|正月|腊月|冬月|闰")
#: The common writings, which leave no room for doubt.
_PLAIN = re.compile("^([0-9]{4})(?:[-./年]([0-9]{1,2})[-./月]([0-9]{1,2})日?|([0-9]{2})([0-9]{2}))$")
#: 2017.03（9岁）: an age written behind a date is no part of it.
_AGE = re.compile(r"[(（,，、/\s]*[虚周实]?岁?[龄:：]?[0-9]{1,2}周?岁半?[)）]?\s*$")
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*(Z|AM|PM)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DateReading:
    """What a written date says.

    ``best`` is YYYY-MM-DD, YYYY-MM or YYYY by ``precision`` (day, month, year); both empty where nothing can
    be read. ``others``: further readings of the same writing, as days YYYY-MM-DD or months YYYY-MM.
    ``fault``: unreadable, impossible (no such day: less precise), swapped (no such month: day and month were
    exchanged), implausible (the year cannot be), or empty.
    """

    best: str = ""
    precision: str = ""
    others: tuple[str, ...] = ()
    fault: str = ""


def read_date(text: str, latest: date) -> DateReading:
    """The reading of one written date; ``latest`` is the last day it can be (the as-of date for a birth)."""
    plain = _PLAIN.match(text)
    known = _date(*(int(part) for part in plain.groups() if part)) if plain else None
    if known and known.year >= _EARLIEST:
        return DateReading(known.isoformat(), "day") if known <= latest else DateReading(fault="implausible")
    if says_nothing(text):
        return DateReading()
    shown = unicodedata.normalize("NFKC", tidy(text)).replace("〇", "零")
    lunar = bool(_LUNAR.search(shown))
    parts = numbers_in(_AGE.sub("", _TIME.sub("", shown)))
    if not parts:
        return DateReading(fault="unreadable")
    readings = _readings(parts, shown, latest)
    if not readings:
        return DateReading(fault="unreadable")
    plausible = [reading for reading in readings if reading[0] >= _EARLIEST and _begins(reading) <= latest]
    if not plausible:
        return DateReading(fault="implausible")
    if lunar and plausible[0][2]:
        solar = from_lunar(*plausible[0], leap="闰" in shown)
        if solar and solar <= latest:
            return DateReading(solar.isoformat(), "day", (_written(plausible[0]),) if _exists(*plausible[0]) else ())
    best = next((each for each in plausible if _exists(*each)), None)
    if best is None:
        return _without_day(plausible[0])
    others = dict.fromkeys(_written(each) for each in plausible if _exists(*each) and each != best)
    year, month, day = readings[0]
    fault = "swapped" if best == (year, day, month) != readings[0] else ""
    return DateReading(_written(best), _precision(best), tuple(others), fault)


def confusions(day: str, latest: date) -> tuple[str, ...]:
    """Other days that people write as this one: day and month swapped, and the day read as 农历.

    ``day`` is YYYY-MM-DD; nothing after ``latest`` and not the day itself.
    """
    year, month, of_month = (int(part) for part in day.split("-"))
    swapped = _date(year, of_month, month)
    solar = from_lunar(year, month, of_month)
    found = {each.isoformat() for each in (swapped, solar) if each and each <= latest}
    return tuple(sorted(found - {day}))


def in_lunar_month(day: str, month: str) -> bool:
    """Whether a day, YYYY-MM-DD, lies in the month of the 农历 that is written like ``month``, YYYY-MM."""
    solar = date.fromisoformat(day)
    try:
        lunar = LunarDate.from_solar(solar)
    except ValueError:
        return False
    return f"{lunar.year:04}-{lunar.month:02}" == month


def from_lunar(year: int, month: int, day: int, *, leap: bool = False) -> date | None:
    """The solar day of a day of the lunar calendar; None where there is no such lunar day (or before 1900)."""
    try:
        solar = LunarDate(year, month, day, int(leap)).to_solar_date()
    except ValueError:
        return None
    return date(solar.year, solar.month, solar.day)


Reading = tuple[int, int, int]  # year, month or 0, day or 0


def _readings(parts: list[str], shown: str, latest: date) -> list[Reading]:
    """Every way to read the numbers, the likeliest first; whether such a day exists is not asked here."""
    if len(parts) == 1:
        return _of_one_number(parts[0], latest)
    numbers = [int(part) for part in parts[:3]]
    if len(parts[0]) == 4:
        if len(parts) == 2:
            return _year_month(numbers[0], parts[1], shown)
        year, month, day = numbers
        return _swappable(year, month, day)
    if len(parts) >= 3 and len(parts[2]) == 4:
        return _swappable(numbers[2], numbers[0], numbers[1])
    if len(parts) == 2:
        return [(_century(numbers[0], latest), numbers[1], 0)] if "年" in shown or len(parts[0]) == 2 else []
    first, second, third = numbers
    by_year = _swappable(_century(first, latest), second, third)
    return by_year + (_swappable(_century(third, latest), first, second) if "/" in shown else [])


def _of_one_number(number: str, latest: date) -> list[Reading]:
    if len(number) == 8:
        return _swappable(int(number[:4]), int(number[4:6]), int(number[6:]))
    if len(number) == 6:
        month_first = (int(number[:4]), int(number[4:]), 0)
        short = (_century(int(number[:2]), latest), int(number[2:4]), int(number[4:]))
        by_month = number[:2] in ("19", "20") and 1 <= month_first[1] <= 12
        return [month_first, short] if by_month else [short]
    if len(number) == 7 and number[:2] in ("19", "20"):  # 2015901: a zero was left out
        year = int(number[:4])
        return [(year, int(number[4]), int(number[5:])), (year, int(number[4:6]), int(number[6]))]
    if len(number) == 5 and number[:2] not in ("19", "20"):
        first = _SERIAL_EPOCH + timedelta(days=int(number))
        second = first + timedelta(days=_SERIAL_1904)
        return [(each.year, each.month, each.day) for each in (first, second)]
    if len(number) == 5:  # 20159: a month without its zero, or a serial number of 1952 to 1957
        return [(int(number[:4]), int(number[4]), 0)]
    return [(int(number), 0, 0)] if len(number) == 4 else []


def _year_month(year: int, month: str, shown: str) -> list[Reading]:
    """2015.1 may be October: a number cell drops the zero of 2015.10."""
    if len(month) in (3, 4):  # 2015-901, 2015.0901
        return [(year, int(month[:-2]), int(month[-2:]))]
    tenth = month == "1" and bool(re.fullmatch(r"\d{4}\.1", shown))
    return [(year, int(month), 0), *([(year, 10, 0)] if tenth else [])]


def _swappable(year: int, month: int, day: int) -> list[Reading]:
    """Year, month, day; where there is no such month, day and month were written the other way round."""
    if month > 12 >= day > 0:
        return [(year, month, day), (year, day, month)]
    return [(year, month, day if month else 0)]


def _without_day(reading: Reading) -> DateReading:
    """A day that does not exist still tells its month (2015-02-30), or its year."""
    year, month, _ = reading
    return (
        DateReading(f"{year:04}-{month:02}", "month", (), "impossible")
        if 1 <= month <= 12
        else DateReading(f"{year:04}", "year", (), "impossible")
    )


def _century(year: int, latest: date) -> int:
    if year >= 100:
        return year
    return 2000 + year if 2000 + year <= latest.year else 1900 + year


def _begins(reading: Reading) -> date:
    """The first day a reading may mean, for comparison with the latest."""
    year, month, day = reading
    if year > 9999:
        return date.max
    month = min(max(month, 1), 12)
    return date(year, month, min(max(day, 1), monthrange(year, month)[1]))


def _exists(year: int, month: int, day: int) -> bool:
    if day:
        return _date(year, month, day) is not None
    return 0 <= month <= 12


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _precision(reading: Reading) -> str:
    return "day" if reading[2] else "month" if reading[1] else "year"


def _written(reading: Reading) -> str:
    year, month, day = reading
    return f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")
