"""Pinyin of names, without tones: the usual reading, and the other readings alive in names.

The syllables come from pypinyin, asked once per character; which characters have several living readings, and
which are read in their own way as surnames, is data (``schemas/values/names.toml``).
"""

from __future__ import annotations

from functools import cache
from itertools import islice, product

import pandas as pd
import pypinyin

from kcbx.clean.words import by_value, by_value_parts, first
from kcbx.definitions import schema

#: More readings than this tell nothing any more.
_MOST_READINGS = 6
#: Two-character surnames, whose first character is read as usual.
_DOUBLE_SURNAMES = {
    "单于": "chan yu ",
    "尉迟": "yu chi ",
    "万俟": "mo qi ",
    "长孙": "zhang sun ",
    "澹台": "tan tai ",
}


def name_pinyin(key: str) -> tuple[str, str | None]:
    """Syllables of a name key separated by spaces, and the other readings joined by ``|`` (null if none).

    A wildcard stays ``?``; a name in Latin letters is its own pinyin, in small letters. The first character
    of a name of two or three is read as a surname.
    """
    if key.isascii() and "?" not in key:
        return key.lower(), None
    surname, rest = _surname(key)
    first = (surname + rest.translate(_syllables())).rstrip()
    if _several().keys().isdisjoint(key):
        return first, None
    usual = _syllables()
    readings = product(*(_several().get(each) or (usual[ord(each)].rstrip(),) for each in key))
    others = sorted({" ".join(reading) for reading in islice(readings, _MOST_READINGS)} - {first})
    return first, "|".join(others) or None


def name_pinyins(keys: pd.Series) -> pd.DataFrame:
    """Columns name_pinyin and name_pinyin_alt of a column of name keys."""
    special = "[" + "".join(_several().keys() | _surnames().keys() | {name[0] for name in _DOUBLE_SURNAMES}) + "]"
    usual = keys.str.match(r"^[一-鿿]+$") & ~keys.str.contains(special)
    written = keys[usual].unique().tolist()
    said = "\n".join(written).translate(_syllables()).split("\n")
    syllables = {key: syllable.rstrip() for key, syllable in zip(written, said, strict=False)}
    odd = by_value_parts(keys.mask(usual), name_pinyin, {"name_pinyin": "str", "name_pinyin_alt": "str"})
    common = by_value(keys.where(usual), syllables.__getitem__)
    return odd.assign(name_pinyin=first(odd["name_pinyin"], common))


def _surname(key: str) -> tuple[str, str]:
    """The syllables of the surname where it is read in a way of its own, and what remains of the key."""
    if len(key) > 2 and key[:2] in _DOUBLE_SURNAMES:
        return _DOUBLE_SURNAMES[key[:2]], key[2:]
    if len(key) <= 3 and key[0] in _surnames():
        return _surnames()[key[0]], key[1:]
    return "", key


class _Syllables(dict[int, str]):
    """Each character's usual syllable and a space, filled as characters are met (for ``str.translate``)."""

    def __init__(self) -> None:
        super().__init__({ord("\n"): "\n"})

    def __missing__(self, code: int) -> str:
        said = pypinyin.lazy_pinyin(chr(code), style=pypinyin.Style.NORMAL, errors="ignore")
        self[code] = (said[0] if said else chr(code).lower() if code < 128 else "?") + " "
        return self[code]


@cache
def _syllables() -> _Syllables:
    return _Syllables()


@cache
def _surnames() -> dict[str, str]:
    return {line[0]: line[2:] + " " for line in schema("values/names")["surnames"]}


@cache
def _several() -> dict[str, tuple[str, ...]]:
    return {line[0]: tuple(line.split(" ")[1:]) for line in schema("values/names")["readings"]}
