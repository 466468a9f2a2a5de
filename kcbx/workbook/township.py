"""The workbook of a township: cover, children to verify, pairs to tell apart, conflicts to settle, guide."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from kcbx.config import Config
from kcbx.definitions import schema
from kcbx.layouts import SheetLayout, layout
from kcbx.register import Register
from kcbx.workbook.book import Book
from kcbx.workbook.cover import Cover
from kcbx.workbook.differences import marked
from kcbx.workbook.fill_in import FillIn, rules_sheet
from kcbx.workbook.fill_sheet import FilledArea, Line, said, two_lines, write_sheet
from kcbx.workbook.guide import write_guide
from kcbx.workbook.identity import identify
from kcbx.workbook.page import Value
from kcbx.workbook.recipients import file_name, masked, masked_pair, school_names, village_order
from kcbx.workbook.text import Rich, Run, chinese_date
from kcbx.workbook.township_lists import Row, TownshipLists, in_village_order, lists_by_township

_DUTY_SPANS = ((17, 17), (18, 18), (19, 20), (21, 21), (22, 23))


def names(register: Register) -> list[str]:
    """Townships that have anything to do, in the order of their names."""
    return list(lists_by_township(register))


def write(register: Register, config: Config, township: str, path: Path) -> None:
    """Write the workbook of one township to ``path``; only its own children are in it.

    Raises KeyError for a township that has nothing to do, OutputUnwritable where the file cannot be written.
    """
    words = schema("workbooks/township")
    lists = lists_by_township(register)[township]
    place = register.place
    title = words["cover"]["title"].format(name=township)
    with Book(path, place, title=title, owner=f"{place.county}{township}", in_memory=True) as book:
        schools = school_names(register)
        fills = {code: FillIn(book, layout("township", code), schools, place.as_of) for code in words["sheets"]}
        lines = _lines(lists, config, township, words)
        cover = Cover(book, words["cover"])
        areas = {
            code: write_sheet(
                fill, words, fill.layout.title.format(name=township), _hint(fill.layout, lines[code], book), lines[code]
            )
            for code, fill in fills.items()
        }
        _cover(cover, title, lines, areas["to_verify"])
        write_guide(book, words, township, [fill.layout for fill in fills.values()])
        rules_sheet(book, list(fills.values()))
        identify(book, words["kind"], township)


def _hint(sheet: SheetLayout, lines: list[Line], book: Book) -> Rich:
    due = chinese_date(book.place.deadline, year=False)
    return said(sheet.hint if lines else sheet.empty, count=len(lines), due=due)


def _lines(lists: TownshipLists, config: Config, township: str, words: Any) -> dict[str, list[Line]]:
    """The rows of every sheet, by its code, in village order."""
    order = village_order(config, township)
    shapes = {"to_verify": _child, "pairs": _pair, "conflicts": _conflict}
    return {
        code: [
            Line(shape(row, str(serial), words["words"]), row["key"])
            for serial, row in enumerate(in_village_order(getattr(lists, code), order), start=1)
        ]
        for code, shape in shapes.items()
    }


def _child(row: Row, serial: str, words: Any) -> dict[str, Value]:
    plain = {name: row[name] for name in ("name", "sex", "birth_date", "guardian", "why")}
    village = row["village"] or words["unknown_village"]
    return {**plain, "serial": int(serial), "village": village, "id_number": masked(row["id_number"])}


def _pair(row: Row, serial: str, words: Any) -> dict[str, Value]:
    shown: dict[str, Value] = {"serial": int(serial), "why": row["why"]}
    shown["side"] = two_lines((Run(words["census_side"], ("quiet",)),), (Run(words["roll_side"], ("accent",)),))
    for name in ("name", "sex", "birth_date", "guardian"):
        shown[name] = two_lines(*marked(row[f"census_{name}"], row[f"roll_{name}"]))
    shown["id_number"] = two_lines(*masked_pair(row["census_id_number"], row["roll_id_number"]))
    for name in ("village", "school"):
        shown[name] = two_lines(*(row[f"{side}_{name}"] or words["empty_value"] for side in ("census", "roll")))
    return shown


def _conflict(row: Row, serial: str, words: Any) -> dict[str, Value]:
    plain = {name: row[name] for name in ("name", "birth_date", "village", "guardian", "school", "label", "why")}
    compare = masked_pair if row["field"] == "id_number" else marked
    census, roll = compare(row["census_value"], row["roll_value"])
    likelier = words.get(f"likelier_{row['likelier']}", "")
    return {**plain, "serial": int(serial), "census_value": census, "roll_value": roll, "likelier": likelier}


def _cover(cover: Cover, title: str, lines: dict[str, list[Line]], area: FilledArea) -> None:
    """The first page: counts, deadline, contact, how to fill in, evidence, progress by village."""
    cover.head(title)
    cover.cards([len(lines[card["sheet"]]) for card in cover.words["cards"]])
    cover.steps_and_duties(area.layout.asked, _DUTY_SPANS)
    villages = Counter(str(line.known["village"]) for line in lines["to_verify"])
    cover.progress(villages, area, area.layout.position("village"))


__all__ = ["file_name", "names", "write"]
