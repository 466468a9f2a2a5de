"""Where two texts differ, character by character: the one red thing of a review page.

Texts of the same length are compared by position, others by alignment.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import lru_cache

from kcbx.workbook.text import Rich, Run

#: Shown in place of an empty text that stands beside one that is not.
EMPTY = "（空）"

Spans = tuple[tuple[int, int], ...]


@lru_cache(maxsize=1 << 14)
def differing(one: str, other: str) -> tuple[Spans, Spans]:
    """The spans (start, end) of each text that the other does not have there."""
    if one == other:
        return (), ()
    if len(one) == len(other):
        spans = _joined([place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b])
        return spans, spans
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    changed = [block for block in blocks if block[0] != "equal"]
    return (
        tuple((a, b) for _, a, b, _, _ in changed if a < b),
        tuple((c, d) for _, _, _, c, d in changed if c < d),
    )


def marked(one: str, other: str, *roles: str) -> tuple[Rich, Rich]:
    """Both texts as runs, differing characters red, bold and underlined; ``roles`` dress the rest.

    An empty text beside one that is not becomes （空）, wholly marked; two empty texts stay empty.
    """
    if one != other and not (one and other):
        one, other = one or EMPTY, other or EMPTY
        return tuple(
            (Run(text, (*roles, "differs")),) if text == EMPTY else (Run(text, roles),) for text in (one, other)
        )  # type: ignore[return-value]
    first, second = differing(one, other)
    return _runs(one, first, roles), _runs(other, second, roles)


def _runs(text: str, spans: Spans, roles: tuple[str, ...]) -> Rich:
    pieces: list[Run] = []
    reached = 0
    for start, end in spans:
        pieces += [Run(text[reached:start], roles), Run(text[start:end], (*roles, "differs"))]
        reached = end
    pieces.append(Run(text[reached:], roles))
    return tuple(piece for piece in pieces if piece.text)


def _joined(places: list[int]) -> Spans:
    spans: list[list[int]] = []
    for place in places:
        if spans and spans[-1][1] == place:
            spans[-1][1] = place + 1
        else:
            spans.append([place, place + 1])
    return tuple((start, end) for start, end in spans)
