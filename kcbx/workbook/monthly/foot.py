"""The foot of the first page: what is due at the left, what happened and the signatures at the right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from kcbx.casebook import Due
from kcbx.workbook.fill_sheet import said
from kcbx.workbook.monthly.page import FIGURES, Page
from kcbx.workbook.style import ACCENT, GREY_2, THIN
from kcbx.workbook.text import Rich, Run

#: First and last grid columns of the two halves, of the columns of what is due, of the signatures.
_LEFT, _RIGHT = (0, 11), (13, 23)
_DUE = ((0, 6), (7, 7), (8, 11))
_SIGNS = ((13, 15), (16, 18), (19, 21), (22, 23))


def foot(page: Page) -> None:
    """Two columns of one height, the right one closed by the signatures."""
    top = page.row
    lines, sentences = _grouped(page.period.due, page.words), _sentences(page)
    page.section(page.words["due"], page.words["due_note"], _LEFT, advance=False)
    page.section(page.say(page.words["happened"]), "", _RIGHT, advance=False)
    for _ in range(max(len(lines) + 2, len(sentences) + 4)):
        page.height(18)
    _due(page, lines, top + 1)
    for row, sentence in enumerate(sentences, start=top + 1):
        page.sheet.merged((row, _RIGHT[0], row, _RIGHT[1]), sentence, "text")
    bottom = page.row - 1
    for (first, last), words in zip(_SIGNS, page.words["signs"], strict=True):
        page.sheet.merged((bottom, first, bottom, last), words, "quiet", bottom=THIN, bottom_color=GREY_2)


def _due(page: Page, lines: Sequence[tuple[bool, str, int, str]], top: int) -> None:
    """What is due, from its headings in row ``top`` down."""
    for (first, last), head in zip(_DUE, page.words["due_heads"], strict=True):
        count, where = page.words["due_heads"][1:]
        side = ("right",) if head == count else ("indent",) if head == where else ()
        page.sheet.merged((top, first, top, last), head, "quiet", *side, bottom=THIN, bottom_color=ACCENT)
    for row, (overdue, what, count, where) in enumerate(lines, start=top + 1):
        lead = (Run(f"{page.words['overdue']} ", ("alarm",)), what) if overdue else what
        page.sheet.merged((row, _DUE[0][0], row, _DUE[0][1]), lead, "text", "line")
        figure = page.book.formats("number", "alarm" if overdue else "bold", "line")
        page.sheet.number(row, _DUE[1][0], count, figure)
        page.sheet.merged((row, _DUE[2][0], row, _DUE[2][1]), where, "quiet", "line", indent=1)
    if not lines:
        page.sheet.merged((top + 1, _LEFT[0], top + 1, _LEFT[1]), page.words["due_none"], "quiet")


def _sentences(page: Page) -> list[Any]:
    """What happened in the period."""
    total, period = page.period.total, page.period
    values = {name: getattr(total, name) for name in (*FIGURES, "confirmed")}
    values |= {
        "kind": page.kind,
        "back": total.destinations.get("back", 0),
        "rest": total.closing - total.confirmed,
    }
    values |= {"low_income": period.low_income, "disabled": period.disabled}
    made: list[Any] = [_quiet_if_nobody(said(template, **values)) for template in page.words["sentences"]]
    if period.again_why:
        why = "、".join(f"{reason} {count} 人" for reason, count in sorted(period.again_why.items()))
        made.append(page.words["again_sentence"].format(why=why))
    return made


def _quiet_if_nobody(sentence: Rich) -> Rich:
    """The sentence, where nobody is no reason for alarm."""
    return tuple(
        piece.text if isinstance(piece, Run) and f" {piece.text}".count(" 0 人") else piece for piece in sentence
    )


def _grouped(due: Sequence[Due], words: Mapping[str, Any]) -> list[tuple[bool, str, int, str]]:
    """What is due, alike things in one line: overdue?, what, how many, where most of them are."""
    groups: dict[tuple[bool, str], list[Due]] = {}
    for each in due:
        groups.setdefault((not each.overdue, each.what), []).append(each)
    lines = []
    for (later, what), members in sorted(groups.items(), key=lambda group: (group[0][0], -len(group[1]), group[0][1])):
        places = sorted(Counter(each.township for each in members).items(), key=lambda item: (-item[1], item[0]))
        where = "、".join(f"{name} {count}" for name, count in places[: words["most_places"]])
        more = "等" if len(places) > words["most_places"] else ""
        lines.append((not later, what, len(members), where + more))
    return lines
