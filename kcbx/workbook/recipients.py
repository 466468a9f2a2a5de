"""Recipients: what may leave the bureau for whom, and under which file name.

Townships and schools see what is needed to find a child: name, birth date, village, guardian, and an ID number with
its middle masked. Lists are grouped once a register, because a county has more than a hundred recipients.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import weakref
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

import pandas as pd

from kcbx.config import Config
from kcbx.register import Register
from kcbx.workbook.differences import marked
from kcbx.workbook.text import Rich, Run

HIDDEN = "****"

_HEAD, _TAIL = 6, 4
_SHORTEST = 14
_ILLEGAL = re.compile(r'[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff<>:"/\\|?*]')
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|(com|lpt)[0-9¹²³])(\..*)?$")
_LONGEST_BYTES = 120

Lists = TypeVar("Lists")


def masked(number: str) -> str:
    """An ID number with its first six and last four characters: 539921****2847.

    Shorter ones show a third at the left and a quarter at the right, so that something always stays hidden.
    """
    if not number:
        return ""
    head, tail = _shown(number)
    return number[:head] + HIDDEN + (number[-tail:] if tail else "")


def masked_pair(one: str, other: str, *roles: str) -> tuple[Rich, Rich]:
    """Two ID numbers masked, differing characters marked; where the hidden middles differ, the ``****`` is."""
    if not (one and other) or len(one) != len(other):
        return marked(masked(one), masked(other), *roles)
    head, tail = _shown(one)
    middle = slice(head, len(one) - tail)
    heads = marked(one[:head], other[:head], *roles)
    tails = marked(one[middle.stop :], other[middle.stop :], *roles)
    star = Run(HIDDEN, roles if one[middle] == other[middle] else (*roles, "differs"))
    return (*heads[0], star, *tails[0]), (*heads[1], star, *tails[1])


def file_name(recipient: str) -> str:
    """The workbook's file name: ``杉坪乡.xlsx``; never a path, a hidden or reserved Windows name or an over-long one.

    A name that had to be changed gets eight characters of its digest, so that two of them never meet.
    """
    name = unicodedata.normalize("NFC", _ILLEGAL.sub("_", recipient)).strip(" .~")
    while len(name.encode()) > _LONGEST_BYTES:
        name = name[:-1]
    if name == recipient and not _RESERVED.match(name):
        return f"{name}.xlsx"
    digest = hashlib.sha256(recipient.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{name.encode('utf-8', 'replace').decode()}_{digest}.xlsx"


def once_a_register(make: Callable[[Register], Lists]) -> Callable[[Register], Lists]:
    """Keep the lists of the register that was asked last: its recipients are written one after another."""
    kept: list[tuple[weakref.ref[Register], Lists]] = []

    @wraps(make)
    def lists(register: Register) -> Lists:
        if not (kept and kept[0][0]() is register):
            kept[:] = [(weakref.ref(register), make(register))]
        return kept[0][1]

    return lists


@once_a_register
def school_names(register: Register) -> tuple[str, ...]:
    """Every school on the rolls, by name: offered where a school is asked for."""
    return tuple(sorted(register.roll["school"].dropna().unique()))


def texts(frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """The columns as plain text, "" for what is missing; a column the frame lacks is empty."""
    return frame.reindex(columns=list(columns)).astype("object").where(lambda held: held.notna(), "").astype(str)


def grades_due(people: pd.DataFrame) -> list[str]:
    """The grade due of each row by the age rules of its place, "" where the birth leaves more than one."""
    due = people.get("grade_due", pd.Series(pd.NA, people.index, "Int64")).astype("Int64")
    unsure = people.get("cohort_uncertain", pd.Series(False, people.index)).fillna(True).astype(bool)
    return due.mask(unsure).astype("string").fillna("").tolist()


def village_order(config: Config, township: str) -> Callable[[str], tuple[int, str]]:
    """Sort key of villages: as the configuration lists them, the others after them by name."""
    named = next((each.villages for each in config.townships if each.name == township), ())
    places = {village: position for position, village in enumerate(named)}
    return lambda village: (places.get(village, len(places)), village)


def _shown(number: str) -> tuple[int, int]:
    """Characters shown at the left and at the right."""
    return (_HEAD, _TAIL) if len(number) >= _SHORTEST else (len(number) // 3, len(number) // 4)


__all__ = [
    "HIDDEN",
    "file_name",
    "grades_due",
    "masked",
    "masked_pair",
    "once_a_register",
    "school_names",
    "texts",
    "village_order",
]
