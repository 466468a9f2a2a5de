"""Personal names: the name to show, the key to compare, and what counts as a separator or an unknown character.

The shown name keeps what was written but for spaces, control characters and the separator (U+00B7, as the
notice 民委发〔2016〕33号 asks). The key folds traditional and variant characters, drops separators, and puts
``?`` for every character that could not be written: ``?`` itself, □, private-use characters, a description
in brackets, a syllable of pinyin inside a Han name.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import opencc
import pandas as pd

from kcbx.clean.words import by_value, first, folded, listed, says_nothing, tidy
from kcbx.definitions import schema

SEPARATOR = "·"
WILDCARD = "?"
#: Latin, Cyrillic or Han names of this form need no more than folding.
_COMMON_HAN = r"^[一-鿿]+$"
_HAN = "㐀-䶿一-鿿豈-﫿\U00020000-\U000323af〇"
_DOTS = "\\-·•・･‧⋅∙·．.。、ꞏᐧ●∘‐‑‒–—―－"
_DOT_BETWEEN = re.compile(f"\\s*[{_DOTS}]+\\s*")
_UNKNOWN = re.compile("[?？□■▇█▓▒░〓◇◆△▲○☐＊*�\ue000-\uf8ff\U000f0000-\U0010fffd]")
_LOST_DOT = re.compile(f"(?<=[{_HAN}]{{2}})[?？*＊ ](?=[{_HAN}]{{2}})")
_HAN_SPACE = re.compile(f"(?<=[{_HAN}])\\s+(?=[{_HAN}])")
_LETTERS = f"(?:(?![{_HAN}])[^\\W\\d_])+"
_PINYIN_IN_HAN = re.compile(f"(?<=[{_HAN}?]){_LETTERS}|{_LETTERS}(?=[{_HAN}])")
_BRACKET = re.compile(r"[(（\[【〔]([^()（）\[\]【】〔〕]*)[)）\]】〕]")
_OTHER_NAME = re.compile(f"(?:[一-鿿]{{0,3}}名[为是]?[:：]?)?([{_HAN}][{_HAN}{_DOTS} ]{{0,20}}[{_HAN}])")
#: 张三（男）, 张三，男: the sex behind a name, where a column asks for both.
_SEX_BEHIND = re.compile(r"(?:[(（\[【]\s*|[,，、;；/|])([男女])\s*[)）\]】]?\s*$")
_PLUS = re.compile(f"[{_HAN}][+＋][{_HAN}]")
_IDEOGRAPHIC_BINARY, _IDEOGRAPHIC_TERNARY = "⿰⿱⿴⿵⿶⿷⿸⿹⿺⿻", "⿲⿳"
_LONG_NAME = 5


class _Fold(dict[int, str]):
    """Characters to their simplified and standard form, filled as they are met (for ``str.translate``)."""

    def __init__(self) -> None:
        super().__init__({ord(pair[0]): pair[1] for pair in schema("values/names")["variants"]})
        self._simplify = opencc.OpenCC("t2s").convert

    def __missing__(self, code: int) -> str:
        simplified = self._simplify(chr(code))
        self[code] = simplified if len(simplified) == 1 else chr(code)
        return self[code]


@cache
def _fold() -> _Fold:
    return _Fold()


def simplified(text: str) -> str:
    """The text with traditional and variant characters folded, character by character."""
    return text.translate(_fold())


def show_name(text: str) -> str | None:
    """The name as shown; null where the cell says nothing or what it says is no name (未取名)."""
    name = tidy(_SEX_BEHIND.sub("", text))
    if len(re.sub(f"[^{_HAN}]", "", name)) >= _LONG_NAME:
        name = _LOST_DOT.sub(SEPARATOR, name)
    name = _HAN_SPACE.sub("", _DOT_BETWEEN.sub(SEPARATOR, name))
    while (bare := tidy(name.strip(SEPARATOR + " "))) != name:  # '王乐'·
        name = bare
    return (
        None
        if says_nothing(name) or folded(name) in _no_names() or not re.search(r"[^\W_]|[\ue000-\uf8ff⿰-⿻]", name)
        else name
    )


def sex_behind(text: str) -> str | None:
    """The sex written behind a name (张三（男）); null where none is."""
    found = _SEX_BEHIND.search(text)
    return found[1] if found else None


def bracket_behind(text: str) -> str | None:
    """What stands in a bracket behind a name: 转出 of 王二（转出）; null where nothing does."""
    found = re.search(_BRACKET.pattern + r"\s*$", text)
    return found[1].strip() or None if found else None


def other_name(text: str) -> str | None:
    """The key of another name in a bracket behind the child's: 娜仁花 of 马小军（娜仁花）, 马小军（原名娜仁花）.

    Whatever else stands there is nobody's name, so that nobody is found by it.
    """
    inside = bracket_behind(text) or ""
    found = _OTHER_NAME.fullmatch(inside)
    if not found or _bracket_meaning(inside) or any(word in inside for word in _no_other_names()):
        return None
    shown = show_name(found[1])
    return name_key(shown) if shown else None


def name_key(name: str) -> str | None:
    """The key of a shown name; null where nothing but unknown characters is left."""
    key = _spelled(name)
    return simplified(key) if key and set(key) != {WILDCARD} else None


def _spelled(name: str) -> str:
    """The name without separators, notes and numbers, unknown characters as wildcards; not yet simplified."""
    text = _UNKNOWN.sub(WILDCARD, unicodedata.normalize("NFKC", _without_sequences(name)))
    text = _PLUS.sub(WILDCARD, _BRACKET.sub(lambda found: _bracket_meaning(found[1]), text))
    text = re.sub(f"[^\\w?{_HAN}]|_", "", text)
    if re.search(f"[{_HAN}]", text):
        text = re.sub(r"[0-9]+$", "", _PINYIN_IN_HAN.sub(WILDCARD, text))
    return text.upper()


def _bracket_meaning(text: str) -> str:
    """One character where the bracket describes it by its parts (王乐); else a note, which is dropped."""
    inside, words = text.strip(), schema("values/names")
    if any(radical in inside for radical in words["radicals"]):
        return WILDCARD
    two_parts = re.fullmatch(f"[{_HAN}][+＋加]?[{_HAN}]", inside)
    return WILDCARD if two_parts and inside[0] in words["components"] else ""


def _without_sequences(text: str) -> str:
    """Ideographic description sequences (⿰王乐) as one unknown character each."""
    result, index = [], 0
    while index < len(text):
        if text[index] in _IDEOGRAPHIC_BINARY + _IDEOGRAPHIC_TERNARY:
            index = _end_of_sequence(text, index)
            result.append(WILDCARD)
        else:
            result.append(text[index])
            index += 1
    return "".join(result)


def _end_of_sequence(text: str, index: int) -> int:
    wanted = 1
    while wanted and index < len(text):
        wanted += (
            (text[index] in _IDEOGRAPHIC_BINARY)
            + 2 * (text[index] in _IDEOGRAPHIC_TERNARY)
            - (text[index] not in _IDEOGRAPHIC_BINARY + _IDEOGRAPHIC_TERNARY)
        )
        index += 1
    return index


def show_names(column: pd.Series) -> pd.Series:
    """:func:`show_name` of a column."""
    common = column.str.match(r"^[一-鿿]{2,4}$") & ~column.isin(_no_names() | _nothing())
    return first(by_value(column.mask(common), show_name), column.where(common))


def name_keys(shown: pd.Series) -> pd.Series:
    """:func:`name_key` of a column of shown names; the common ones are folded in one stroke."""
    common = shown.str.match(_COMMON_HAN)
    written = shown[common].unique().tolist()
    keys = dict(zip(written, simplified("\n".join(written)).split("\n"), strict=True)) if written else {}
    return by_value(shown, lambda name: keys.get(name) or name_key(name))


@cache
def _no_names() -> frozenset[str]:
    return listed("words", key="no_name")


@cache
def _no_other_names() -> tuple[str, ...]:
    return tuple(schema("values/names")["no_other_name"])


@cache
def _nothing() -> frozenset[str]:
    return frozenset(schema("values/words")["null"])
