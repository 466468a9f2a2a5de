"""Why a child got this verdict: the candidates weighed, what agreed and differed, what would have sufficed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from kcbx.app.reading import register_of
from kcbx.app.result import read_table
from kcbx.definitions import roll_standings, standings
from kcbx.errors import Problem, UsageError
from kcbx.fields import rows
from kcbx.reconcile.model import OPEN, Level, Model, Rule, model
from kcbx.register import Register

_PLACE = re.compile(r"^(?P<file>[^:›]+?)\s*(?:[:›]\s*(?P<sheet>[^:›]+?))?\s*[:›]\s*第?(?P<row>\d+)行?$")
DECISION_WORDS = {
    "accepted": "对上",
    "accepted_by_person": "人工判为同一人",
    "rejected_by_person": "人工判为两人",
    "review": "待人工核对",
}


@dataclass(frozen=True)
class Candidate:
    """One row of the other list that was weighed. ``levels``: (comparison, words, bits) as far as there were any."""

    place: str
    decision: str
    bits: float
    levels: tuple[tuple[str, str, float], ...]
    lacking: str


@dataclass(frozen=True)
class Explained:
    """One row, where it stands and why, and its candidates, best first."""

    place: str
    standing: str
    reason: str
    case_number: str
    candidates: tuple[Candidate, ...]


def explain(folder: Path, child: str) -> list[Explained]:
    """Explain every row that ``child`` names: a case number, a row reference (文件:表:行 or 文件:行), or a name.

    Raises UsageError where nothing is named so, or the folder is no result of kcbx.
    """
    register = register_of(folder)
    candidates = read_table(folder, "candidates")
    named = [(side, row) for side, people in _lists(register) for row in rows(people[_is_named(people, child)])]
    if not named:
        raise UsageError(
            Problem("结果中没有这样的儿童", str(folder), "个案号、“文件:表:行”或姓名", "检查写法，行号照电子表格所见")
        )
    return [_explained(register, candidates, side, row) for side, row in named]


def _lists(register: Register) -> tuple[tuple[str, pd.DataFrame], ...]:
    return ("census", register.census), ("roll", register.roll)


def _is_named(people: pd.DataFrame, child: str) -> pd.Series:
    """Rows that a text names."""
    named = people["name"].eq(child) | people["record_id"].eq(child)
    if "case_number" in people:
        named |= people["case_number"].eq(child)
    place = _PLACE.match(child)
    if place:
        there = people["source_row"].eq(int(place["row"])) & people["source_file"].str.endswith(place["file"])
        named |= there & (people["source_sheet"].eq(place["sheet"]) if place["sheet"] else True)
    return named.fillna(False)


def _explained(register: Register, candidates: pd.DataFrame, side: str, row: Any) -> Explained:
    other = "roll" if side == "census" else "census"
    mine = candidates[candidates[f"{side}_id"] == row.record_id]
    decided = register.links.set_index(["census_id", "roll_id"])["decision"].to_dict()
    places = register.roll if other == "roll" else register.census
    place_of = {each.record_id: _place(each) for each in rows(places[places["record_id"].isin(mine[f"{other}_id"])])}
    ordered = mine.sort_values(["weight", f"{other}_id"], ascending=[False, True])
    return Explained(
        place=_place(row),
        standing=row.standing,
        reason=row.reason,
        case_number=getattr(row, "case_number", ""),
        candidates=tuple(
            _candidate(pair, place_of[pair[f"{other}_id"]], decided.get((pair["census_id"], pair["roll_id"]), ""))
            for pair in ordered.to_dict("records")
        ),
    )


def _place(row: Any) -> str:
    return " › ".join(text for text in (row.source_file, row.source_sheet, f"第{row.source_row}行") if text)


def _candidate(pair: dict[Any, Any], place: str, decision: str) -> Candidate:
    settings = model()
    reached = {
        name: next((level for level in comparison.levels if level.code == pair[name]), None)
        for name, comparison in settings.comparisons.items()
    }
    levels = tuple(
        (settings.comparisons[name].label, _plain(level), level.bits) for name, level in reached.items() if level
    )
    classes = {name: level.klass if level else OPEN for name, level in reached.items()}
    lacking = "" if decision.startswith("accepted") else _lacking(settings, classes)
    return Candidate(place, decision, float(pair["weight"]), levels, lacking)


def _plain(level: Level) -> str:
    """A level's words; where only the two rows could fill them, what they come to."""
    fallback = {"same": "相近", "differ": "不同"}.get(level.side, "难说")
    return fallback if "{" in level.text or not level.text else level.text


def _lacking(settings: Model, classes: dict[str, str]) -> str:
    """The comparisons whose agreement would have been enough, by the ground for acceptance that comes nearest."""
    unmet = [_unmet(rule, classes) for rule in settings.accept]
    nearest = min(unmet, key=lambda names: (len(names), names))
    return "、".join(settings.comparisons[name].label for name in nearest) or "没有另一行同样相近"


def _unmet(rule: Rule, classes: dict[str, str]) -> Sequence[str]:
    """Names of the comparisons that keep a rule from holding; of the alternatives, all that were open to choose."""
    lacking = [name for name, wanted in rule.all_of.items() if classes[name] not in wanted]
    if rule.one_of and not any(classes[name] in wanted for name, wanted in rule.one_of.items()):
        lacking.append(next(iter(rule.one_of)))
    return lacking


def lines(explained: Sequence[Explained]) -> list[tuple[str, str, str, str, str, str, float | None, str]]:
    """The explanation as lines of the small workbook: one a comparison, or one for a row without candidates."""
    words = {code: each.label for code, each in standings().items()} | dict(roll_standings())
    found: list[tuple[str, str, str, str, str, str, float | None, str]] = []
    for row in explained:
        head = (row.place, words[row.standing])
        if not row.candidates:
            found.append((*head, "另一份名单中没有一行值得一比", "", "", "", None, ""))
        for candidate in row.candidates:
            verdict = DECISION_WORDS.get(candidate.decision, "没有对上")
            for label, text, bits in candidate.levels:
                found.append((*head, candidate.place, verdict, label, text, bits, candidate.lacking))
    return found
