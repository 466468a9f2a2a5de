"""ID cells as written: what number stands in them, and what became of it on the way.

Spaces, notes, full-width and look-alike characters, scientific notation, cells that Excel or a double rounded,
a birth date, a 学籍号 or a 残疾证号 typed here instead. The rules of the number itself are :mod:`kcbx.clean.ids`.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache

import numpy as np
import pandas as pd

from kcbx.clean.ids import WELL_FORMED, check_passes, dates_exist, judge
from kcbx.clean.words import Mask, by_value_parts, first, says_nothing, tidy
from kcbx.definitions import schema

#: A double holds 18 digits to within half of this.
_DOUBLE_STEP = 128

_NOISE = re.compile(r"[\s\-—–－_'`’‘\"“”.,，。:：;；·]")
_LABEL = re.compile(r"^(公民)?(居民)?(身份证?件?)(号码?)?")
_NOTE = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_FILLED = re.compile(r"[0-9]{6,}(?:[.。…·_]{2,}|[*?＊？#□■]+)")
_SCIENTIFIC = re.compile(r"^[0-9](\.[0-9]*)?[Ee]\+?[0-9]{2}$")
_TYPED_BIRTH = re.compile(r"^((?:19|20)[0-9][0-9])[-./年]?([01]?[0-9])[-./月]?([0-3]?[0-9])日?$")
_OLD_FOREIGNER = re.compile(r"^[A-Z]{3}[0-9]{12}$")
_TRAVEL_PERMIT = re.compile(r"^[HM][0-9]{8}([0-9][0-9])?$")
_DOCUMENT = re.compile(r"^[A-Z]{1,3}[0-9]{6,10}$")
_STUDENT_NUMBER = re.compile(r"^[GJL][0-9]{17}[0-9X]$")
_DISABILITY_NUMBER = re.compile(r"^[0-9]{17}[0-9X][1-7][1-4]")


#: Number, state, and the birth date that stands in its place.
Cell = tuple[str | None, str, str | None]


def read_ids(text: pd.Series, unreliable: Mask, as_of: date) -> pd.DataFrame:
    """Number and state of every ID cell by itself, before any second source is asked.

    ``unreliable``: the cell is a number whose digits past the 15th are not to be trusted. Columns:
    ``number`` (canonical; 15 digits if truncated; null when nothing is left), ``state``, ``typed_birth``
    (YYYY-MM-DD where a birth date stands in the ID column).
    """
    clean = text.str.match(WELL_FORMED)
    odd = by_value_parts(text.mask(clean), _read_odd, {"number": "str", "state": "str", "typed_birth": "str"})
    number = first(odd["number"], text.where(clean))
    state = odd["state"].mask(text.isna(), "empty").mask(clean, "ok")
    whole = number.str.match(WELL_FORMED) & state.isin(["ok", "fixed"])
    if whole.any():
        judged = judge(number[whole].tolist(), as_of)["state"].to_numpy()
        fixed = (state[whole] == "fixed").to_numpy() & (judged == "ok")
        state = state.copy()
        state[whole] = np.where(fixed, "fixed", judged)
    lost = whole.to_numpy() & unreliable & ~state.isin(["placeholder", "temporary"]).to_numpy()
    if lost.any():
        kept = number[lost].map(_kept_by_excel)
        born = dates_exist(kept.str[6:14].astype("int64").to_numpy(), as_of)
        number[lost] = kept
        state[lost] = np.where(born, "truncated", "bad_date")
    short = state == "truncated"
    number = number.mask(short, number.str[:15])
    return pd.DataFrame({"number": number, "state": state, "typed_birth": odd["typed_birth"]})


def _read_odd(text: str) -> Cell:
    """Number, state and typed birth date of a cell that is not 18 clean characters.

    The state ``ok`` or ``fixed`` means only: 18 characters, to be judged.
    """
    shown = unicodedata.normalize("NFKC", tidy(text))
    if says_nothing(text):
        return None, "placeholder", None
    if _SCIENTIFIC.match(shown):
        return _from_scientific(shown)
    if typed := _TYPED_BIRTH.match(shown.replace(" ", "")):
        year, month, day = (int(part) for part in typed.groups())
        if _exists(year, month, day):
            return None, "birth_typed", f"{year:04}-{month:02}-{day:02}"
    if _FILLED.search(shown):
        return re.sub(r"\s", "", shown), "masked", None
    noted = _NOISE.sub("", _LABEL.sub("", _NOTE.sub("", shown.removesuffix(".0"))))
    word = noted.upper()
    if _STUDENT_NUMBER.match(word):
        return (word[1:], "fixed", None) if word[0] == "G" else (word, "temporary", None)
    if _OLD_FOREIGNER.match(word):
        return word, "foreigner", None
    if _TRAVEL_PERMIT.match(word):
        return word, "hmt", None
    if _DOCUMENT.match(word):
        return word, "other_document", None
    number = noted.translate(_lookalikes()).upper()
    if re.match(WELL_FORMED, number):
        return number, "fixed", None
    if len(number) >= 20 and _DISABILITY_NUMBER.match(number) and check_passes(number[:18]):
        return number[:18], "fixed", None
    return _read_damaged(number)


def _read_damaged(number: str) -> Cell:
    digits = sum("0" <= character <= "9" for character in number)
    if digits == 0 or (len(set(number)) == 1):
        return None, "placeholder", None
    if re.search(r"[*?#□]", number):
        return number, "masked", None
    if not re.match(r"^[0-9]+X?$", number):
        return number, "bad_character", None
    if len(number) == 15:
        return number, _state_of_fifteen(number), None
    return number, "bad_length", None


def _state_of_fifteen(number: str) -> str:
    """15 digits: the first 15 of an 18-digit number, or a number of the first generation (born 19YY)."""
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    if 1990 <= year <= 2050 and _exists(year, month, day):
        return "truncated"
    old = _exists(1900 + int(number[6:8]), int(number[8:10]), int(number[10:12]))
    return "legacy15" if old else "bad_length"


def _from_scientific(shown: str) -> Cell:
    """5.39901201503071E+17 keeps 15 digits; 5.39901E+17 keeps nothing that helps. Never through float."""
    try:
        number = str(int(Decimal(shown)))
    except InvalidOperation:
        return None, "scientific", None
    significant = len(shown.upper().split("E")[0].replace(".", ""))
    if len(number) != 18 or significant < 14:
        return None, "scientific", None
    return number[:15], _state_of_fifteen(number[:15]).replace("legacy15", "bad_date"), None


def _kept_by_excel(number: str) -> str:
    """The 15 digits that survive in a numeric cell.

    Excel keeps 15 and writes zeros; a program that then went through a double lands a few units beside that
    thousand (513433201312009984 was …010000), so the nearest thousand is taken when it is that near.
    """
    value = int(number.replace("X", "0"))
    thousand = (value + 500) // 1000
    return f"{thousand if abs(thousand * 1000 - value) <= _DOUBLE_STEP // 2 else value // 1000:015}"


def _exists(year: int, month: int, day: int) -> bool:
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


@cache
def _lookalikes() -> dict[int, str]:
    """Characters typed for a digit or for X, by code point (``values/words.toml``)."""
    return str.maketrans(schema("values/words")["digit_lookalikes"])
