"""Identity numbers: 18 canonical characters and a *state* that says how far they may be trusted.

Rules of GB 11643-1999: six digits of region, eight of birth, three of sequence (odd for a boy), one check
character by MOD 11-2. What each state allows is data (:class:`kcbx.reliable.IdState`). The rules run on a matrix of
digits (:func:`judge`), a county at a time; how a cell comes to 18 characters is :mod:`kcbx.clean.id_cells`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from kcbx.clean.words import Mask

_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CHECKS = np.frombuffer(b"10X98765432", dtype=np.uint8)
_MONTH_DAYS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])

WELL_FORMED = r"^[0-9]{17}[0-9X]$"
#: Older than this and the number is not a pupil's: no senior or vocational school takes them.
ADULT = 26


def check_character(first17: str) -> str:
    """The check character of 17 digits."""
    return "10X98765432"[sum(int(d) * int(w) for d, w in zip(first17, _WEIGHTS, strict=True)) % 11]


def check_passes(number: str) -> bool:
    """Whether 18 characters end in the right check character."""
    return bool(re.match(WELL_FORMED, number)) and check_character(number[:17]) == number[17]


def is_valid_id(number: pd.Series) -> pd.Series:
    """Whether each number has 18 characters and the right check character (GB 11643-1999, ISO 7064 MOD 11-2)."""
    shaped = number.str.fullmatch(WELL_FORMED).fillna(False).astype(bool)
    valid = pd.Series(False, index=number.index)
    if shaped.any():
        valid[shaped] = _passing(_characters(number[shaped].tolist()))
    return valid


def _characters(numbers: Sequence[str]) -> np.ndarray:
    """The characters of well-formed numbers as codes, a row of 18 each."""
    return np.frombuffer("".join(numbers).encode("ascii"), dtype=np.uint8).reshape(-1, 18)


def _passing(codes: np.ndarray) -> Mask:
    """Which rows of codes end in the right check character."""
    return np.asarray(_CHECKS[(codes[:, :17].astype(np.int64) - ord("0")) @ _WEIGHTS % 11] == codes[:, 17])


def judge(numbers: Sequence[str], as_of: date) -> pd.DataFrame:
    """State of well-formed 18-character numbers taken by themselves, with ``valid_check`` and ``valid_date``.

    States given: ok, bad_check, bad_date, hmt, foreigner, temporary, placeholder, truncated (ends in 000, as
    Excel leaves it, and the check fails or the number of the child would be 000) and not_childs (an adult's by age).
    """
    codes = _characters(numbers)
    digits = codes[:, :17].astype(np.int64) - ord("0")
    check = _passing(codes)
    birth = digits[:, 6:14] @ 10 ** np.arange(7, -1, -1)
    dated = dates_exist(birth, as_of)
    same = (digits == digits[:, :1]).all(axis=1) | ((np.diff(digits, axis=1) % 10) == 1).all(axis=1)
    ends000 = (digits[:, 15:] == 0).all(axis=1) & (codes[:, 17] == ord("0"))
    nobodys = digits[:, 14] == 0  # the children of a day are numbered from 001
    adult = (as_of.year * 10000 + as_of.month * 100 + as_of.day - birth) // 10000 >= ADULT
    region = digits[:, 0] * 10 + digits[:, 1]
    state = np.select(
        [
            (digits[:, :3] == 9).all(axis=1) & ~same,
            same | (digits[:, 0] == 0),
            dated & ends000 & (~check | nobodys),
            ~dated,
            ~check,
            adult,
            np.isin(region, (81, 82, 83)),
            digits[:, 0] == 9,
        ],
        ["temporary", "placeholder", "truncated", "bad_date", "bad_check", "not_childs", "hmt", "foreigner"],
        "ok",
    )
    return pd.DataFrame({"state": state, "valid_check": check, "valid_date": dated})


def months_of_short_numbers(number: pd.Series, as_of: date) -> pd.Series:
    """The month of birth, YYYY-MM, in numbers that lack one or two digits; null for all others.

    The end is what gets lost, so the day is as a rule there, too; a digit lost within it would make another day.
    """
    date_part = number.str.extract(r"^[1-8][0-9]{5}((?:19|20)[0-9]{6})[0-9]{2}[0-9Xx]?$")[0]
    exist = dates_exist(date_part.fillna("0").astype("int64").to_numpy(), as_of)
    return (date_part.str.slice(0, 4) + "-" + date_part.str.slice(4, 6)).where(exist)


def may_be_double(number: pd.Series) -> Mask:
    """Whether a whole number may be what a double made of another: a multiple of the gap between doubles there.

    A program that keeps numbers as doubles writes 539921201603300096 for …074, with all its digits; a true
    number is such a multiple once in 64 (in 32 to 128).
    """
    values = number.where(number.str.match("^[0-9]{18}$"), "0").fillna("0").astype("int64").to_numpy()
    return np.asarray((values > 0) & (values % np.spacing(values.astype("float64")).astype("int64").clip(1) == 0))


def dates_exist(yyyymmdd: np.ndarray, as_of: date) -> Mask:
    """Which of the numbers YYYYMMDD are days from 1900 to ``as_of``."""
    year, month, day = yyyymmdd // 10000, yyyymmdd // 100 % 100, yyyymmdd % 100
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    month_days = _MONTH_DAYS[np.where(month <= 12, month, 0)] - ((month == 2) & ~leap)
    today = as_of.year * 10000 + as_of.month * 100 + as_of.day
    return np.asarray((year >= 1900) & (yyyymmdd <= today) & (day >= 1) & (day <= month_days))
