"""Names for children that name nobody: fingerprints, case numbers, row keys.

A fingerprint is made from what identifies the person, so it survives another phone number or a moved row, and
both rows of a child registered twice share it. Case numbers and row keys are keyed with the county secret:
nobody can compute them from an ID number.
"""

from __future__ import annotations

import hashlib

import pandas as pd

from kcbx.clean.words import by_value
from kcbx.reconcile.verdicts import fingerprint
from kcbx.reliable import usable_ids
from kcbx.secret import row_key

#: The base32 letters a person misreads on paper (I, L, O) give way to digits base32 does not use.
_LEGIBLE = str.maketrans("ILO", "189")


def fingerprints(people: pd.DataFrame) -> pd.Series:
    """One text a row: ID, name and birth date, or name, birth date and village where there is no ID.

    Rows that carry neither name nor ID keep their record_id, so that they are never mistaken for one another.
    """
    place = people["township"].fillna("") + "/" + people["village"].fillna("")
    key = people["id_number"].where(usable_ids(people)).fillna(place)
    whole = key + "|" + people["name_key"].fillna("") + "|" + people["birth_date"].fillna("")
    return whole.where(people["name_key"].notna(), people["record_id"])


def case_numbers(secret: bytes, prints: pd.Series, term: str) -> pd.Series:
    """Case numbers such as 26A-7KQ2MX, indexed as ``prints``; equal prints share one.

    ``term``: two-digit year and A (autumn) or B (spring). Where six characters would stand for two different
    prints, both get eight.
    """
    codes, texts = pd.factorize(prints)
    keys = pd.Series([row_key(secret, f"case\0{text}").translate(_LEGIBLE) for text in texts.tolist()], dtype="str")
    short = keys.str[:6]
    numbers = term + "-" + short.where(~short.duplicated(keep=False), keys.str[:8])
    return numbers.iloc[codes].set_axis(prints.index)


def row_keys(secret: bytes, people: pd.DataFrame) -> pd.Series:
    """The hidden key that comes back with a row of a workbook, indexed as ``people``.

    Keyed from what identifies the person, so another phone number or school keeps the key; a row without a name is
    keyed by its record_id.
    """
    prints = fingerprint(people).where(people["name_key"].notna(), people["record_id"])
    return by_value(prints, lambda text: row_key(secret, f"row\0{text}"))


def batch(term: str, record_ids: pd.Series, settings: str) -> str:
    """Names one run, such as 26A-5D38-90C1-7E4B: derived from the content of its rows and its settings, from no clock
    and no file order. 48 bits: of a thousand runs a term no two are named alike.
    """
    digest = hashlib.sha256("\n".join([settings, *sorted(record_ids)]).encode()).hexdigest().upper()
    return "-".join([term, *(digest[place : place + 4] for place in (0, 4, 8))])
