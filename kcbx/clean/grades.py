"""Grades and stages: 一年级, 1年级, 小一, 初一, 七年级, 高一, 大班, 2025级, 2031届, 三(2)班.

级 names the year of entry into the stage, 届 the year of leaving it; both need the stage. Grades are 1 to 12,
小中大班 −2, −1, 0; 初一 is the grade after the last primary year, so it is 6 in a five-year primary system.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from kcbx.clean.places import place_key
from kcbx.clean.words import bare
from kcbx.cohorts import SchoolAges
from kcbx.definitions import schema

_HAN = {character: value for value, character in enumerate("零一二三四五六七八九十")} | {"十一": 11, "十二": 12}
_NUMBER = "(十[一二]?|[一二三四五六七八九]|1[0-2]|0?[1-9])"
_STAGE = "(小学?|初中?|高中?|职高|中职|中专|技校)(?:部|阶段)?"
_STAGED = re.compile(f"{_STAGE}{_NUMBER}(?!班|[0-9])")
#: 高一(1)班, 初二2班: a class behind the grade, in brackets or in other numerals.
_STAGED_CLASS = re.compile(
    _STAGE + "(?:([一二三四五六])(?=[0-9]{1,2}班)|" + _NUMBER + r"(?=[(.·\-—][0-9一二三四五六七八九十]{1,2}\)?班?))"
)
_GRADE = re.compile(f"{_NUMBER}年(?:级|(?=[0-9一二三四五六七八九十]{{1,2}}班))")
#: 五上, 七年级下册: the half of the year.
_HALF_YEAR = re.compile(f"^(小|初|高)?(?:{_NUMBER})(?:年级)?[上下](?:半?学?期|册|学年)?$")
_CLASS_OF_GRADE = re.compile(
    f"^(?:{_NUMBER}[(.·\\-—][0-9一二三四五六七八九十]{{1,2}}\\)?班?|([一二三四五六七八九])[0-9]{{1,2}}班?)$"
)
_NURSERY_CLASS = re.compile("^([大中小])[一二三四五六1-9]班$")
_ROOM = re.compile("^([1-9])0[0-9]班?$|^([1-9])[0-9]{2}班$")
_ENTRY = re.compile("(?<![0-9])(20[0-9]{2})(?:级|年?$)")
#: 高2025级, 初2024级: the stage before the year of entry.
_STAGE_OF_ENTRY = re.compile(_STAGE + "(?=20[0-9]{2}级)")
_SHORT_ENTRY = re.compile("^([0-9]{2})级")
_LEAVING = re.compile("(20[0-9]{2})届")
_STAGE_OF_WORD = {"小": "primary", "初": "junior", "高": "senior"} | dict.fromkeys("职中技", "vocational")


def read_grade(text: str, stage: str | None, ages: SchoolAges) -> tuple[int | None, str | None]:
    """Grade and stage of a written grade or class; ``stage`` is what is known otherwise and helps to read it."""
    word = bare(text)
    if (grade := _named_grades().get(word.removesuffix("班") + "班", _named_grades().get(word))) is not None:
        return (grade if grade >= -2 else None), "kindergarten"
    for found in (_STAGED.search(word), _STAGED_CLASS.search(_loose(text)), _HALF_YEAR.match(word)):
        if found:
            own = _STAGE_OF_WORD[found.group(1)[0]] if found.group(1) else stage
            return _in_stage(_value(next(filter(None, found.groups()[1:]))), own, ages), own
    if found := _ENTRY.search(word) or _SHORT_ENTRY.search(word):
        year = int(found.group(1)) if len(found.group(1)) == 4 else 2000 + int(found.group(1))
        if told := _STAGE_OF_ENTRY.search(word):
            stage = _STAGE_OF_WORD[told.group(1)[0]]
        return _within(ages.school_year - year + 1, stage, ages), stage
    if found := _LEAVING.search(word):
        years_left = int(found.group(1)) - ages.school_year - 1
        return _within(_length(stage, ages) - years_left, stage, ages), stage
    if found := _GRADE.search(word):
        return _in_stage(_value(found.group(1)), stage, ages), stage
    if found := re.fullmatch(_NUMBER, word):
        return _in_stage(_value(found.group(1)), stage, ages), stage
    if found := _CLASS_OF_GRADE.match(_loose(text)):
        return _in_stage(_value(found.group(1) or found.group(2)), stage, ages), stage
    if found := _NURSERY_CLASS.match(word):
        return {"小": -2, "中": -1, "大": 0}[found.group(1)], "kindergarten"
    if found := _ROOM.match(word):
        return _in_stage(int(found.group(1) or found.group(2)), stage, ages), stage
    for name, nursery in _named_grades().items():
        if name in word:
            return (nursery if nursery >= -2 else None), "kindergarten"
    return None, read_stage(text) or stage


def grades_meant(text: str, ages: SchoolAges) -> dict[str, int]:
    """The grade by stage of a text that needs the stage to be read (2025级, 2031届); empty for every other text."""
    if read_grade(text, None, ages) != (None, None):
        return {}
    read = {stage: read_grade(text, stage, ages)[0] for stage in ("primary", "junior", "senior")}
    return {stage: grade for stage, grade in read.items() if grade is not None}


def read_stage(text: str) -> str | None:
    """The stage a text names (学段): kindergarten, primary, junior, senior, vocational, special; else null."""
    word = place_key(text)
    for stage, names in schema("values/grades")["stages"].items():
        if word in names:
            return str(stage)
    longest = sorted(
        ((name, stage) for stage, names in schema("values/grades")["stages"].items() for name in names),
        key=lambda pair: -len(pair[0]),
    )
    return next((str(stage) for name, stage in longest if name in word and len(name) > 1), None)


def _in_stage(number: int, stage: str | None, ages: SchoolAges) -> int | None:
    """The grade of the n-th year of a stage; a number past the stage's length already counts from grade 1."""
    first = {"junior": ages.primary_years, "senior": ages.compulsory_years, "vocational": ages.compulsory_years}
    grade = number + first.get(stage or "", 0) if number <= _length(stage, ages) else number
    return grade if grade <= 12 else None


def _within(year_of_stage: int, stage: str | None, ages: SchoolAges) -> int | None:
    """The grade of a year of a stage told by 级 or 届; null without a stage or outside it.

    A school of nine grades may name its pupils by the year they entered grade 1: 2018级 is grade 9 in 2026.
    """
    if stage == "junior" and ages.primary_years < year_of_stage <= ages.compulsory_years:
        return year_of_stage
    if stage not in ("primary", "junior", "senior", "vocational") or not 1 <= year_of_stage <= _length(stage, ages):
        return None
    return _in_stage(year_of_stage, stage, ages)


def _length(stage: str | None, ages: SchoolAges) -> int:
    return {"primary": ages.primary_years, "junior": ages.junior_years}.get(stage or "", 3)


def _value(number: str) -> int:
    return int(number) if number.isascii() else _HAN[number]


def _loose(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


@cache
def _named_grades() -> dict[str, int]:
    return {bare(name): int(grade) for name, grade in schema("values/grades")["grades"].items()}
