"""Finds the header of a sheet and says which form the sheet is; judges by columns first, then by titles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from kcbx.fields import fields
from kcbx.intake.forms import IDENTITY, Form, forms, key, known_headings, words
from kcbx.intake.grid import Grid, Range
from kcbx.intake.headings import Path, field_of, is_ignored

SEARCHED_ROWS = 60
MOST_HEADER_ROWS = 3
FEWEST_COLUMNS = 3
_GOOD_HEADER = 5
_PERSONAL = IDENTITY | {"guardian", "guardian_second", "phone", "household_head", "former_name"}
_STRONG_TITLE = 3.0
_STRONG_SIGNATURE = 5.0
#: How much less than the best another form may score and still be worth a word to the analyst.
CLOSE = 1.0

#: What a title word is worth by the place where it stands.
_PLACES = {"title": 1.0, "sheet": 0.9, "file": 0.7, "folder": 0.3}


@dataclass(frozen=True)
class Header:
    """Where the header stands (rows from 0, ``last`` included) and the path of each column's heading."""

    first: int
    last: int
    paths: tuple[Path, ...]


@dataclass(frozen=True)
class Recognised:
    """A sheet's form and header. ``form`` None: not recognised, ``why`` says the reason.

    ``problem``: the form is plain to see, but the sheet cannot be used as it is; ``expected`` says what would do.
    ``rival``: another form that fits about as well.
    """

    form: Form | None
    header: Header | None
    why: str = ""
    problem: str = ""
    expected: str = ""
    rival: str = ""


def recognise(grid: Grid, names: Mapping[str, Sequence[str]], role: str | None = None) -> Recognised:
    """The form of a sheet. ``names``: texts by place (sheet, file, folder); ``role``: the form the user named."""
    headers = _headers(grid)
    if not headers:
        return Recognised(None, None, _nothing_found(grid))
    candidates = [forms()[role]] if role else list(forms().values())
    scored = []
    for header in headers:
        texts = {**names, "title": title_of(grid.rows[: header.first])}
        if not role and (staff := _staff_column(header)):
            return Recognised(None, None, f"有「{staff}」列，像是教职工等成人名单")
        scored += [(_score(form, header, texts), header, form, texts) for form in candidates]
    usable = [
        each
        for each in scored
        if each[0] > 0 and not _lacking(*each[1:]) and (role or not each[2].needs_title or _titled(each[2], each[3]))
    ]
    if usable:
        score, header, form, _ = max(usable, key=lambda each: (each[0], -each[1].first))
        rivals = [(each[0], each[2].name) for each in usable if each[2] is not form]
        rival = max(rivals, default=(0.0, ""))
        if _side_by_side(form, header):
            return Recognised(form, header, problem="左右并排了两份名单", expected="一张表一份名单，一行一人")
        return Recognised(form, header, rival=rival[1] if rival[0] > score - CLOSE or form.needs_title else "")
    score, header, form, texts = max(scored, key=lambda each: (each[0], -each[1].first))
    if score > 0 and _plainly(form, header, texts, role):
        missing = "；".join(
            "或".join(fields()[name].label for name in group) for group in _lacking(header, form, texts)
        )
        return Recognised(form, header, problem=f"缺少必需的列：{missing}", expected=f"表头中有“{missing}”")
    seen = "、".join(dict.fromkeys(path[-1].strip() for path in header.paths if path and key(path[-1])))[:60]
    return Recognised(None, None, f"第 {header.last + 1} 行像表头（{seen}），但不是要读的表")


def title_of(rows: Sequence[Sequence[Any]]) -> list[str]:
    """The texts above a header."""
    return [cell for row in rows for cell in row if isinstance(cell, str) and cell.strip()]


def fields_of(form: Form, header: Header) -> list[str | None]:
    """The field of each column, None where there is none."""
    return [field_of(form, path) if path else None for path in header.paths]


def _score(form: Form, header: Header, texts: Mapping[str, Sequence[str]]) -> float:
    columns = fields_of(form, header)
    found = Counter(field for field in columns if field)
    if len(found) < FEWEST_COLUMNS:
        return 0.0
    repeated = sum(count - 1 for field, count in found.items() if field in IDENTITY)
    unknown = sum(
        1 for path, field in zip(header.paths, columns, strict=True) if path and not field and not is_ignored(path)
    )
    return (
        len(found)
        + sum(form.signature.get(field, 0.0) for field in found)
        + _title_score(form, texts)
        - 0.7 * repeated
        - 0.3 * unknown
        - 0.01 * (header.last - header.first)
    )


def _title_score(form: Form, texts: Mapping[str, Sequence[str]]) -> float:
    """The strongest title word, and a quarter of the others."""
    hits = sorted(
        max(
            (_PLACES[place] * weight for place, lines in texts.items() if any(word in key(line) for line in lines)),
            default=0.0,
        )
        for word, weight in form.titles.items()
    )
    return hits[-1] + sum(hits[:-1]) / 4 if hits else 0.0


def _titled(form: Form, texts: Mapping[str, Sequence[str]]) -> bool:
    near = [line for place in ("title", "sheet", "file") for line in texts.get(place, ())]
    return any(word in key(line) for word in form.titles for line in near)


def _lacking(header: Header, form: Form, texts: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    found = frozenset(field for field in fields_of(form, header) if field)
    return form.lacks(found, titled=_titled(form, texts))


def _plainly(form: Form, header: Header, texts: Mapping[str, Sequence[str]], role: str | None) -> bool:
    """Whether a sheet without an essential column is nevertheless of the form, so that leaving it out would hurt."""
    found = {field for field in fields_of(form, header) if field}
    personal = found & _PERSONAL
    if role:
        return bool(personal)
    named_by_title = _title_score(form, texts) >= _STRONG_TITLE
    speaks = sum(form.signature.get(field, 0.0) for field in found) >= _STRONG_SIGNATURE
    return len(personal) >= 3 and len(found) >= 5 and (named_by_title or speaks)


def _side_by_side(form: Form, header: Header) -> bool:
    """Whether the same columns come twice, as where a class is printed in two halves beside one another."""
    found = [field for field in fields_of(form, header) if field]
    if found.count("name") < 2:
        return False
    first = found.index("name")
    second = found.index("name", first + 1)
    left, right = found[:second], found[second:]
    return (
        len(right) >= 2
        and sum(field in left for field in right) >= 0.8 * len(right)
        and bool(IDENTITY & set(right) - {"name"})
    )


def _staff_column(header: Header) -> str:
    staff = words("headings", "not_children")
    return next((path[-1] for path in header.paths if path and key(path[-1]) in staff), "")


def _headers(grid: Grid) -> list[Header]:
    """Rows that may be the header, alone or with the rows of groups above them.

    A row counts if two of its cells are headings of some form, or one and the row above is such a row. Rows far
    below a good one are left alone: they are data, or the next table.
    """
    known = known_headings()
    rows = grid.rows[:SEARCHED_ROWS]
    found: list[Header] = []
    hits: list[int] = []
    for last, row in enumerate(rows):
        cells = [cell for cell in row if isinstance(cell, str) and cell]
        hits.append(sum(1 for cell in cells if len(cell) < 40 and key(cell) in known) if _mostly_text(row) else 0)
        if hits[last] < 2 and not (hits[last] == 1 and last and hits[last - 1] >= 2):
            continue
        found.append(Header(last, last, paths_between(grid, last, last)))
        for first in range(last - 1, max(-1, last - MOST_HEADER_ROWS), -1):
            if sum(1 for cell in rows[first] if isinstance(cell, str) and cell.strip()) < 2:
                break
            found.append(Header(first, last, paths_between(grid, first, last)))
        if any(count >= _GOOD_HEADER for count in hits[: last - 2]):
            break
    return found


def _mostly_text(row: Sequence[Any]) -> bool:
    filled = [cell for cell in row if not isinstance(cell, str) or cell.strip()]
    return bool(filled) and sum(isinstance(cell, str) for cell in filled) >= 0.7 * len(filled)


def paths_between(grid: Grid, first: int, last: int) -> tuple[Path, ...]:
    """The path of each column: the texts of the header rows from top to bottom, groups spread over their columns."""
    width = max(map(len, grid.rows[first : last + 1]))
    leaves = [_text(grid.rows[last], column) for column in range(width)]
    spread = [_spread(grid, row, leaves, width) for row in range(first, last)] + [leaves]
    paths = []
    for column in range(width):
        texts = [line[column] for line in spread if line[column]]
        paths.append(tuple(text for text, after in pairwise([*texts, ""]) if text != after))
    return tuple(paths)


def _spread(grid: Grid, row: int, leaves: list[str], width: int) -> list[str]:
    """A row of groups with each text repeated over the columns it heads: its merged range, or the gap after it."""
    texts = [_text(grid.rows[row], column) for column in range(width)]
    for (top, left), (bottom, right) in grid.merged or ():
        if top <= row <= bottom and left < width:
            texts[left : right + 1] = [_text(grid.rows[top], left)] * (min(right, width - 1) - left + 1)
    covered = _covered(grid.merged, row)
    for column in range(1, width):
        if not texts[column] and column not in covered and leaves[column] and leaves[column - 1]:
            texts[column] = texts[column - 1]
    return texts


def _covered(merged: list[Range] | None, row: int) -> set[int]:
    return {
        column
        for (top, left), (bottom, right) in merged or ()
        if top <= row <= bottom
        for column in range(left, min(right, left + 1000) + 1)
    }


def _text(row: Sequence[Any], column: int) -> str:
    cell = row[column] if column < len(row) else ""
    return cell.strip() if isinstance(cell, str) else ""


def _nothing_found(grid: Grid) -> str:
    if not any(cell != "" for row in grid.rows for cell in row):
        return "空表"
    return f"前 {SEARCHED_ROWS} 行里没有找到表头"
