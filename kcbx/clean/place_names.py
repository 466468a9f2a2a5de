"""Names of townships and villages from the ways they are written: the commonest names a place, the rest lead to it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from kcbx.clean.places import place_key, plain_ending, township_ending, township_stem, village_stem

#: Two kinds of village of one stem are two places where the rarer has this share and this many rows, or neither has.
_SHARE, _ROWS = 0.05, 3
#: A name without an ending is a village only with this share of the rows of the usual village.
_HAMLET_SHARE = 0.2


def township_names(written: Iterable[tuple[str, int]]) -> dict[str, str]:
    """Key → name of townships from their writings and counts: the commonest full writing names each stem.

    Two endings of one stem (城关镇, 城关乡) stay two townships unless one is rare and the other is not.
    """
    stems: defaultdict[str, defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for text, count in written:
        key = place_key(text)
        if key:
            stems[township_stem(key)][township_ending(key)][text] += count
    return _names(stems)


def village_names(written: Iterable[tuple[str, int]]) -> dict[str, str]:
    """Key → name of one township's villages from their writings and counts.

    A hamlet is no village: neither 大黎村上寨 beside 大黎村, nor a rare 上寨 where villages are written with
    their ending.
    """
    stems: defaultdict[str, defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for text, count in written:
        stem, kind = village_stem(place_key(text))
        if stem:
            stems[stem][kind][text] += count
    full = {
        place_key(text): sum(texts.values())
        for kinds in stems.values()
        for kind, texts in kinds.items()
        for text in texts
        if kind
    }
    usual = sorted(full.values())[len(full) // 2] if full else 0
    for stem, kinds in list(stems.items()):
        bare = sum(kinds[""].values()) if set(kinds) == {""} else usual
        if bare < _HAMLET_SHARE * usual or any(stem.startswith(village) for village in full):
            del stems[stem]
    return _names(stems)


def _names(stems: Mapping[str, Mapping[str, Counter[str]]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for stem, kinds in stems.items():
        total = sum(sum(texts.values()) for texts in kinds.values())
        common = {
            kind: texts for kind, texts in kinds.items() if kind and sum(texts.values()) >= max(_ROWS, _SHARE * total)
        }
        common = common or {kind: texts for kind, texts in kinds.items() if kind}
        if len(common) <= 1:
            every = sum(kinds.values(), Counter[str]())
            name = _commonest(next(iter(common.values()), every))
            found |= {place_key(text): name for text in every} | {stem: name}
            continue
        for texts in common.values():
            found |= {place_key(text): _commonest(texts) for text in texts}
    return found


def _commonest(texts: Counter[str]) -> str:
    """The commonest writing, with the short ending of its kind: next term's clerks may write 大黎村委会."""
    return plain_ending(min(texts, key=lambda text: (-texts[text], len(text), text)))
