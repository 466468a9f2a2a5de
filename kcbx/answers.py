"""Answers: what townships and schools may say of a child, and which evidence each answer needs.

The one table of ``schemas/workbooks/answers.toml``, typed. Workbooks that go out take drop-downs, colours and the
words of 还缺什么 from it; workbooks that come back are judged by the same :meth:`Questionnaire.missing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from kcbx.definitions import schema

#: must be filled · may be filled · leave it (the three states of a cell, and no more)
Duty = Literal["must", "may", "leave"]

COMPLETE = "√ 完整"
LACKING = "缺："


@dataclass(frozen=True, slots=True)
class AnswerColumn:
    """A column somebody fills in.

    ``kind``: choice, school, reason, date or text. ``width`` in characters. ``earliest`` and ``latest``: days before
    and after the as-of date between which a date is plausible (0, 0 for other kinds).
    """

    name: str
    label: str
    header: str
    kind: str
    width: float
    prompt: str
    earliest: int = 0
    latest: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """One entry of the closed list.

    ``closes``: with its evidence the case is closed. ``standing``: where the child then stands, "" if undecided.
    ``roll_status``: what becomes of the status of a pupil's row on the roll (values/status.toml), "" for nothing.
    ``needs``: column → what to call it when it is missing. ``may``: evidence that is welcome but not asked for.
    """

    code: str
    label: str
    short: str
    meaning: str
    closes: bool
    standing: str
    needs: Mapping[str, str]
    may: frozenset[str]
    alarm: bool
    roll_status: str


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """One question put to somebody: the columns to fill in, the results to choose from, the evidence they need.

    ``evidence``: columns whose duty depends on the result. ``always``: needed with any result.
    ``newly_found``: identity columns needed in a row for a child who was on no list.
    """

    name: str
    columns: Mapping[str, AnswerColumn]
    results: Mapping[str, Result]
    evidence: tuple[str, ...]
    always: Mapping[str, str]
    newly_found: Mapping[str, str]

    def result(self, text: str) -> Result | None:
        """The result a cell names, exactly as the drop-down writes it; None for an empty or unknown text."""
        return next((each for each in self.results.values() if each.label == text.strip()), None)

    def duty(self, result: Result, column: str) -> Duty:
        """Whether a column must, may or need not be filled once ``result`` is chosen."""
        if column in result.needs or column in self.always:
            return "must"
        return "leave" if column in self.evidence and column not in result.may else "may"

    def word(self, result: Result, column: str) -> str:
        """What 还缺什么 calls a column that is missing; "" where it is not required."""
        return result.needs.get(column) or self.always.get(column, "")

    def missing(self, given: Mapping[str, str], newly_found: bool = False) -> tuple[str, ...]:
        """Words for what a row still lacks, in the order of the columns; empty for a complete or an untouched row.

        ``given``: cell text by column name; absent and blank are the same. An unknown result lacks its result.
        """
        filled = {name for name, text in given.items() if text.strip()}
        identity = self.newly_found if newly_found else {}
        if not filled & (self.columns.keys() | identity.keys()):
            return ()
        lacking = [word for name, word in identity.items() if name not in filled]
        result = self.result(given.get("result", ""))
        if result is None:
            return (*lacking, self.columns["result"].label)
        needed = ((name, self.word(result, name)) for name in self.columns)
        return (*lacking, *(word for name, word in needed if word and name not in filled))

    def still_missing(self, given: Mapping[str, str], newly_found: bool = False) -> str:
        """The text of 还缺什么: "" for an untouched row, ``√ 完整``, or ``缺：学校、证明``."""
        touched = self.columns.keys() | (self.newly_found.keys() if newly_found else set())
        if not any(given.get(name, "").strip() for name in touched):
            return ""
        lacking = self.missing(given, newly_found)
        return f"{LACKING}{'、'.join(lacking)}" if lacking else COMPLETE


@cache
def questionnaire(name: str) -> Questionnaire:
    """The questionnaire ``township``, ``school``, ``pair`` or ``conflict``."""
    words = schema("workbooks/answers")[name]
    return Questionnaire(
        name=name,
        columns={column: AnswerColumn(name=column, **fields) for column, fields in words["columns"].items()},
        results={code: _result(code, fields) for code, fields in words["results"].items()},
        evidence=tuple(words["evidence"]),
        always=words["always"],
        newly_found=words.get("newly_found", {}),
    )


def reasons() -> tuple[str, ...]:
    """Reasons for being out of school that are offered to choose from; other words are accepted."""
    return tuple(schema("workbooks/answers")["reasons"]["labels"])


def template_version() -> str:
    """Version of the questionnaires, carried by every workbook that is to come back."""
    return str(schema("workbooks/answers")["version"])


def _result(code: str, fields: Mapping[str, Any]) -> Result:
    optional = {"needs": {}, "alarm": False, "roll_status": ""}
    return Result(code=code, **{**optional, **fields, "may": frozenset(fields.get("may", ()))})
