"""Why a child got this verdict: the candidates weighed, what agreed and differed, what would have sufficed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from kcbx.app.results.folder import read_table
from kcbx.app.results.reading import register_of
from kcbx.definitions import schema, standing_words
from kcbx.errors import Problem, UsageError
from kcbx.fields import place_of_row, rows
from kcbx.linkage import ACCEPTED, BY_PERSON, REJECTED, REVIEW
from kcbx.reconcile.model import OPEN, Level, Model, Rule, model
from kcbx.register import Register

_PLACE = re.compile(r"^(?P<file>[^:›]+?)\s*(?:[:›]\s*(?P<sheet>[^:›]+?))?\s*[:›]\s*第?(?P<row>\d+)行?$")
#: In a reason: what somebody typed; two words side by side, as in （佳/梅）; clauses whose words after : are ours.
_QUOTED, _PAIR = re.compile("“[^”]*”"), re.compile("（[^（）]*/[^（）]*）")
_OF_OUR_WORDS = ("最接近",)
DECISION_WORDS = {
    ACCEPTED: "对上",
    BY_PERSON: "人工判为同一人",
    REJECTED: "人工判为两人",
    REVIEW: "待人工核对",
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
    """One row, where it stands and why, and its candidates, best first.

    ``elsewhere``: (form, place, whether it is sure) of the rows of other lists about this child; ``absent``: the lists
    that have none.
    """

    place: str
    standing: str
    reason: str
    case_number: str
    candidates: tuple[Candidate, ...]
    elsewhere: tuple[tuple[str, str, bool], ...] = ()
    absent: tuple[str, ...] = ()

    @property
    def plain_reason(self) -> str:
        """Why, for the terminal: without what somebody typed and without the names that were compared."""
        return "；".join(map(_without_names, self.reason.split("；")))


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
    place_of = {
        each.record_id: place_of_row(each) for each in rows(places[places["record_id"].isin(mine[f"{other}_id"])])
    }
    elsewhere = tuple(_elsewhere(register, row.child_id))
    named = {form for form, _, _ in elsewhere}
    ordered = mine.sort_values(["weight", f"{other}_id"], ascending=[False, True])
    return Explained(
        place=place_of_row(row),
        standing=row.standing,
        reason=row.reason,
        case_number=getattr(row, "case_number", ""),
        candidates=tuple(
            _candidate(pair, place_of[pair[f"{other}_id"]], decided.get((pair["census_id"], pair["roll_id"]), ""))
            for pair in ordered.to_dict("records")
        ),
        elsewhere=elsewhere,
        absent=tuple(form for form in _other_lists(register) if form not in named),
    )


def _other_lists(register: Register) -> dict[str, pd.DataFrame]:
    """The other lists of people, by form."""
    return {form: table for form, table in register.others.items() if "maybe_child_id" in table}


def _elsewhere(register: Register, child: str) -> Iterator[tuple[str, str, bool]]:
    for form, table in _other_lists(register).items():
        for column in ("child_id", "maybe_child_id"):
            for row in rows(table[table[column].eq(child)]):
                yield form, place_of_row(row), column == "child_id"


def _without_names(clause: str) -> str:
    """A clause of a reason without quotations, pairs of words in brackets, and free text after a colon."""
    head, colon, tail = clause.partition("：")
    tail = tail if head in _OF_OUR_WORDS else "……" * bool(tail)
    return _PAIR.sub("", _QUOTED.sub("“……”", head + colon + tail))


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
    lacking = "" if decision in (ACCEPTED, BY_PERSON) else _lacking(settings, classes)
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
    """The explanation as lines of the small workbook: why, what other lists have, then one a comparison."""
    words = standing_words()
    found: list[tuple[str, str, str, str, str, str, float | None, str]] = []
    for row in explained:
        head = (row.place, words[row.standing])
        found.append((*head, "", "", "原因", row.reason, None, ""))
        for form, place, sure in row.elsewhere:
            found.append((*head, place, "" if sure else "可能", "其他名单", schema(f"forms/{form}")["label"], None, ""))
        if not row.candidates:
            found.append((*head, "学籍或摸底表中没有一行值得一比", "", "", "", None, ""))
        for candidate in row.candidates:
            verdict = DECISION_WORDS.get(candidate.decision, "没有对上")
            for label, text, bits in candidate.levels:
                found.append((*head, candidate.place, verdict, label, text, bits, candidate.lacking))
    return found
