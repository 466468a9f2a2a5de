"""What the title of a sheet, its name, its file and folders say of all its rows: township, village, school, class."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from kcbx.definitions import schema
from kcbx.intake.forms import Form, forms, key, words
from kcbx.intake.groups import is_answer
from kcbx.intake.rows import NOTE, TOTAL, is_note
from kcbx.intake.values import LONGEST

_HAN = "\u4e00-\u9fff\u3400-\u4dbf"
# 2025级, 2025届 tell when pupils entered or leave, not the year of the list; 2018级新生 and 2025届毕业生 are lists of
# that year.
_YEAR = re.compile(r"(?<!\d)20\d\d(?:(?![\d级届])|(?=级\w{0,6}(?:新生|入学|招生))|(?=届\w{0,6}毕业))")
_GRADE = re.compile(
    r"(?:[一二三四五六七八九]|1?[0-9])年级|[初高][一二三四]|(?<![初高])[小中大](?:[一二三四五六1-9]|[（(][一二三四五六1-9][)）])?班|学前班|[初高]?20\d\d级"
    # 八（1）班, 八1班, 8.1班
    r"|(?P<han>(?<![十第])[一二三四五六七八九])(?:[（(](?:\d{1,2}|[一二三四五六七八九十]{1,2})[)）]|[.．·-]?\d{1,2})班"
    r"|(?P<digit>(?<!\d)[1-9])(?:[（(]\d{1,2}[)）]|[.．·-]\d{1,2})班"
)
_CLASS = re.compile(r"[（(]?([0-9]{1,2}|[一二三四五六七八九十]{1,3})[)）]?班")
_SEPARATORS = re.compile(r"[\s:：,，;；/\\|、()（）\[\]【】\-—_+《》“”\"']+")
#: What stands before a name and is none of it; villages may be numbered (3村).
_LEAD = re.compile(
    r"^(?:[0-9]+(?![0-9]*(?:村|社区|嘎查))|届|学年度?|年度?|第[一二]学期|春季|秋季|学期|学年|春|秋|填报单位|填表单位|单位)+"
)
#: 一、 before and （35人） behind a line that heads the rows below it.
_NUMBERED, _COUNT = (
    re.compile(r"^[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]+"),
    re.compile(r"[（(:：]?共?\d+(?:人|名)[)）]?$"),
)
_LONGEST_DESTINATION = 16
#: 县一中, 县职教中心: a school of the county's own, not 县级, 县直.
_COUNTYS_OWN = re.compile("县(?:第?[一二三四五六七八九十][中小幼高初完]|民[中族]|实验|职[教业高中]|特殊?[校教]|幼儿园)")
_OF_NURSERY = re.compile(rf"^([{_HAN}]{{2,6}})20\d\d[^园]*(?:幼儿(?:花?名册|名单|信息|登记|情况)|在园幼儿)")
#: The pupils of a school whose name ends in 小: 中心完小学生花名册, 城关镇一小学生名单.
_PUPILS_OF = re.compile("(?:(?<=完小)|(?<=(?<!第)[一二三四五六七八九十]小))(?=学生)")
_LATER_YEAR = re.compile(r"(?<=.)20\d\d")
_COUNTY = re.compile(rf"^[{_HAN}]{{2,4}}?(?:自治)?(?:县|市|(?<!社)区)(?=[{_HAN}])")

#: The hint columns that travel with the rows.
HINTS = (
    *("township_hint", "village_hint", "school_hint", "grade_hint", "class_hint", "year_hint"),
    *("destination_hint", "section_hint"),
)
_SAID_BY = {"school_hint": "school", "grade_hint": "grade", "class_hint": "class_name", "year_hint": "intake_year"}
_OF_HOMES = ("township_hint", "village_hint")
_NOT_A_PLACE = ("各", "全", "所", "本", "该", "农村", "公办", "民办", "县", "乡镇")


def hints_of(
    title: Sequence[str], sheet: str, parents: Sequence[str], known_townships: Sequence[str] = ()
) -> dict[str, str]:
    """Hints by name: township, village, school, grade, class, year; what is not said is not there.

    ``parents``: the file's name without its ending, then its folders, nearest first. The nearest place that
    names something wins: title, sheet, file, folder. ``known_townships`` are found as written; without them a
    township is what ends in 乡, 镇 or 街道.
    """
    found: dict[str, str] = {}
    for text in (*title, sheet, *parents):
        for name, value in _in_text(text, tuple(known_townships)).items():
            found.setdefault(name, value)
    if "township" not in found and (like := next(filter(None, map(_like_a_township, (*title, sheet, *parents))), "")):
        found["township"] = like
        found |= {"village": rest} if (rest := found.get("village", "").removeprefix(like)) else {}
    if "village" not in found and _names_a_place(sheet) and "school" not in found:
        found["village"] = sheet.strip()
    return found


@lru_cache(maxsize=4096)
def _in_text(text: str, known_townships: tuple[str, ...]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    villages: list[str] = []
    whole = "".join(text.split())
    if year := _YEAR.search(text):
        found["year"] = year[0]
    known = sorted((name for name in known_townships if name), key=len, reverse=True)
    if township := next((name for name in known if name in whole), None):
        found["township"] = township
    for piece in filter(None, _SEPARATORS.split(whole)):
        rest = _LEAD.sub("", piece)
        if rest.startswith(_NOT_A_PLACE) and not _COUNTYS_OWN.match(rest):  # 各乡镇, 全县小学
            continue
        kindergarten = _kindergarten_in(rest)
        rest = _LATER_YEAR.split(rest)[0]
        within = _COUNTY.sub("", rest)
        if "township" not in found and (match := _unit("township").match(within)):
            found["township"] = match[1]
        if school := _school_in(rest) or kindergarten:
            found.setdefault("school", school)
        elif village := _unit("village").match(within.partition(found.get("township", "\n"))[2] or within):
            villages.append(village[1])
    if len(set(villages)) == 1:  # 大黎村、水口村 says of no row which it is
        found["village"] = villages[0]
    grades = {f"{short}年级" if (short := each["han"] or each["digit"]) else each[0] for each in _GRADE.finditer(text)}
    years = {grade for grade in grades if "20" in grade}  # 2026级高一 names one grade twice
    if len(plain := grades - years or years) == 1:  # 一年级至九年级 says nothing of any row
        found["grade"] = plain.pop()
    if class_name := _CLASS.search(text):
        found["class"] = class_name[0]
    return found


def _like_a_township(text: str) -> str:
    """What stands for a township where nothing names one: a state farm or forest with villages of its own."""
    for piece in filter(None, _SEPARATORS.split("".join(text.split()))):
        within = _COUNTY.sub("", _LATER_YEAR.split(_LEAD.sub("", piece))[0])
        if (found := _unit("like_a_township").match(within)) and not _school_in(within):
            return str(found[1])
    return ""


def _school_in(text: str) -> str:
    """The school a text begins with; of 龙潭学校小学部 or 第二中学初中毕业生 it is the whole school.

    升入普通高中 says where pupils went.
    """
    found = _unit("school").match(_PUPILS_OF.sub("\n", text))
    name = found[1] if found else ""
    if any(word in name for word in schema("intake")["places"]["going_on"]):
        return ""
    while shorter := _with_stage().fullmatch(name):
        name = shorter[1]
    return name


def _kindergarten_in(text: str) -> str:
    """The kindergarten that a title calls by its name only: 红太阳2026年秋季幼儿花名册."""
    found = _OF_NURSERY.match(text)
    name = found[1] if found else ""
    is_place = any(_unit(kind).match(name) for kind in ("township", "village", "like_a_township"))
    if not name or is_place or _GRADE.search(name) or any(word in key(name) for word in _of_lists()):
        return ""
    return f"{name}幼儿园"


@cache
def _with_stage() -> re.Pattern[str]:
    """The name of a school and one of its stages: 实验学校小学."""
    return re.compile(rf"(.+(?:{_endings('school')}))(?:小学|初中|高中|中学|中专|职高)")


@cache
def _unit(kind: str) -> re.Pattern[str]:
    """A place of this kind at the start of a text: a few characters and the longest ending that fits.

    A township or village ends with the first ending, a school with the last (红旗中学附属小学).
    """
    lazy, after = ("", "长民庄村部阶班") if kind == "school" else ("?", "长民庄村")
    return re.compile(rf"^([{_HAN}·A-Za-z0-9]{{1,14}}{lazy}(?:{_endings(kind)}))(?![{after}])")


def _destination_in(text: str) -> str | None:
    """Where the graduates below a line went, as it heads them: 一、升入普通高中（35人）."""
    told = _COUNT.sub("", _NUMBERED.sub("", "".join(text.split())))
    return told if len(told) <= _LONGEST_DESTINATION and is_answer(told) else None


def _endings(kind: str) -> str:
    return "|".join(sorted(schema("intake")["places"][kind], key=len, reverse=True))


def names_a_village(texts: Sequence[str]) -> bool:
    """Whether a title, sheet or file name names a village by its ending, and none of them a school."""
    found = {name for text in texts for name in _in_text(text, ())}
    return "village" in found and "school" not in found


def _names_a_place(sheet: str) -> bool:
    """Whether a sheet's name is a short Chinese word that is no word for a kind of list."""
    name = sheet.strip()
    return bool(re.fullmatch(rf"[{_HAN}·]{{2,8}}", name)) and not any(word in key(name) for word in _of_lists())


@cache
def _of_lists() -> frozenset[str]:
    """Words that name a list and no place: those of the titles of every form among them."""
    titles = {word for form in forms().values() for word in form.titles}
    return frozenset(map(key, titles)) | {*words("places", "generic"), *words("not_used", "titles")}


def place_hints(
    form: Form,
    fields_present: Container[str],
    body: Sequence[Sequence[Any]],
    kinds: Sequence[str],
    hints: Mapping[str, str],
    townships: Sequence[str],
    titles: Container[str] = (),
) -> tuple[dict[str, list[str | None]], Mapping[str, str]]:
    """The hint columns of the rows of a body, and the hints that hold at its end.

    A title printed again between the rows, for the next village or class, speaks for the rows below it, and so does any
    other line (``section``), but for the ``titles`` above the header, printed again with it; a total ends it, and then
    the name or the title of the sheet (``whole``) speaks again. School,
    class and year are hinted only where no column says them, and so is the grade on a list of homes; a school's
    column may say 2026级, which the sheet 七年级 helps to read.
    """
    current = {**hints, "section": hints.get("whole", "")}
    lines: list[Mapping[str, str]] = []
    for row, kind in zip(body, kinds, strict=True):
        line = _line_of(row) if kind == NOTE else ""
        went = _destination_in(line) if line and "destination_kind" in form.fields else None
        if kind == TOTAL or is_note(line):
            current = {**current, "section": hints.get("whole", "")}
        elif went:
            current = {**current, "destination": went}
        elif line:
            section = {} if line in titles else {"section": line}
            current = {**current, **section, **_in_text(line, tuple(townships))}
        lines.append(current)
    columns = {
        name: [line.get(name.removesuffix("_hint")) or None for line in lines]
        for name in HINTS
        if (_SAID_BY.get(name) not in fields_present or (form.of_schools and name == "grade_hint"))
        and not (form.of_schools and name in _OF_HOMES)
    }
    return columns, current


def of_whole(form: Form, sheet: str, title: Sequence[str]) -> str:
    """What may say of all rows of a sheet how it stands with the children: its name (辍学), or a title that names a
    list of them (未入学适龄儿童名单), and no survey. Lists of one kind only (休学) need none."""
    if form.name in schema("values/schooling")["forms"]:
        return ""
    listing, survey = (re.compile("|".join(words("whole", kind))) for kind in ("listing", "survey"))
    if is_answer(sheet):
        return sheet
    return next((line for line in title if is_answer(line) and listing.search(line) and not survey.search(line)), "")


def _line_of(row: Sequence[Any]) -> str:
    """The text of a row that holds nothing else."""
    filled = [cell for cell in row if cell != ""]
    return filled[0][:LONGEST] if len(filled) == 1 and isinstance(filled[0], str) else ""
