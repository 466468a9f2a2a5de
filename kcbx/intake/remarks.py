"""Writes down what a sheet loses on the way in: columns, cells and rows that are not taken over as they stand."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from kcbx.definitions import schema
from kcbx.fields import fields
from kcbx.findings import Finding, Source
from kcbx.intake import rows as kinds_of_row
from kcbx.intake.beside import Side
from kcbx.intake.columns import Layout
from kcbx.intake.forms import Form, forms, listed_only
from kcbx.intake.grid import Grid
from kcbx.intake.headers import Header
from kcbx.intake.overlooked import is_unmarked
from kcbx.intake.recognise import Recognised
from kcbx.intake.sheet_scan import column_letters
from kcbx.intake.values import Texts

_SHOWN = 10
#: In the heading of a blank form: the column has a drop-down.
_LIST = "▼"
#: Fields whose absence is worth a word, each with the fields of which one will do.
_TOLD_BY_ROW = frozenset(["name", "id_number"])
_IMPORTANT = {"name": {"name"}, "id_number": {"id_number", "student_number", "disability_number"}}


class Remarks:
    """Findings of one sheet, gathered by column or kind of row, so that a sheet never drowns in them."""

    def __init__(self, source: Source, found: list[Finding]) -> None:
        self._source = source
        self._found = found

    def _add(self, code: str, row: int = 0, column: str = "", **values: str | int) -> None:
        self._found.append(Finding(code, Source(self._source.file, self._source.sheet, row), column, values))

    def unrecognised(self, why: str, filled: int) -> None:
        """The sheet was not recognised."""
        self._add("sheet_unrecognised", why=why, rows=filled)

    def guide(self, filled: int) -> None:
        """The sheet is the guide of a form."""
        self._add("guide_sheet", rows=filled)

    def of_sheet(self, grid: Grid, recognised: Recognised, rows_read: int) -> None:
        """Hidden sheets and rows, another form that fits as well, a sheet without any row."""
        form = recognised.form
        if grid.hidden:
            self._add("hidden_sheet", rows=rows_read)
        first = recognised.header.last + 1 if recognised.header else 0
        hidden = sorted(
            row
            for row in grid.notes.hidden_rows
            if first <= row < len(grid.rows) and any(cell != "" for cell in grid.rows[row])
        )
        if hidden:
            self._add("hidden_rows", row=hidden[0] + 1, rows=_numbers(hidden), count=len(hidden))
        if form and recognised.rival:
            self._add("form_doubtful", form=form.label, rival=forms()[recognised.rival].label)
        if form and not rows_read:
            self._add("sheet_without_rows", row=first, form=form.label)

    def of_sides(self, grid: Grid, parts: Sequence[Side], header: Header) -> None:
        """Lists side by side that were read one after the other; of families, what is said of none of the children."""
        if len(parts) > 1 and not parts[0].added:
            self._add("families_read" if parts[0].own else "lists_beside", row=header.last + 1, count=len(parts))
        for column in sorted(parts[0].of_one if parts else ()):
            rows = [
                row
                for row, cells in enumerate(grid.rows[header.last + 1 :], start=header.last + 1)
                if cells[column] != "" and sum(any(cells[own] != "" for own in part.own) for part in parts) > 1
            ]
            if rows:
                heading = "".join(header.paths[column][-1].split())
                self._add("family_remark", rows[0] + 1, heading, count=len(rows), rows=_numbers(rows))

    def of_relisted(self, code: str, count: int) -> None:
        """Cards, names in one cell or another shape that was read as a list of one child a row; ``code``: which."""
        self._add(code, count=count)

    def of_kind(self, kind: str) -> None:
        """What the title says of the rows that say nothing themselves (:func:`kcbx.intake.kinds.kind_by_title`)."""
        status = schema("values/schooling")["rosters"][kind]["status"]
        self._add("title_speaks", said=schema("values/status")[status]["label"])

    def of_missing(self, form: Form, layout: Layout, hints: Container[str]) -> None:
        """Columns one would expect of the form: without them the sheet is used, but to less avail."""
        unclaimed = [layout.headings[column] for column in layout.leftover]
        for name, instead in _IMPORTANT.items():
            if name in form.fields and not instead & layout.columns.keys():
                label = fields()[name].label
                near = get_close_matches(label, unclaimed, n=1, cutoff=0.5)
                self._add("column_missing", field=label, nearest=f"；最接近的是“{near[0]}”" if near else "")
        if form.name == "census" and not {"address", "residence"} & layout.columns.keys():
            for name in ("township", "village"):
                if name not in layout.columns and name not in hints:
                    self._add("place_unknown", field=fields()[name].label)

    def of_columns(self, layout: Layout, cells: Sequence[Sequence[Any]], kept: Sequence[int]) -> None:
        """Columns nobody claims that hold something."""
        for column in layout.leftover:
            if count := _filled(cells, column, kept):
                self._add("column_leftover", column=layout.label(column), count=count)
        for column, name in layout.second:
            count = _filled(cells, column, kept)
            self._add("column_second", column=layout.label(column), field=fields()[name].label, count=count)
        for column in layout.unnamed:
            if count := _filled(cells, column, kept):
                self._add("column_unnamed", column=column_letters(column), count=count)
        for name, taken in layout.columns.items():
            if len(taken) > 1:
                together = "、".join(map(layout.label, taken))
                self._add("columns_joined", column=together, field=fields()[name].label)

    def of_overlooked(self, form: Form, layout: Layout, columns: Sequence[int]) -> None:
        """Columns nobody claims that seem to say who is in school."""
        code = "marks_unread" if is_unmarked(form, layout) else "status_overlooked"
        if columns:
            self._add(code, column="、".join(map(layout.label, columns[:_SHOWN])), count=len(columns))

    def of_codes(self, layout: Layout, codes: Mapping[str, Sequence[str]]) -> None:
        """Codes in place of words that no legend explains."""
        for name, left in codes.items():
            self._add(
                "codes_unread",
                column="、".join(map(layout.label, layout.columns[name])),
                field=fields()[name].label,
                codes="、".join(left),
            )

    def of_rows(self, kinds: Sequence[str], start: int) -> None:
        """Rows that are no data: totals, notes, repeated headers, lines nobody filled in."""
        for kind, label in (
            (kinds_of_row.TOTAL, "合计、小计"),
            (kinds_of_row.NOTE, "说明、签字等"),
            (kinds_of_row.HEADER, "重复的表头"),
            (kinds_of_row.CONTINUED, "与上一行合并、属同一儿童的续行"),
            (kinds_of_row.EMPTY_FORM, "只有序号、地名等的空行"),
        ):
            rows = [start + index for index, each in enumerate(kinds) if each == kind]
            if rows:
                self._add("notes_dropped", row=rows[0] + 1, kind=label, count=len(rows), rows=_numbers(rows))

    def of_cells(self, grid: Grid, layout: Layout, texts: Mapping[str, Texts], kept: Sequence[int], start: int) -> None:
        """Error cells, control characters and endless texts in the columns that are used."""
        data = {start + index for index in kept}
        errors: dict[tuple[int, str], list[int]] = {}
        used = {column for taken in layout.columns.values() for column in taken}
        for (row, column), code in grid.notes.errors.items():
            if row in data and column in used:
                errors.setdefault((column, code), []).append(row)
        for (column, code), rows in sorted(errors.items()):
            self._add(
                "error_cell",
                row=min(rows) + 1,
                column=layout.label(column),
                error=code,
                count=len(rows),
                rows=_numbers(sorted(rows)),
            )
        uncomputed: dict[int, list[int]] = {}
        for row, column in grid.notes.uncomputed:
            if row in data and column in used and grid.rows[row][column] == "":
                uncomputed.setdefault(column, []).append(row)
        for column, rows in sorted(uncomputed.items()):
            numbers = _numbers(sorted(rows))
            self._add("formula_not_computed", min(rows) + 1, layout.label(column), count=len(rows), rows=numbers)
        for name, columns in layout.columns.items():
            label, read = "、".join(map(layout.label, columns)), texts[name]
            for code, indexes in (("control_characters", read.cleaned), ("cell_cut", read.cut)):
                if rows := [start + index for index in indexes if start + index in data]:
                    self._add(code, row=rows[0] + 1, column=label, count=len(rows), rows=_numbers(rows))

    def of_shifted(self, shifted: Sequence[int], start: int) -> None:
        """Rows that stood one column too far right, and were put back."""
        if shifted:
            rows = [start + index for index in shifted]
            self._add("rows_shifted", rows[0] + 1, count=len(rows), rows=_numbers(rows))

    def of_struck(self, grid: Grid, layout: Layout, kept: Sequence[int], start: int) -> None:
        """Children whose name is crossed out: read all the same, and asked about."""
        name = layout.columns.get("name", (-1,))[0]
        rows = [start + index for index in kept if (start + index, name) in grid.notes.struck]
        if rows:
            self._add("rows_struck", rows[0] + 1, layout.label(name), count=len(rows), rows=_numbers(rows))

    def of_required(
        self,
        layout: Layout,
        read: Mapping[str, Sequence[str | None]],
        hinted: Container[str],
        kept: Sequence[int],
        start: int,
    ) -> None:
        """Columns whose own heading says that they must be filled in (*学校, 学校（必填）), and are not everywhere.

        ``read``: the texts after blocks were filled down; ``hinted``: fields that the title or the file's name says.
        Name and ID number have findings of their own, row by row.
        """
        for name, columns in layout.columns.items():
            if name in _TOLD_BY_ROW or name in hinted or not _must(layout.headings[columns[0]]):
                continue
            rows = [start + index for index in kept if not (read[name][index] or "").strip()]
            if rows:
                label, shown = fields()[name].label, layout.label(columns[0])
                self._add("required_blank", rows[0] + 1, shown, field=label, count=len(rows), rows=_numbers(rows))

    def of_choices(
        self, form: Form, layout: Layout, read: Mapping[str, Sequence[str | None]], kept: Sequence[int], start: int
    ) -> None:
        """Columns whose own heading says that there is a list (与户主关系 ▼), and that hold words not on it.

        Only those whose words nothing else asks about; other people's lists, without the mark, are their own affair.
        """
        for name, listed in listed_only(form.name).items():
            if name not in layout.columns or _LIST not in layout.headings[layout.columns[name][0]]:
                continue
            rows = [start + index for index in kept if "".join((read[name][index] or "").split()) not in listed]
            if rows:
                label, shown = fields()[name].label, layout.label(layout.columns[name][0])
                values: dict[str, str | int] = {"count": len(rows), "rows": _numbers(rows)}
                values["raw"] = read[name][rows[0] - start] or ""
                self._add("choice_unlisted", rows[0] + 1, shown, field=label, **values)

    def filled(self, filled: Mapping[str, int], layout: Layout) -> None:
        """Cells that took the text of the block they stand in."""
        for name, count in filled.items():
            label = "、".join(map(layout.label, layout.columns[name]))
            self._add("filled_down", column=label, field=fields()[name].label, count=count)


def _must(heading: str) -> bool:
    return "*" in heading or "＊" in heading or "必填" in heading


def _filled(cells: Sequence[Sequence[Any]], column: int, kept: Sequence[int]) -> int:
    values = cells[column]
    return sum(
        1 for index in kept if values[index] != "" and not (isinstance(values[index], str) and values[index].isspace())
    )


def _numbers(rows: Sequence[int]) -> str:
    """Row numbers as the spreadsheet shows them, the first ten."""
    return "、".join(str(row + 1) for row in rows[:_SHOWN]) + (" 等" if len(rows) > _SHOWN else "")
