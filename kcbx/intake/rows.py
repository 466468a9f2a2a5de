"""What each row below a header is: a child, a total, a note, the header again, or blank."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from kcbx.definitions import schema
from kcbx.intake.forms import key, words
from kcbx.intake.headings import is_other_person
from kcbx.intake.values import Texts, cell_text

DATA, BLANK, TOTAL, NOTE, HEADER = "data", "blank", "total", "note", "header"
EMPTY_FORM, CONTINUED = "empty_form", "continued"

#: Fields that say who a row is about; of counts, what it counts.
_WHO = ("name", "id_number", "student_number")
_WHO_COUNTS = ("intake_count",)
#: Fields that are filled in beforehand, or hold for a whole sheet: alone they make no row.
_PLACES = frozenset(("township", "village", "village_group", "school", "school_code", "grade", "class_name", "stage"))
_SCAFFOLD = _PLACES | {"serial", "intake_year", "relation", "id_type"}
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
#: Fields in which a total is announced.
_TOTAL_IN = (
    "serial",
    "township",
    "village",
    "village_group",
    "household_head",
    "name",
    "school",
    "grade",
    "class_name",
)
_LONGEST_PLAIN_NAME = 4
#: Columns a row must number to be no child, and the letters before the numbers.
_FEWEST_NUMBERED, _STEMS = 4, "甲乙丙丁戊己庚辛壬癸"
_LABELLED = re.compile(r"\s*(\S{1,6}?)\s*[:：]")
_ID_DIGITS = re.compile(r"\d{14}")
_BIRTH_DIGITS = re.compile(r"(?:\d\D*){4}")


def row_kinds(
    form: str,
    rows: Sequence[Sequence[Any]],
    texts: Mapping[str, Texts],
    head: Sequence[Sequence[Any]],
    titles: Collection[str],
    below_a_name: Collection[int],
) -> list[str]:
    """The kind of each row.

    ``rows``: the body; ``texts``: its fields; ``head``: the rows of the header; ``titles``: the texts above it;
    ``below_a_name``: rows whose name cell is merged with the one above: more about the same child.
    A row with an ID or student number is a child whatever its words, and so is one with name and birth date.
    """
    columns = {name: column.values for name, column in texts.items()}
    heads = [heading_texts(line) for line in head]
    who = [columns[name] for name in (_WHO_COUNTS if form == "intake_counts" else _WHO) if name in columns]
    content = [columns[name] for name in columns if name not in _SCAFFOLD]
    certain = _certain(columns, len(rows))
    kinds = [DATA] * len(rows)
    for index, row in enumerate(rows):
        if certain[index]:
            continue
        filled = [cell for cell in row if cell != "" and not (isinstance(cell, str) and cell.isspace())]
        if not filled:
            kinds[index] = BLANK
        elif index in below_a_name:
            kinds[index] = CONTINUED
        elif prints_again(row, heads) or _numbers_columns(filled):
            kinds[index] = HEADER
        elif _is_signature(filled[0], columns, index) or _is_title(filled, columns, index, titles):
            kinds[index] = NOTE
        elif _sums_up(columns, index):
            kinds[index] = TOTAL
        elif not any(values[index] for values in content):
            kinds[index] = _without_content(filled, columns, index)
        elif not any(values[index] for values in who):
            kinds[index] = _without_who(columns, index)
    return kinds


def is_blank(row: Sequence[Any]) -> bool:
    """Whether a row holds nothing but spaces."""
    return all(cell == "" or (isinstance(cell, str) and cell.isspace()) for cell in row)


@lru_cache(maxsize=65536)
def is_total(text: str) -> bool:
    """合计, 小计, 大黎村小计, 合计：35人, 共 35 人."""
    return len(text) < 30 and bool(_total_pattern().match(key(text)))


@lru_cache(maxsize=65536)
def is_note(text: str) -> bool:
    """Whether a text begins a note or a signature line: 填表人：…, 备注：…, 以下空白."""
    return bool(_note_pattern().match(text.replace(" ", "").replace("\u3000", "")))


@cache
def _total_pattern() -> re.Pattern[str]:
    totals = "|".join(words("rows", "totals"))
    return re.compile(rf"^(?:.{{0,14}}?(?:{totals})\d{{0,6}}(?:人|名|户)?|(?:共|总共)\d{{1,6}}(?:人|名|户|条|个)?)$")


@cache
def _note_pattern() -> re.Pattern[str]:
    """A note word that fills the text, or is followed by punctuation; the longer ones by anything."""
    every = "|".join(map(re.escape, (*words("rows", "notes"), "例")))
    long = [word for word in words("rows", "notes") if len(word) >= 3]
    free = "|".join(map(re.escape, (*long, *words("rows", "examples"))))
    return re.compile(rf"[（(*※＊]*(?:{free}|(?:{every})(?:$|[:：(（、)）]))")


def _certain(columns: Mapping[str, list[str | None]], height: int) -> list[bool]:
    """Rows that are children beyond doubt."""
    nothing: list[str | None] = [None] * height
    ids, students, names, births = (
        columns.get(name, nothing) for name in ("id_number", "student_number", "name", "birth_date")
    )
    examples = _examples(columns)
    return [
        index not in examples
        and bool(
            (id_number and _ID_DIGITS.search(id_number))
            or (student and _ID_DIGITS.search(student))
            or (name and birth and _BIRTH_DIGITS.search(birth))
        )
        for index, (id_number, student, name, birth) in enumerate(zip(ids, students, names, births, strict=True))
    ]


def _examples(columns: Mapping[str, list[str | None]]) -> set[int]:
    """Rows that show how to fill in the form, with an invented child."""
    marks = schema("intake")["rows"]["examples"]
    return {
        index
        for name in ("serial", "name")
        for index, text in enumerate(columns.get(name, []))
        if text and text.startswith(("例:", "例：", "(例)", "（例）", *marks))
    }


def heading_texts(line: Sequence[Any]) -> dict[int, str]:
    """The keys of a line of a header by column."""
    return {column: key(cell) for column, cell in enumerate(line) if isinstance(cell, str) and cell.strip()}


def prints_again(row: Sequence[Any], heads: Sequence[Mapping[int, str]]) -> bool:
    """Whether a row prints the header, or its row of groups, once more."""
    for texts in heads:
        first = min(texts, default=-1)
        if len(texts) < 2 or not isinstance(row[first], str) or key(row[first]) != texts[first]:
            continue
        same = sum(isinstance(row[column], str) and key(row[column]) == text for column, text in texts.items())
        if same >= 0.8 * len(texts):
            return True
    return False


def _numbers_columns(filled: Sequence[Any]) -> bool:
    """Whether a row only numbers the columns above it: 甲 乙 1 2 3, (1) (2) (3)."""
    texts = [key(cell_text(cell) or "") for cell in filled]
    letters = [text for text in texts if text in _STEMS]
    numbers = [text for text in texts if text.isdigit()]
    run = all(int(after) == int(number) + 1 for number, after in pairwise(numbers))
    return len(texts) >= _FEWEST_NUMBERED and len(letters) + len(numbers) == len(texts) and run and bool(numbers)


def _is_signature(first: Any, columns: Mapping[str, list[str | None]], index: int) -> bool:
    name = columns["name"][index] if "name" in columns else None
    begins = isinstance(first, str) and not first[:1].isdigit()
    if name:
        return is_note(name) or is_of_family(name) or (begins and is_note(first))
    return begins and (is_note(first) or is_of_family(first))


@lru_cache(maxsize=65536)
def is_of_family(text: str) -> bool:
    """Whether a text tells of the household above its children: 户主：李大 户编号：002, 父：王强 母：韦红."""
    found = _LABELLED.match(text)
    return found is not None and (is_other_person(found[1]) or key(found[1]) in words("rows", "of_family"))


def _is_title(
    filled: Sequence[Any], columns: Mapping[str, list[str | None]], index: int, titles: Collection[str]
) -> bool:
    """Whether the only cell stands in the name column but is a title, printed again or the next table's."""
    name = columns["name"][index] if "name" in columns else None
    if len(filled) > 1 or not name or len(name) <= _LONGEST_PLAIN_NAME:
        return False
    return name in titles or any(word in name for word in words("places", "generic") if len(word) > 1)


def _sums_up(columns: Mapping[str, list[str | None]], index: int) -> bool:
    """Whether a row sums up others; a number in place of a name shows it too."""
    texts = [columns[name][index] for name in _TOTAL_IN if name in columns]
    name = columns["name"][index] if "name" in columns else None
    return any(text and is_total(text) for text in texts) or bool(name and name.isdigit())


def _without_content(filled: Sequence[Any], columns: Mapping[str, list[str | None]], index: int) -> str:
    """A row with nothing about a child: a line of a form nobody filled in, or a remark."""
    scaffold = sum(1 for values in columns.values() if values[index])
    remark = len(filled) == 1 and isinstance(filled[0], str) and not filled[0].strip().isdigit()
    return EMPTY_FORM if scaffold >= len(filled) and not remark else NOTE


def _without_who(columns: Mapping[str, list[str | None]], index: int) -> str:
    """A row without name and number is a child of whom little is known, or else a remark (a household, a default)."""
    return DATA if any(columns[name][index] for name in _OF_A_CHILD if name in columns) else NOTE
