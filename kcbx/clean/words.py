"""Text before meaning: spaces, control characters, compatibility forms, and words that say nothing.

Every cleaner works on the *distinct* values of a column and maps the answers back (:func:`by_value`); a county
writes a hundred thousand rows but few different words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property
from typing import Any

import numpy as np
import pandas as pd

from kcbx.definitions import schema

Mask = np.ndarray[Any, np.dtype[np.bool_]]

#: Zero-width and direction marks, byte-order marks, control characters and lone surrogates: never content.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff]"
)
_SPACES = re.compile(r"\s+")
_MARKS = re.compile(r"[()\[\]{}<>《》【】「」『』“”\"'。,，;；:：!！、·.]")
#: Letters, digits and common Han characters only: nothing to tidy.
PLAIN = r"^[0-9A-Za-z一-鿿]+$"


def by_value(column: pd.Series, make: Callable[[str], Any], dtype: str = "str") -> pd.Series:
    """``make`` of every distinct value, mapped back to the rows; a null stays null and is never asked about."""
    if column.isna().all():
        return column if dtype == "str" and column.dtype == "str" else nulls(column.index, dtype)
    codes, values = _distinct(column)
    made = pd.array([*map(make, values), None], dtype=dtype)  # type: ignore[call-overload]
    return pd.Series(made.take(codes), index=column.index)


def by_value_parts(
    column: pd.Series, make: Callable[[str], tuple[Any, ...]], dtypes: Mapping[str, str]
) -> pd.DataFrame:
    """As :func:`by_value` for a reading of several parts: one column each, named and typed by ``dtypes``."""
    if column.isna().all():
        return pd.DataFrame({name: nulls(column.index, dtype) for name, dtype in dtypes.items()})
    codes, values = _distinct(column)
    readings = [make(value) for value in values]
    return pd.DataFrame(
        {
            name: pd.array([*(reading[part] for reading in readings), None], dtype=dtype).take(codes)  # type: ignore[call-overload]
            for part, (name, dtype) in enumerate(dtypes.items())
        },
        index=column.index,
    )


class Rows:
    """The raw rows of a form: a field that the form's sheets do not have reads as a column of nulls."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self._none = nulls(frame.index)
        self._said: dict[str, pd.Series] = {}

    def said(self, name: str) -> pd.Series:
        """:func:`said` of a field, worked out once."""
        if name not in self.frame:
            return self._none
        if name not in self._said:
            self._said[name] = said(self[name])
        return self._said[name]

    def __getitem__(self, name: str) -> pd.Series:
        if name not in self.frame:
            return self._none
        column = self.frame[name]
        return column if column.dtype == "str" else column.astype("str")

    def __contains__(self, name: str) -> bool:
        return name in self.frame

    @cached_property
    def sheet(self) -> pd.Series:
        """Which sheet of which file each row stands on."""
        return self["source_file"] + "›" + self["source_sheet"].fillna("")


def _distinct(column: pd.Series) -> tuple[np.ndarray[Any, Any], list[str]]:
    """Codes and distinct values (code −1: null); plain strings, as reading them out of Arrow one by one is slow."""
    codes, values = pd.factorize(column)
    return codes, values.to_numpy(dtype=object).tolist()


def first(*columns: pd.Series) -> pd.Series:
    """The first column's value where it has one, else the second's, and so on."""
    found = columns[0]
    for column in columns[1:]:
        if not found.isna().any():
            break
        if column.notna().any():
            found = found.fillna(column)
    return found


def most_frequent(texts: pd.Series) -> str:
    """The text that stands there most often; of several the first in order. ``texts``: not empty."""
    return str(texts.value_counts().sort_index().idxmax())


def nulls(index: pd.Index, dtype: str = "str") -> pd.Series:
    """A column without a value."""
    return pd.Series(None, index=index, dtype=dtype)


def tidy(text: str) -> str:
    """The text as a person sees it: no invisible characters, any white space as one space, no stray apostrophe."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip(" '`’‘")


def folded(text: str) -> str:
    """NFKC of the tidy text without any space: to compare with lists, never to show."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", tidy(text)))


def bare(text: str) -> str:
    """The folded text in capitals without brackets and closing marks: 「未上学。」 and (未上学) are 未上学."""
    return _MARKS.sub("", folded(text)).upper()


@cache
def listed(name: str, table: str = "", key: str = "") -> frozenset[str]:
    """The words of a list of ``schemas/values/<name>.toml`` in the form in which texts are compared."""
    words = schema(f"values/{name}")
    return word_set((words[table] if table else words)[key])


def word_set(words: Iterable[str]) -> frozenset[str]:
    """The words of a list in the form in which texts are compared."""
    return frozenset(bare(word) for word in words)


def says_nothing(text: str) -> bool:
    """Whether a cell's text stands for an empty cell: 无, 不详, （空）, /, ——, …"""
    word = folded(text)
    return bool({word.upper(), word.upper().strip("()[]【】")} & null_words()) or not word.strip(_null_characters())


def said(column: pd.Series) -> pd.Series:
    """The tidy text of every cell, null where it says nothing."""
    if column.isna().all():
        return column
    codes, values = pd.factorize(column)
    texts = pd.Series(values)
    odd = ~texts.str.match(PLAIN) | texts.str.upper().isin(null_words())
    if not odd.any():
        return column
    texts[odd] = [None if says_nothing(text) else tidy(text) for text in texts[odd].tolist()]
    return pd.Series(texts.array.take(codes, allow_fill=True), index=column.index)


def mask(column: pd.Series) -> Mask:
    """A nullable boolean column as a plain mask; null counts as false."""
    return column.fillna(False).to_numpy(dtype=bool)


@cache
def null_words() -> frozenset[str]:
    """``values/words.toml`` null, in the form in which texts are compared."""
    return frozenset(folded(word).upper() for word in schema("values/words")["null"])


@cache
def _null_characters() -> str:
    return unicodedata.normalize("NFKC", str(schema("values/words")["null_characters"]))
