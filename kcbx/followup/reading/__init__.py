"""What a clerk meant by what was typed: results and reasons through synonyms, dates, schools, proof.

Nothing is guessed: what cannot be read for certain is a problem with a sentence on what to do. What was read as
something else than it says is told (读作).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kcbx.answers import Questionnaire, Result
from kcbx.clean.proof import proves_nothing
from kcbx.clean.words import tidy
from kcbx.followup.reading.dates import check_dates, date_of
from kcbx.followup.reading.schools import check_places
from kcbx.followup.reading.trouble import Trouble
from kcbx.followup.reading.words import reason_of, result_of


@dataclass(frozen=True)
class Frame:
    """What a row is read against: the day of the picture, the day of collection, the county and its schools."""

    as_of: date
    collected_on: date
    schools: Mapping[str, str]
    county: str = ""


@dataclass(frozen=True)
class Reading:
    """What one row means: cell texts as understood, by column; ``result`` is None where it cannot be told."""

    result: Result | None
    meant: Mapping[str, str]
    troubles: Sequence[Trouble]


def read(asked: Questionnaire, given: Mapping[str, str], frame: Frame) -> Reading:
    """Read the answer cells of one row."""
    troubles: list[Trouble] = []
    said = {name: tidy(text) for name, text in given.items() if tidy(text)}
    meant = dict(said)
    result = result_of(asked, said.get("result", ""), troubles)
    if result is not None:
        meant["result"] = result.label
    for name, text in said.items():
        column = asked.columns[name]
        if column.kind == "date":
            meant[name] = date_of(column, result, text, frame.as_of, frame.collected_on, troubles)
        elif column.kind == "reason":
            meant[name] = reason_of(text, troubles)
        elif name == "proof" and result is not None and asked.duty(result, name) == "must" and proves_nothing(text):
            troubles.append(Trouble(name, "proof_nothing", {"said": text}, asked.name))
    if result is not None:
        check_dates(asked, result, meant, frame.collected_on, troubles)
        check_places(asked, result, meant, frame.schools, frame.county, troubles)
    return Reading(result, meant, troubles)
