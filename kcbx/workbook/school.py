"""The workbook of a school: cover, pupils to verify, guide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kcbx.config import Config
from kcbx.definitions import schema
from kcbx.layouts import layout
from kcbx.register import Register
from kcbx.workbook.book import Book
from kcbx.workbook.cover import Cover
from kcbx.workbook.fill_in import FillIn, rules_sheet
from kcbx.workbook.fill_sheet import Line, write_sheet
from kcbx.workbook.guide import write_guide
from kcbx.workbook.identity import identify
from kcbx.workbook.page import Value
from kcbx.workbook.recipients import file_name, masked, school_names
from kcbx.workbook.school_lists import Row, SchoolLists, lists_by_school
from kcbx.workbook.text import Rich, Run, chinese_date

_DUTY_SPANS = ((17, 18), (19, 20), (21, 22), (23, 23))


def names(register: Register) -> list[str]:
    """Schools that have anything to do, in the order of their names."""
    return list(lists_by_school(register))


def write(register: Register, config: Config, school: str, path: Path) -> None:  # noqa: ARG001 - as a township's
    """Write the workbook of one school to ``path``; only pupils on its roll, and children said to be there, are in it.

    Raises KeyError for a school that has nothing to do, OutputUnwritable where the file cannot be written.
    """
    words = schema("workbooks/school")
    lists = lists_by_school(register)[school]
    place = register.place
    owner = school if school.startswith(place.county) else f"{place.county}{school}"
    title = words["cover"]["title"].format(name=school)
    with Book(path, place, title=title, owner=owner, in_memory=True) as book:
        fill = FillIn(book, layout("school", "to_verify"), school_names(register), place.as_of)
        cover = Cover(book, words["cover"])
        lines = _lines(lists, words)
        balance = _balance(lists, words["words"])
        hint = (*balance, *_request(lists, words["words"], chinese_date(place.deadline, year=False)))
        area = write_sheet(fill, words, fill.layout.title.format(name=school), hint, lines)
        cover.head(title)
        counts = {
            "all": len(lines),
            "absent": sum(words["why"][row["question"]]["alarm"] for row in lists.rows),
            "claimed": lists.claimed,
        }
        cover.cards([counts[card["count"]] for card in cover.words["cards"]])
        cover.closing(balance, closes=lists.difference == 0)
        cover.steps_and_duties(fill.asked, _DUTY_SPANS)
        groups = Counter(str(line.known["category"]) for line in lines)
        cover.progress(groups, area, fill.layout.position("category"))
        write_guide(book, words, school, [fill.layout])
        rules_sheet(book, [fill])
        identify(book, words["kind"], school)


def _lines(lists: SchoolLists, words: Mapping[str, Any]) -> list[Line]:
    """One line a pupil; a rule closes each group of one question."""
    lines = []
    for serial, (row, after) in enumerate(zip(lists.rows, [*lists.rows[1:], None], strict=True), start=1):
        closes = after is None or after["question"] != row["question"]
        looks = {"category": "alarm"} if words["why"][row["question"]]["alarm"] else {}
        looks |= {"class": "quiet"} if row["question"] == "claimed" else {}
        known = _known(row, serial, words)
        lines.append(Line(known, row["key"], under="group_line" if closes else "", looks=looks))
    return lines


def _known(row: Row, serial: int, words: Mapping[str, Any]) -> dict[str, Value]:
    plain = {name: row[name] for name in ("class", "name", "sex", "birth_date", "why")}
    category = words["why"][row["question"]]["label"]
    return {**plain, "serial": serial, "id_number": masked(row["id_number"]), "category": category}


def _balance(lists: SchoolLists, words: Mapping[str, Any]) -> Rich:
    """在籍 1,184 = 已与摸底表对上 1,131 + 摸底表中没有 31 + 须核查 22  √ 合计相符."""
    said = words["balance"].format(
        on_roll=lists.on_roll, linked=lists.linked, unlisted=lists.unlisted, asked=lists.asked
    )
    if lists.difference:
        return (said, "  ", Run(words["broken"].format(difference=lists.difference), ("alarm",)))
    return (said, "  ", Run(words["closes"], ("accent",)))


def _request(lists: SchoolLists, words: Mapping[str, Any], due: str) -> Rich:
    """What else, and by when."""
    claimed = words["claimed"].format(count=lists.claimed) if lists.claimed else ""
    gone = words["gone"].format(count=lists.gone) if lists.gone else ""
    ask = Run(words["ask"].format(count=len(lists.rows)), ("alarm",))
    return ("。", gone, claimed, ask, words["hand_in"], Run(due, ("alarm",)), words["until"])


__all__ = ["file_name", "names", "write"]
