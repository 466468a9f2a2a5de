"""Who has answered, partly answered, not answered: what 催报 is made from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from kcbx.errors import Problem, UsageError
from kcbx.followup.ledger import Ledger
from kcbx.followup.statements import statements
from kcbx.followup.withdrawn import answers_withdrawn, named

_BEST = ("effective", "to_correct", "lacking", "unanswered")

Status = Literal["complete", "partly", "nothing"]
STATUS_WORDS = {"complete": "已交齐", "partly": "部分交回", "nothing": "未交回"}


@dataclass(frozen=True, slots=True)
class Answered:
    """How far a recipient is with one sheet of a batch; the four counts add up to ``asked``."""

    batch: str
    deadline: str
    workbook: str
    recipient: str
    sheet: str
    asked: int
    effective: int
    to_correct: int
    lacking: int
    unanswered: int

    @property
    def status(self) -> Status:
        """Complete where every row is in effect, nothing where no row holds an answer."""
        if self.effective == self.asked:
            return "complete"
        return "nothing" if self.unanswered == self.asked else "partly"


def answered(ledger: Ledger, batch: str = "") -> list[Answered]:
    """Every recipient of a batch (the newest if none is named), by workbook, recipient and sheet.

    ``batch``: its name, or so much of its beginning as only one has. Raises UsageError where none or several have it.

    An answer counts wherever it came, in another's book or another batch's: unless it was withdrawn, or was checked
    before the day of the batch's list and says nothing of it.
    """
    batches = {row["batch"]: row for row in ledger.batches()}
    chosen = _only_one(batch, batches) if batch else next(reversed(batches), "")
    places: dict[tuple[str, str], str] = {}
    asks = {"township": "to_verify", "school": "to_verify", "pair": "pairs", "conflict": "conflicts"}
    as_of = str(batches[chosen]["as_of"]) if chosen in batches else ""
    gone = answers_withdrawn(ledger) | {named(each) for each in statements(ledger) if each.said_by < as_of}
    for row in ledger.rows("SELECT digest, sheet, row, key, asked, place FROM answers WHERE place <> 'unknown'"):
        if ("answer", row["digest"], row["sheet"], row["row"]) in gone:
            continue
        where = ("school" if row["asked"] == "school" else "township") + "/" + asks[row["asked"]]
        held = places.get((where, row["key"]), "unanswered")
        places[where, row["key"]] = min(held, row["place"], key=_BEST.index)
    found: defaultdict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for row in ledger.rows("SELECT workbook, recipient, sheet, key FROM sent WHERE batch = ?", chosen):
        where = f"{row['workbook']}/{row['sheet']}"
        place = places.get((where, row["key"]), "unanswered")
        found[row["workbook"], row["recipient"], row["sheet"]][place] += 1
    return [
        Answered(
            batch=chosen,
            deadline=batches[chosen]["deadline"],
            workbook=workbook,
            recipient=recipient,
            sheet=sheet,
            asked=counts.total(),
            effective=counts["effective"],
            to_correct=counts["to_correct"],
            lacking=counts["lacking"],
            unanswered=counts["unanswered"],
        )
        for (workbook, recipient, sheet), counts in sorted(found.items())
    ]


def _only_one(text: str, batches: Collection[str]) -> str:
    found = [name for name in batches if name == text] or [name for name in batches if name.startswith(text.upper())]
    if len(found) != 1:
        what = "有几批这样开头，请写全" if found else "台账里没有这一批"
        raise UsageError(Problem(what, text, "、".join(found or batches)))
    return found[0]


__all__ = ["STATUS_WORDS", "Answered", "answered"]
