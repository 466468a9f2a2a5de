"""Where the rows say the child is enrolled: school, stage, grade, class."""

from __future__ import annotations

import re

import pandas as pd

from kcbx.clean.gazetteer import Gazetteer
from kcbx.clean.grades import read_grade, read_stage
from kcbx.clean.schools import named_school, school_key, school_stage
from kcbx.clean.status import about_child, read_status
from kcbx.clean.words import Rows, bare, by_value, by_value_parts, first, folded, listed, tidy
from kcbx.cohorts import SchoolAges
from kcbx.definitions import schema
from kcbx.list_kinds import CHANGES

#: 未建学籍, 暂无学籍: words for nothing, where no school is named.
_LACKING = ("未", "无", "没", "暂", "尚", "待", "不")
#: A grade written behind the name of a school: 黄小四年级, 红太阳大班, 县一高高二.
_GRADE_BEHIND = re.compile(
    r"(?<=[^\s])(?:(?:中专|中职|职高|高职|小学|初中|高中)?[（(]?(?:[一二三四五六七八九]|[1-9])年级.*|[小中大学前]{1,2}班.*|[小初高][一二三四五六][（(\d班）).]*)$"
)
#: 202109, 20210901, 2021.9, 2021年9月, 2021.
_ENTERED = re.compile(r"(20[0-9]{2})(?:([0-9]{2})(?:[0-9]{2})?$|\D{1,2}([0-9]{1,2})(?![0-9])|年?$)")
_MONTHS_OF_ENTRY = range(7, 13)
_PARTS = {"school": "str", "school_key": "str", "stage": "str", "elsewhere": "boolean"}


def schools(rows: Rows, township: pd.Series, places: Gazetteer, *, own_school: bool) -> pd.DataFrame:
    """Columns school, school_key, school_elsewhere, ``school_stage``; ``school_said``: a status put in its column.

    ``own_school``: the form comes from the school itself (a roll), so its name needs no proof to be the county's.
    """
    written = rows.said("school")
    place = rows.said("school_place")
    no_school = written.isin([text for text in written.dropna().unique() if _no_school(text)])
    second = rows.said("school_hint") if own_school else _in_status(rows.said("status"), township, places)
    named = first(written.mask(no_school), second)
    away = by_value(place, places.outside, "boolean").fillna(False).astype(bool) & (not own_school)
    asked = (township.fillna("") + "?" + named).where(named.notna())

    def found(text: str) -> tuple[str | None, str | None, str | None, bool]:
        town, _, name = text.partition("?")
        return _school(name, town or None, places, own_school=own_school)

    read = by_value_parts(asked.mask(away), found, _PARTS)
    # 晋江市 and 实验小学 in two columns: a school there, whatever bears the name here.
    read = read.where(~away, by_value_parts(named.where(away), _school_away, _PARTS))
    elsewhere = (away | read["elsewhere"].fillna(False).astype(bool)) & (not own_school)
    where = _joined(place.where(away).fillna(""), read["school"].where(elsewhere).fillna(""))
    return pd.DataFrame(
        {
            "school": read["school"],
            "school_key": read["school_key"].mask(elsewhere),
            "school_elsewhere": where.mask(where == ""),
            "school_stage": read["stage"],
            "school_said": by_value(written.where(no_school), _status_said),
        }
    )


def _joined(place: pd.Series, school: pd.Series) -> pd.Series:
    """Place and school in one text; a school that already begins with its place is not told it twice."""
    pairs = zip(place.tolist(), school.tolist(), strict=True)
    texts = [name if name.startswith(where) else where + name for where, name in pairs]
    return pd.Series(texts, index=place.index, dtype="str")


def _in_status(text: pd.Series, township: pd.Series, places: Gazetteer) -> pd.Series:
    """A school named in a sentence about the child's schooling, or with nothing but the grade behind it (民中初三),
    where the county has it or it is clearly elsewhere."""

    def found(asked: str) -> str | None:
        town, _, written = asked.partition("?")
        name = None if read_status(written, whole_only=True) else named_school(about_child(written))
        short = "" if name else _GRADE_BEHIND.sub("", written)
        if short and short != written and places.school(short, town or None):
            return short
        return name if name and (places.school(name, town or None) or places.outside(name)) else None

    return by_value((township.fillna("") + "?" + text).where(text.notna()), found)


def _school(
    text: str, township: str | None, places: Gazetteer, *, own_school: bool
) -> tuple[str | None, str | None, str | None, bool]:
    """Name, key, stage, and whether the name lies outside the county."""
    name = (None if own_school else named_school(text)) or tidy(text)
    short = _GRADE_BEHIND.sub("", name)
    known = places.school(name, township) or (places.school(short, township) if len(short) > 1 else None)
    if known:
        return known.name, known.key, known.stage, False
    return *_school_away(name)[:3], bool(places.outside(text))


def _school_away(text: str) -> tuple[str | None, str | None, str | None, bool]:
    """As :func:`_school`, of a school that is none of the county's."""
    name = tidy(text)
    return name, None, school_stage(school_key(name)), True


def stages_and_grades(rows: Rows, school_stage: pd.Series, due: pd.Series, ages: SchoolAges) -> pd.DataFrame:
    """Columns stage, grade, class_name; ``grade_text``: a grade that was not understood.

    The stage named in its column helps to read 2025级 and 一年级, else the school's; a class (三(2)班) gives the
    grade where no column does, but a mere number (1) tells which class of a grade it is. The year of entry (入学年月)
    tells it where nothing else does and the pupil is ``due`` in that grade or one beside it: after a move some schools
    write when the pupil came.
    """
    roster = by_value(rows["roster_kind"], lambda kind: roster_says(kind).get("stage"))
    named = by_value(rows.said("stage"), read_stage)
    known = first(named, roster, school_stage)
    # A list of changes gives the grade on the day of the change, which is not today's.
    of_today = rows["roster_kind"].ne(CHANGES).fillna(True).astype(bool)
    grade_text, class_text = rows.said("grade").where(of_today), first(rows.said("class_name"), rows.said("class_hint"))
    read = {}
    told_by_class = class_text.mask(by_value(class_text, _mere_number, "boolean").fillna(False).astype(bool))
    for name, text in (("grade", grade_text), ("hint", rows.said("grade_hint")), ("class", told_by_class)):
        asked = (known.fillna("") + "?" + text).where(text.notna())
        read[name] = by_value_parts(asked, lambda each: _grade(each, ages), {"grade": "Int64", "stage": "str"})
    grade = first(*(each["grade"] for each in read.values()))
    entered = by_value_parts(
        (known + "?" + entry_years(rows)).where(grade.isna()),
        lambda each: _grade(each, ages),
        {"grade": "Int64", "stage": "str"},
    )["grade"]
    grade = grade.fillna(entered.mask((entered - due).abs().gt(1).fillna(False)))
    special = (school_stage == "special") | (roster == "special")
    by_grade = by_value(grade.astype("str"), lambda number: ages.stage_of(int(number)))
    stage = first(named, *(each["stage"] for each in read.values()), roster, by_grade, school_stage)
    # A vocational school says 高一, too.
    stage = stage.mask((stage == "senior") & (school_stage == "vocational"), "vocational")
    return pd.DataFrame(
        {
            "stage": stage.mask(special, "special"),
            "grade": grade,
            "class_name": class_text,
            "grade_text": grade_text.where(read["grade"]["grade"].isna() & read["grade"]["stage"].isna()),
        }
    )


def entry_years(rows: Rows) -> pd.Series:
    """The school year of entry into the stage as a grade is written: 入学年月 202109 as 2021级; null where the month is
    none in which a year begins."""
    return by_value(rows.said("entry_month"), _entry_year)


def _entry_year(text: str) -> str | None:
    found = _ENTERED.match(text)
    months = [int(month) for month in found.groups()[1:] if month] if found else []
    return f"{found[1]}级" if found and all(month in _MONTHS_OF_ENTRY for month in months) else None


def _grade(asked: str, ages: SchoolAges) -> tuple[int | None, str | None]:
    stage, _, text = asked.partition("?")
    grade, read = read_grade(text, stage or None, ages)
    return grade, read if read != (stage or None) else None


def _status_said(text: str) -> str | None:
    """The text, but for one that only says that there is no school or register (未建学籍)."""
    return None if bare(text).startswith(_LACKING) and read_status(text) is None else text


def _mere_number(text: str) -> bool:
    return re.fullmatch(r"[(\[]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})[)\]]?", folded(text)) is not None


def roster_says(kind: str) -> dict[str, str]:
    """What a kind of roster (home_teaching, special, …) says of each of its rows: status or stage."""
    return dict(schema("values/schooling")["rosters"].get(kind, {}))


def _no_school(text: str) -> bool:
    """Whether a text in the school column says how it stands with schooling instead (未上学, 初中毕业)."""
    if bare(text) in listed("schools", key="no_school") or read_status(text, whole_only=True):
        return True
    if named_school(text) is not None:
        return False
    return read_status(text) not in (None, "attending", "elsewhere") or bare(text).startswith(_LACKING)
