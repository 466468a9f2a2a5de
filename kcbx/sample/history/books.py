"""Lays the other lists out in files, and counts the intake school by school."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from random import Random

from kcbx.definitions import schema
from kcbx.sample.history.lists import first_school
from kcbx.sample.life import Life
from kcbx.sample.rows import Row
from kcbx.sample.sheets import Book, Frame, Sheet, compose
from kcbx.sample.style import draw_style


def other_books(lists: Mapping[str, Sequence[Row]], county: str, year: int, rng: Random) -> Iterator[Book]:
    """One workbook a list; the attendance list has a sheet for each school."""
    forms = schema("sample/history")["forms"]
    for form, rows in lists.items():
        if not rows:
            continue
        columns, file = forms[form]["columns"], forms[form]["file"]
        style = draw_style(rng, 0.7)
        titles = (f"{county}{year}年{file}",)
        if form == "attendance":
            sheets = [
                compose(school, list(group), columns, style, Frame(titles=(f"{school}{file}",)), rng)
                for school, group in groupby(rows, key=lambda row: row.life.school.name if row.life.school else "")
            ]
        else:
            sheets = [compose(file, rows, columns, style, Frame(titles=titles), rng)]
        yield Book(f"其他/{file}.xlsx", sheets)


def intake_moves(lives: Sequence[Life], intake: Sequence[Row]) -> Mapping[str, Mapping[str, int]]:
    """By the school of entry: who joined the cohort since (at the junior school), who moved away, who died."""
    entered = {row.life.child.person_id for row in intake}
    moves: dict[str, Counter[str]] = {}
    for row in intake:
        counts = moves.setdefault(row.text("school"), Counter())
        counts["moved_out"] += row.life.state in ("elsewhere", "moved_away", "abroad")
        counts["died"] += row.life.state == "dead"
    for life in lives:
        joined = life.grade == 9 and life.on_attending_roll and life.child.person_id not in entered
        if joined and life.school is not None:
            moves.setdefault(first_school(life.school.township), Counter())["moved_in"] += 1
    return moves


def intake_counts(intake: Sequence[Row], moves: Mapping[str, Mapping[str, int]], year: int) -> Book:
    """The intake of eight years ago by school with what came and went since; no children in it."""
    form = schema("sample/history")["forms"]["intake_counts"]
    headings = schema("sample/history")["headings"]
    sheet = Sheet("招生数")
    sheet.banner(f"{year}年一年级招生数", len(form["columns"]))
    sheet.add([{"serial": "序号", "school": "学校"}.get(name) or headings[name][0] for name in form["columns"]])
    counts = Counter(row.text("school") for row in intake)
    for serial, school in enumerate(sorted(counts), start=1):
        moved = moves.get(school, {})
        more = [moved.get(name, 0) for name in ("moved_in", "moved_out", "died")]
        sheet.add([serial, school, year, counts[school], *more])
    return Book(f"其他/{form['file']}.xlsx", [sheet])
