"""Fills what is written once for a block of rows: merged cells, and places named only on their first row.

Without evidence nothing is filled: a blank village beside rows that repeat theirs stays blank.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kcbx.intake.blocks import Block
from kcbx.intake.columns import Layout
from kcbx.intake.forms import IDENTITY
from kcbx.intake.grid import Range

#: Fields that sheets write once at the head of a block; a child at home without a school is not at its neighbour's.
_OF_HOMES = ("township", "village", "village_group")
_OF_SCHOOLS = (*_OF_HOMES, "school", "grade", "class_name")
_LEAST_BLANK = 0.5


def fill_down(
    columns: dict[str, list[str | None]],
    kept: Sequence[int],
    layout: Layout,
    merged: list[Range] | None,
    block: Block,
    *,
    of_schools: bool,
) -> dict[str, int]:
    """Fill the columns in place; returns field → number of cells filled. ``of_schools``: a school's own list."""
    filled: dict[str, int] = {}
    owner = {column: name for name, taken in layout.columns.items() for column in taken if name not in IDENTITY}
    rows = set(kept)
    for (top, left), (bottom, _) in merged or ():
        name = owner.get(left)
        index = top - block.start
        if name is None or bottom == top or not 0 <= index < len(columns[name]) or columns[name][index] is None:
            continue
        for below in range(index + 1, min(bottom - block.start, len(columns[name]) - 1) + 1):
            if columns[name][below] is None and below in rows:
                columns[name][below] = columns[name][index]
                filled[name] = filled.get(name, 0) + 1
    for name in _OF_SCHOOLS if of_schools else _OF_HOMES:
        if name in columns and _is_written_once([columns[name][index] for index in kept]):
            filled[name] = filled.get(name, 0) + _fill(columns[name], kept)
    return {name: count for name, count in filled.items() if count}


def _is_written_once(texts: Sequence[str | None]) -> bool:
    """Whether each text stands at the head of its block only: the first row has one, none is repeated below."""
    if not texts or texts[0] is None:
        return False
    blank = sum(text is None for text in texts)
    repeated = any(above is not None and above == below for above, below in pairwise(texts))
    return blank >= _LEAST_BLANK * len(texts) and not repeated and blank < len(texts)


def _fill(values: list[str | None], kept: Sequence[int]) -> int:
    count, last = 0, None
    for index in kept:
        if values[index] is None and last is not None:
            values[index] = last
            count += 1
        last = values[index]
    return count
