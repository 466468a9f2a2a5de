"""Words a clerk chose or typed: results and reasons through synonyms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from kcbx.answers import Questionnaire, Result, questionnaire, reasons
from kcbx.clean.words import bare
from kcbx.definitions import schema
from kcbx.followup.reading.trouble import Trouble

_ASIDE = re.compile(r"(?P<said>[^（(，,；;:：\s]+)[（(，,；;:：\s]+(?P<aside>.+?)[）)]?")
_NUMBERED = re.compile(r"^\s*(?:[①-⑳]|\d{1,2}\s*[.、．)）])\s*")


def result_of(asked: Questionnaire, text: str, troubles: list[Trouble]) -> Result | None:
    """The result a word names; None where it is blank or names none, which is a trouble."""
    if not text:
        return None
    exact = asked.result(text)
    if exact is not None:
        return exact
    known, plain = _synonyms(asked.name), _NUMBERED.sub("", text)
    code = known.get(bare(text)) or known.get(bare(plain)) or _beside(asked, known, plain)
    if code is None:
        troubles.append(Trouble("result", "result_unknown", {"said": text}, asked.name))
        return None
    troubles.append(Trouble("result", "read_as", {"said": text, "meant": asked.results[code].label}))
    return asked.results[code]


def is_result(asked: Questionnaire, text: str) -> bool:
    """Whether a text is the word of a result, and nothing else."""
    return asked.result(text) is not None or bare(text) in _synonyms(asked.name)


def _beside(asked: Questionnaire, known: Mapping[str, str], text: str) -> str | None:
    """The result with more beside it, 县外就读（浙江）; None where it may take that back: 已返校（又走了）."""
    found = _ASIDE.fullmatch(text)
    code = known.get(bare(found["said"])) if found else None
    if found is None or code is None:
        return None
    rules = schema("followup/replies")["aside"]
    others = [word for word, other in known.items() if other != code and len(word) > 1]
    doubt = [*rules["doubt"], *(rules["moved_on"] if asked.results[code].closes else ()), *others]
    return None if any(word in bare(found["aside"]) for word in doubt) else code


def reason_of(text: str, troubles: list[Trouble]) -> str:
    """The reason of the list a word names; the text itself where it names none: other reasons are accepted."""
    if text in reasons():
        return text
    offered = _reason_synonyms().get(bare(text))
    if offered is None or offered == text:
        return text
    troubles.append(Trouble("reason", "read_as", {"said": text, "meant": offered}))
    return offered


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
    """The reason of the list by each of its spellings."""
    listed = schema("followup/replies")["reasons"]
    return {bare(word): offered for offered, words in listed.items() for word in (offered, *words)}
