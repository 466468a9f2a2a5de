"""Answers pasted one or two columns over: known by where the result and the dates stand.

Only told, never put right here: whose cells they are is for the sender to say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kcbx.answers import Questionnaire
from kcbx.clean.dates import read_date
from kcbx.clean.words import tidy
from kcbx.definitions import schema
from kcbx.followup.reading import Frame, read
from kcbx.followup.reading.trouble import Trouble
from kcbx.followup.reading.words import is_result, result_of

#: Code of the trouble.
SHIFTED = "shifted"


@dataclass(frozen=True)
class _Cells:
    """The cells of a row in the order of its columns; ``first``: the place of the first answer."""

    asked: Questionnaire
    fields: Sequence[str]
    texts: Sequence[str]
    first: int

    def moved(self, start: int, by: int) -> dict[str, str]:
        """The answers with those from place ``start`` on moved ``by`` columns back; those before it stay."""
        given = dict.fromkeys(self.fields[start:], "") | self.standing(start)
        return given | {self.fields[source - by]: self.texts[source] for source in self.sources(start, by)}

    def sources(self, start: int, by: int) -> range:
        """The places of the cells that :meth:`moved` moves; answers to the left may stand in a known column."""
        first = start + by if by > 0 or start == self.first else start
        return range(first, min(len(self.texts), len(self.texts) + by))

    def standing(self, end: int | None = None) -> dict[str, str]:
        """The answers as they stand, up to a place."""
        return dict(zip(self.fields[self.first : end], self.texts[self.first : end], strict=True))


def shifted(asked: Questionnaire, at: Mapping[str, int], said: Mapping[str, str], frame: Frame) -> Trouble | None:
    """What is wrong with a row whose answers stand in the wrong columns; None where they do not, or it cannot be told.

    ``at``: the column of each cell of the row, known and answers, by field; ``said``: its text.
    """
    fields = sorted((name for name in at if name in said), key=lambda name: at[name])
    answers = [name for name in fields if name in asked.columns]
    first = len(fields) - len(answers)
    if not answers or answers[0] != "result" or fields[first:] != answers:
        return None
    cells = _Cells(asked, fields, [tidy(said[name]) for name in fields], first)
    if not any(cells.texts[first:]) and not is_result(asked, cells.texts[first - 1]):
        return None
    named = result_of(asked, cells.texts[first], []) is not None
    if named and not _fit(asked, cells.standing())[1]:
        return None
    for by in schema("followup/replies")["shifted"]["by"]:
        if not named:
            starts = [first] if _whole(cells, by) else []
        else:
            starts = [start for start in range(first + 1, len(fields)) if _part(cells, start, by, frame)][-1:]
        if starts:
            return _told(cells, starts[0], by)
    return None


def _whole(cells: _Cells, by: int) -> bool:
    """Whether all answers stand ``by`` columns over: there they have a result, and their dates where dates belong."""
    moved = cells.moved(cells.first, by)
    named = is_result(cells.asked, moved["result"])
    return named and _better(cells, moved)


def _part(cells: _Cells, start: int, by: int, frame: Frame) -> bool:
    """Whether the answers from ``start`` on stand ``by`` columns over: moved back, and only so, the row is complete."""
    lost = cells.texts[start : start + by] if by > 0 else ()
    moved = cells.moved(start, by)
    return (
        not any(lost)
        and _better(cells, moved)
        and _complete(cells.asked, moved, frame)
        and not _complete(cells.asked, cells.standing(), frame)
    )


def _better(cells: _Cells, moved: Mapping[str, str]) -> bool:
    """Whether more stands where it belongs once the answers are moved."""
    (right, wrong), (right_now, wrong_now) = _fit(cells.asked, moved), _fit(cells.asked, cells.standing())
    return right - wrong > right_now - wrong_now


def _fit(asked: Questionnaire, given: Mapping[str, str]) -> tuple[int, int]:
    """How many results and days stand where they belong, and how many do not, with what else is in date columns."""
    right, wrong = 0, 0
    for name, text in given.items():
        kind = asked.columns[name].kind
        a_day, a_result = _is_a_day(text), is_result(asked, text)
        if text and (a_day or a_result or kind == "date"):
            fits = kind == "date" if a_day else a_result and name == "result"
            right, wrong = right + fits, wrong + (not fits)
    return right, wrong


def _complete(asked: Questionnaire, given: Mapping[str, str], frame: Frame) -> bool:
    reading = read(asked, given, frame)
    return not any(trouble.must for trouble in reading.troubles) and not asked.missing(reading.meant)


def _is_a_day(text: str) -> bool:
    if not any(map(str.isdigit, text)):
        return False
    reading = read_date(text, date.max)
    return reading.precision == "day" and not reading.fault


def _told(cells: _Cells, start: int, by: int) -> Trouble:
    """The trouble, at the first cell that is filled where it does not belong."""
    filled = [place for place in cells.sources(start, by) if cells.texts[place]]
    values = {
        "said": cells.texts[filled[0]],
        "column": cells.asked.columns[cells.fields[filled[0] - by]].label,
        "last": cells.asked.columns[cells.fields[max(filled[-1], cells.first)]].label,
        "by": "一二"[abs(by) - 1],
        "side": "左" if by > 0 else "右",
    }
    return Trouble(cells.fields[filled[0]], SHIFTED, values)


__all__ = ["SHIFTED", "shifted"]
