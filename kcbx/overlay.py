"""A county's changes laid over a definition: tables key by key, lists made longer, everything else replaced.

A list that begins with ``只用`` replaces the one that was there. A key that was not there is taken only in a table
whose values are all of one kind (a new spelling, a new variant of an indicator); anywhere else it is a slip, and so is
a list under a key that is all but that of another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

ONLY = "只用"
#: How much alike two keys are of which one is a slip for the other.
_SLIP = 0.85

_WORDS = {str: "文字，前后加英文引号", bool: "true 或 false", list: "列表，用方括号", dict: "一组键和值"}


def laid_over(known: Any, change: Any) -> Any:
    """The definition with the change, which :func:`faults` found nothing wrong with."""
    if isinstance(known, Mapping):
        return {**known, **{key: laid_over(known.get(key), value) for key, value in change.items()}}
    if isinstance(change, list):
        if change[:1] == [ONLY]:
            return change[1:]
        before = known or []
        return [*before, *(each for each in change if each not in before)]
    return change


def faults(known: Any, change: Any, place: str) -> Iterator[tuple[str, str]]:
    """What is wrong with a change: its place and why."""
    if not _same_kind(known, change):
        yield place, f"这里应是{_WORDS.get(type(known), '数字')}"
    elif isinstance(known, Mapping):
        kinds = {type(value) for value in known.values()}
        for key, value in change.items():
            if key in known:
                yield from faults(known[key], value, f"{place}.{key}")
            elif kinds != {type(value)} or (isinstance(value, list) and get_close_matches(key, known, 1, _SLIP)):
                yield f"{place}.{key}", "没有这一项，多半是打错了字"
    elif isinstance(known, list):
        strange = [each for each in change if each != ONLY and known and not _same_kind(known[0], each)]
        if strange:
            yield place, f"列表里应是{_WORDS.get(type(known[0]), '数字')}"


def _same_kind(known: Any, change: Any) -> bool:
    if isinstance(known, bool) or isinstance(change, bool):
        return isinstance(known, bool) and isinstance(change, bool)
    if isinstance(known, int | float):
        return isinstance(change, int | float)
    return isinstance(change, type(known))


__all__ = ["ONLY", "faults", "laid_over"]
