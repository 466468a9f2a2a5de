"""Schools an answer names: recognised among those of the county."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

from kcbx.answers import Questionnaire, Result
from kcbx.clean.schools import lies_elsewhere, school_key
from kcbx.clean.words import folded
from kcbx.definitions import schema
from kcbx.followup.reading.trouble import Trouble


def known_schools(names: Sequence[str]) -> dict[str, str]:
    """Schools of the county by key; a key that two schools share names neither."""
    found: dict[str, str] = {}
    twice = set()
    for name in sorted(set(names)):
        key = school_key(name)
        twice |= {key} if key in found else set()
        found[key] = name
    return {key: name for key, name in found.items() if key not in twice} | {folded(name): name for name in names}


def check_school(
    asked: Questionnaire, result: Result, meant: dict[str, str], schools: Mapping[str, str], troubles: list[Trouble]
) -> None:
    """Whether the school named is one of the county's where it must be, and none of them where it must not.

    ``schools``: :func:`known_schools`; where it is empty nothing is checked.
    """
    rules = schema("followup/replies")["schools"]
    text = meant.get("school", "")
    if asked.name != "township" or not text or not schools:
        return
    known = schools.get(folded(text))
    if known is None and not lies_elsewhere(text, schools.values()):
        known = schools.get(school_key(text))
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
    near = process.extractOne(text, sorted(set(schools.values())), scorer=fuzz.WRatio, score_cutoff=rules["alike"])
    if near is None:
        troubles.append(Trouble("school", "school_unknown", {"said": text}))
    else:
        troubles.append(Trouble("school", "school_near", {"said": text, "near": near[0]}))
