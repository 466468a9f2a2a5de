"""A blank form: a sheet to fill in with drop-downs and text cells, and its guide.

Dark headings with a star must be filled in, pale ones where there is something to say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from kcbx.definitions import schema
from kcbx.register import Place
from kcbx.workbook.book import Book
from kcbx.workbook.page import FIRST_ROW, HEADER_ROW, Column, ListPage
from kcbx.workbook.templates import Template, Unit, is_wide, title_of, width_of
from kcbx.workbook.templates_guide import write_guide
from kcbx.workbook.text import line_count, row_height

#: Rows with borders, two pages high; below them the columns still are text and offer their lists.
ROWS = 40
_OFFERED_TO = 2000
_ROW_HEIGHT = 24
_HEADER_HEIGHT = 36
#: Printed pages, from top to bottom.
_HIGH = 2
#: Characters of a drop-down typed into a cell, commas included.
_LONGEST_LIST = 255


def write(template: Template, unit: Unit, place: Place, owner: str, path: Path) -> None:
    """Write one blank form. Raises OutputUnwritable."""
    title = title_of(template, unit)
    offered = _offered(template, unit)
    with Book(path, place, title=title, owner=owner, in_memory=True, blank=True) as book:
        _write_form(book, template, title, offered)
        write_guide(book, template, title, offered)


def _offered(template: Template, unit: Unit) -> dict[str, tuple[str, ...]]:
    """What each column offers: the form's words, and the places of the county where they are known."""
    known = {
        "township": [unit.township] if unit.township else unit.townships,
        "village": [unit.village] if unit.village else unit.villages,
        "school": [unit.school] if unit.school else (),
    }
    own_school = template.place == "school"
    places = {
        name: tuple(values)
        for name, values in known.items()
        if name in template.fields and (name != "school" or own_school) and _fits(values)
    }
    return {**template.choices, **places}


def _fits(values: Sequence[str]) -> bool:
    """Whether names fit into a drop-down; a longer list would need a sheet of its own, which would come back too."""
    joined = ",".join(values)
    return bool(values) and len(joined) <= _LONGEST_LIST and joined.count(",") == len(values) - 1 and '"' not in joined


def _write_form(book: Book, template: Template, title: str, offered: Mapping[str, tuple[str, ...]]) -> None:
    words = schema("workbooks/template")["words"]
    columns = [
        Column(
            _heading(template.label(name), must=name in template.required, offers=name in offered),
            width_of(name),
            ("answer", "indent"),
            "answer" if name in template.required else "read",
        )
        for name in template.fields
    ]
    freeze = template.fields.index("name") + 1 if "name" in template.fields else 0
    page = ListPage(
        *(book, words["sheet"], title, columns, words["hint"]),
        freeze=freeze,
        least=_ROW_HEIGHT,
        meta=words["meta"],
        told_from=freeze if is_wide(template) else 0,
    )
    text = book.formats("answer")
    for position, column in enumerate(columns):
        page.sheet.set_column(position, position, column.width, book.formats("open"))
    for row in range(FIRST_ROW, FIRST_ROW + ROWS):
        page.sheet.set_row(row, _ROW_HEIGHT)
        for position in range(len(columns)):
            page.sheet.text(row, position, "", text)
    for position, name in enumerate(template.fields):
        area = (FIRST_ROW, position, _OFFERED_TO, position)
        if rule := _rule(template, name, position, offered):
            page.sheet.data_validation(*area, rule)
    _mark_what_is_missing(page, template)
    lines = max(line_count(column.heading, column.width) for column in columns)
    page.sheet.set_row(HEADER_ROW, max(_HEADER_HEIGHT, row_height(lines)))
    page.sheet.print_area(0, 0, FIRST_ROW + ROWS - 1, len(columns) - 1)
    page.sheet.fit_to_pages(1 + is_wide(template), _HIGH)
    if is_wide(template):
        page.sheet.repeat_columns(freeze - 1)


def _rule(
    template: Template, name: str, position: int, offered: Mapping[str, tuple[str, ...]]
) -> dict[str, Any] | None:
    """What a column offers or checks while somebody types; the typist may insist."""
    words = schema("workbooks/template")
    label = template.label(name)
    if name in offered:
        return {
            "validate": "list",
            "source": list(offered[name]),
            "error_type": "warning",
            "error_title": "请从下拉列表中选",
            "error_message": f"“{label}”请点开单元格右侧的箭头，从列表中选一项",
        }
    if check := words["checks"].get(name):
        return {
            "validate": "custom",
            "value": check["formula"].format(cell=xl_rowcol_to_cell(FIRST_ROW, position)),
            "error_type": "warning",
            "error_title": check["title"],
            "error_message": check["message"],
        }
    return None


def _mark_what_is_missing(page: ListPage, template: Template) -> None:
    """Turn a required cell pale red once somebody has begun its row."""
    last = FIRST_ROW + ROWS - 1
    anchor = template.fields.index("name" if "name" in template.fields else "school")
    begun = xl_rowcol_to_cell(FIRST_ROW, anchor, col_abs=True)
    for position, name in enumerate(template.fields):
        if name in template.required and position != anchor:
            cell = xl_rowcol_to_cell(FIRST_ROW, position)
            rule = {
                "type": "formula",
                "criteria": f'=AND({begun}<>"",{cell}="")',
                "format": page.book.formats.rule("missing"),
            }
            page.sheet.conditional_format(FIRST_ROW, position, last, position, rule)


def _heading(label: str, *, must: bool, offers: bool) -> str:
    """The label with its marks: a star for what must be filled in, an arrow where there is a list."""
    return ("*" if must else "") + label + (" ▼" if offers else "")
