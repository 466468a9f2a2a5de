"""What a clerk meant by what was typed: results and reasons through synonyms, dates, schools, proof.

Nothing is guessed: what cannot be read for certain is a problem with a sentence on what to do. What was read as
something else than it says is told (读作).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from rapidfuzz import fuzz, process

from kcbx.answers import AnswerColumn, Questionnaire, Result, questionnaire, reasons
from kcbx.clean.dates import read_date
from kcbx.clean.schools import school_key
from kcbx.clean.words import bare, folded, says_nothing, tidy
from kcbx.definitions import schema

_DATE_WITHIN = re.compile(r"(?:20)\d\d\s*[年./\-]\s*\d{1,2}\s*[月./\-]\s*\d{1,2}\s*[日号]?|20\d{6}")
_FAR_AHEAD = timedelta(days=366 * 20)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something to correct, to look at or to know, in one column: a code of ``replies.toml`` [problems], its values."""

    column: str
    code: str
    values: Mapping[str, str]

    @property
    def severity(self) -> str:
        """How grave it is, as in ``severities.toml``."""
        return str(_words()[self.code]["severity"])

    @property
    def must(self) -> bool:
        """Whether it has to be corrected."""
        return self.severity == "error"

    @property
    def problem(self) -> str:
        """What is wrong, in a sentence."""
        return str(_words()[self.code]["problem"]).format_map(self.values)

    @property
    def advice(self) -> str:
        """What to do."""
        return str(_words()[self.code]["advice"]).format_map(self.values)


@dataclass(frozen=True)
class Frame:
    """What a row is read against: the day of the picture, the day of collection, the schools of the county."""

    as_of: date
    collected_on: date
    schools: Mapping[str, str]


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
    result = _result(asked, said.get("result", ""), troubles)
    if result is not None:
        meant["result"] = result.label
    for name, text in said.items():
        column = asked.columns[name]
        if column.kind == "date":
            meant[name] = _date(column, text, frame, troubles)
        elif column.kind == "reason":
            meant[name] = _reason(text, troubles)
        elif name == "proof" and result is not None and asked.duty(result, name) == "must" and _no_proof(text):
            troubles.append(Trouble(name, "proof_nothing", {"said": text}))
    if result is not None:
        _check_dates(asked, result, meant, frame, troubles)
        _check_school(asked, result, meant, frame, troubles)
    return Reading(result, meant, troubles)


def known_schools(names: Sequence[str]) -> dict[str, str]:
    """Schools of the county by key; a key that two schools share names neither."""
    found: dict[str, str] = {}
    twice = set()
    for name in sorted(set(names)):
        key = school_key(name)
        twice |= {key} if key in found else set()
        found[key] = name
    return {key: name for key, name in found.items() if key not in twice} | {folded(name): name for name in names}


def _result(asked: Questionnaire, text: str, troubles: list[Trouble]) -> Result | None:
    if not text:
        return None
    exact = asked.result(text)
    if exact is not None:
        return exact
    code = _synonyms(asked.name).get(bare(text))
    if code is None:
        troubles.append(Trouble("result", "result_unknown", {"said": text}))
        return None
    troubles.append(Trouble("result", "read_as", {"said": text, "meant": asked.results[code].label}))
    return asked.results[code]


def _reason(text: str, troubles: list[Trouble]) -> str:
    if text in reasons():
        return text
    offered = _reason_synonyms().get(bare(text))
    if offered is None or offered == text:
        return text
    troubles.append(Trouble("reason", "read_as", {"said": text, "meant": offered}))
    return offered


def _date(column: AnswerColumn, text: str, frame: Frame, troubles: list[Trouble]) -> str:
    """A date as YYYY-MM-DD; the text itself where it cannot be read."""
    reading = read_date(text, frame.collected_on + _FAR_AHEAD)
    if reading.precision != "day" or reading.fault:
        code = "date_implausible" if reading.fault == "implausible" else "date_unreadable"
        troubles.append(Trouble(column.name, code, {"said": text}))
        return text
    day = date.fromisoformat(reading.best)
    first, last = frame.as_of - timedelta(days=column.earliest), frame.as_of + timedelta(days=column.latest)
    if not first <= day <= last:
        troubles.append(Trouble(column.name, "date_implausible", {"said": reading.best}))
    elif column.name == "checked_on" and day > frame.collected_on:
        troubles.append(Trouble(column.name, "date_ahead", {"said": reading.best}))
    return reading.best


def _check_dates(
    asked: Questionnaire, result: Result, meant: dict[str, str], frame: Frame, troubles: list[Trouble]
) -> None:
    """Whether what must lie ahead does, and what must have happened has; an expiry in a note is read out of it."""
    rules = schema("followup/replies")["dates"]
    wrong = {trouble.column for trouble in troubles if trouble.must}
    if result.code in rules["written_in_note"].get(asked.name, ()) and meant.get("note"):
        found = _DATE_WITHIN.search(meant["note"])
        reading = read_date(found.group(), frame.collected_on + _FAR_AHEAD) if found else None
        if reading is None or reading.precision != "day":
            troubles.append(Trouble("note", "until_missing", {}))
            return
        meant["until"] = reading.best
        if reading.best < frame.collected_on.isoformat():
            troubles.append(Trouble("note", "date_over", {"said": reading.best}))
    named = meant.get("date", "")
    if not named or "date" in wrong:
        return
    if result.code in rules["ahead"] and named < frame.collected_on.isoformat():
        troubles.append(Trouble("date", "date_over", {"said": named}))
    if result.code in rules["behind"] and named > frame.collected_on.isoformat():
        troubles.append(Trouble("date", "date_ahead", {"said": named}))


def _check_school(
    asked: Questionnaire, result: Result, meant: dict[str, str], frame: Frame, troubles: list[Trouble]
) -> None:
    """Whether the school named is one of the county's where it must be, and none of them where it must not."""
    rules = schema("followup/replies")["schools"]
    text = meant.get("school", "")
    if asked.name != "township" or not text or not frame.schools:
        return
    known = frame.schools.get(folded(text)) or frame.schools.get(school_key(text))
    if result.code in rules["elsewhere"] and known is not None:
        troubles.append(Trouble("school", "school_here", {"said": text}))
    if result.code not in rules["here"]:
        return
    if any(word in text for word in rules["too_young"]):
        troubles.append(Trouble("school", "school_too_young", {"said": text}))
        return
    if known is not None:
        if known != text:
            troubles.append(Trouble("school", "read_as", {"said": text, "meant": known}))
        meant["school"] = known
        return
    near = process.extractOne(
        text, sorted(set(frame.schools.values())), scorer=fuzz.WRatio, score_cutoff=rules["alike"]
    )
    if near is None:
        troubles.append(Trouble("school", "school_unknown", {"said": text}))
    else:
        troubles.append(Trouble("school", "school_near", {"said": text, "near": near[0]}))


def _no_proof(text: str) -> bool:
    words = schema("followup/replies")["proof"]
    plain = bare(text)
    return (
        says_nothing(text)
        or plain in map(bare, words["nothing"])
        or any(bare(each) in plain for each in words["hearsay"])
    )


@cache
def _synonyms(asked: str) -> Mapping[str, str]:
    """Spellings of the results of a questionnaire; one that fits two results fits none."""
    listed = schema("followup/replies")["synonyms"].get(asked, {})
    pairs = [(bare(word), code) for code, words in listed.items() for word in words]
    pairs += [
        (bare(text), each.code) for each in questionnaire(asked).results.values() for text in (each.label, each.short)
    ]
    found: dict[str, set[str]] = {}
    for word, code in pairs:
        found.setdefault(word, set()).add(code)
    return {word: next(iter(codes)) for word, codes in found.items() if len(codes) == 1}


@cache
def _reason_synonyms() -> Mapping[str, str]:
    listed = schema("followup/replies")["reasons"]
    return {bare(word): offered for offered, words in listed.items() for word in (offered, *words)}


def _words() -> Mapping[str, Mapping[str, str | bool]]:
    words: Mapping[str, Mapping[str, str | bool]] = schema("followup/replies")["problems"]
    return words
