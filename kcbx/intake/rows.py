"""What each row below a header is: a child, a total, a note, the header again, or blank."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from kcbx.intake.forms import key, words
from kcbx.intake.values import Texts

DATA, BLANK, TOTAL, NOTE, HEADER, EMPTY_FORM = "data", "blank", "total", "note", "header", "empty_form"

#: Fields that say who or what a row is about; of counts, a school.
_WHO = ("name", "id_number", "student_number")
#: Fields that are filled in beforehand, or hold for a whole sheet: alone they make no row.
_SCAFFOLD = frozenset(
    {
        "serial",
        "township",
        "village",
        "village_group",
        "school",
        "school_code",
        "grade",
        "class_name",
        "stage",
        "intake_year",
        "relation",
        "id_type",
    }
)
#: Without name and number, one of these still shows that a row is a child.
_OF_A_CHILD = (
    "birth_date",
    "sex",
    "age",
    "former_name",
    "guardian",
    "guardian_second",
    "guardian_id",
    "disability_number",
)
_LONGEST_PLAIN_NAME = 4
_ID_DIGITS = re.compile(r"\d{14}")


def row_kinds(
    form: str,
    rows: Sequence[Sequence[Any]],
    texts: Mapping[str, Texts],
    head: Sequence[Sequence[Any]],
    titles: Collection[str],
) -> list[str]:
    """The kind of each row.

    ``rows``: the body; ``texts``: its fields; ``head``: the rows of the header; ``titles``: the texts above it.
    """
    columns = {name: column.values for name, column in texts.items()}
    who = [name for name in (("intake_count",) if form == "intake_counts" else _WHO) if name in columns]
    content = [name for name in columns if name not in _SCAFFOLD]
    has_who = _any(columns, who, len(rows))
    has_content = _any(columns, content, len(rows))
    kinds = [DATA] * len(rows)
    for index, row in enumerate(rows):
        if not has_content[index]:
            filled = [cell for cell in row if cell != "" and not (isinstance(cell, str) and cell.isspace())]
            kinds[index] = BLANK if not filled else _without_content(filled, columns, index)
        elif not has_who[index]:
            kinds[index] = _without_who(columns, index)
    for index in _title_lines(rows, columns, titles):
        kinds[index] = NOTE
    for index in _totals(columns):
        if not _is_certain(columns, index):
            kinds[index] = TOTAL
    for index in _signatures(rows, kinds, columns):
        if not _is_certain(columns, index):
            kinds[index] = NOTE
    for index in _repeats(rows, head):
        kinds[index] = HEADER
    return kinds


def _is_certain(columns: Mapping[str, list[str | None]], index: int) -> bool:
    """Whether a row is a child whatever its words: it has an ID number, or a birth date of some length."""
    id_number, birth = (columns[name][index] if name in columns else None for name in ("id_number", "birth_date"))
    return bool((id_number and _ID_DIGITS.search(id_number)) or (birth and len(re.findall(r"\d", birth)) >= 4))


def _any(columns: Mapping[str, list[str | None]], names: Sequence[str], height: int) -> list[bool]:
    if not names:
        return [False] * height
    return list(map(any, zip(*(columns[name] for name in names), strict=True)))


def _without_content(filled: list[Any], columns: Mapping[str, list[str | None]], index: int) -> str:
    """A row with nothing about a child: a line of a form nobody filled in, or a remark."""
    scaffold = sum(1 for values in columns.values() if values[index])
    return EMPTY_FORM if scaffold >= len(filled) and not _is_remark(filled) else NOTE


def _is_remark(filled: list[Any]) -> bool:
    return len(filled) == 1 and isinstance(filled[0], str) and not filled[0].strip().isdigit()


def _without_who(columns: Mapping[str, list[str | None]], index: int) -> str:
    """A row without name and number is a child of whom little is known, or else a remark (a household, a default)."""
    return DATA if any(columns[name][index] for name in _OF_A_CHILD if name in columns) else NOTE


@cache
def _total_pattern() -> re.Pattern[str]:
    totals = "|".join(words("rows", "totals"))
    return re.compile(rf"^(?:.{{0,14}}?(?:{totals})\d{{0,6}}(?:人|名|户)?|(?:共|总共)\d{{1,6}}(?:人|名|户|条|个)?)$")


@lru_cache(maxsize=65536)
def is_total(text: str) -> bool:
    """合计, 小计, 大黎村小计, 合计：35人, 共 35 人."""
    return len(text) < 30 and bool(_total_pattern().match(key(text)))


@cache
def _note_pattern() -> re.Pattern[str]:
    """A note word that fills the text, or is followed by punctuation; the longer ones by anything."""
    every = "|".join(map(re.escape, words("rows", "notes")))
    long = "|".join(re.escape(word) for word in words("rows", "notes") if len(word) >= 3)
    return re.compile(rf"[（(*※＊]*(?:{long}|(?:{every})(?:$|[:：(（、)）]))")


@lru_cache(maxsize=65536)
def is_note(text: str) -> bool:
    """Whether a text begins a note or a signature line: 填表人：…, 备注：…, 以下空白."""
    return bool(_note_pattern().match(text.replace(" ", "").replace("\u3000", "")))


def _title_lines(
    rows: Sequence[Sequence[Any]], columns: Mapping[str, list[str | None]], titles: Collection[str]
) -> Iterator[int]:
    """Rows whose only cell stands in the name column but is a title: one printed again, or the next table's."""
    for index, name in enumerate(columns.get("name", [])):
        if name and len(name) > _LONGEST_PLAIN_NAME:
            filled = sum(1 for cell in rows[index] if cell != "")
            if filled == 1 and (
                name in titles or any(word in name for word in words("places", "generic") if len(word) > 1)
            ):
                yield index


def _totals(columns: Mapping[str, list[str | None]]) -> set[int]:
    """Rows that sum up others; a number in place of a name is one too."""
    found: set[int] = {index for index, text in enumerate(columns.get("name", [])) if text and text.isdigit()}
    for name in (
        "serial",
        "township",
        "village",
        "village_group",
        "household_head",
        "name",
        "school",
        "grade",
        "class_name",
    ):
        values = columns.get(name, [])
        totals = {text for text in set(values) if text and is_total(text)}
        if totals:
            found |= {index for index, text in enumerate(values) if text in totals}
    return found


def _signatures(rows: Sequence[Sequence[Any]], kinds: list[str], columns: Mapping[str, list[str | None]]) -> set[int]:
    """Rows that begin with a note word, or whose name is one."""
    found = set()
    names = columns.get("name", [None] * len(rows))
    for index, row in enumerate(rows):
        if kinds[index] == BLANK:
            continue
        first = next((cell for cell in row if cell != ""), "")
        begins = isinstance(first, str) and not first[:1].isdigit() and is_note(first)
        if begins or (names[index] and is_note(names[index] or "")):
            found.add(index)
    return found


def _repeats(rows: Sequence[Sequence[Any]], head: Sequence[Sequence[Any]]) -> set[int]:
    """Rows that print the header, or its rows of groups, once more."""
    found: set[int] = set()
    for line in head:
        texts = {column: key(cell) for column, cell in enumerate(line) if isinstance(cell, str) and cell.strip()}
        if len(texts) < 2:
            continue
        first = min(texts)
        raw = line[first]
        for index, row in enumerate(rows):
            if first < len(row) and row[first] == raw:
                same = sum(
                    1
                    for column, text in texts.items()
                    if column < len(row) and isinstance(row[column], str) and key(row[column]) == text
                )
                if same >= 0.8 * len(texts):
                    found.add(index)
    return found
