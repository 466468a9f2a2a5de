"""Schools and places an answer names: whether they are the county's, where they must be or must not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

from kcbx.answers import Questionnaire, Result
from kcbx.clean.places import counties_in, county_stem, elsewhere_word, place_key
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


def check_places(
    asked: Questionnaire,
    result: Result,
    meant: dict[str, str],
    schools: Mapping[str, str],
    county: str,
    troubles: list[Trouble],
) -> None:
    """Whether school and place are the county's where they must be, and not where they must not.

    ``schools``: :func:`known_schools`; where it is empty no school is checked.
    """
    rules = schema("followup/replies")["schools"]
    if result.code in rules["onward"]:
        _within(meant, schools, troubles)
    if asked.name != "township":
        return
    place, text = meant.get("place", ""), meant.get("school", "")
    outside = _lies_outside(place, county)
    if result.code in rules["outside"] and outside is False:
        troubles.append(Trouble("place", "place_here", {"said": place}))
    known = _known(text, schools)
    if result.code in rules["elsewhere"] and known is not None:
        namesake = outside and not counties_in(place_key(text))
        troubles.append(Trouble("school", "school_namesake" if namesake else "school_here", {"said": text}))
    if result.code in rules["here"] and text and schools:
        _require_ours(text, known, meant, schools, troubles)


def _within(meant: dict[str, str], schools: Mapping[str, str], troubles: list[Trouble]) -> None:
    """A school of the county to which a pupil has gone, by its full name: as ``destination`` and as ``school``."""
    said = meant.get("destination", "")
    known = _known(said, schools)
    if known is not None:
        if known != said:
            troubles.append(Trouble("destination", "read_as", {"said": said, "meant": known}))
        meant |= {"destination": known, "school": known}


def _known(text: str, schools: Mapping[str, str]) -> str | None:
    """The school of the county that bears this name; None where none does."""
    known = schools.get(folded(text)) if text else None
    if known is None and text and not lies_elsewhere(text, schools.values()):
        known = schools.get(school_key(text))
    return known


def _lies_outside(place: str, county: str) -> bool | None:
    """Whether a place is outside the county: True or False where it says so, None where it does not."""
    key, own = place_key(place), place_key(county)
    named = {county_stem(each) for each in counties_in(key)}
    if own and (own in key or county_stem(own) in named):
        return False
    return True if named or elsewhere_word(key) else None


def _require_ours(
    text: str, known: str | None, meant: dict[str, str], schools: Mapping[str, str], troubles: list[Trouble]
) -> None:
    """Put the full name of the county's school in place of ``text``, or say what is wrong with it."""
    rules = schema("followup/replies")["schools"]
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
