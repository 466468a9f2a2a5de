"""What is compared, prepared before any pair is formed: one row of evidence for every row of both lists.

Everything that depends on one row only, or on how often a value occurs, is computed here once; Splink then
compares ready values. Names have their own page (:mod:`kcbx.reconcile.names`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from kcbx.reconcile.names import bearers, name_evidence
from kcbx.reconcile.sounds import aloud

#: Columns of the evidence table that hold several values, joined by ``|`` until they reach the database.
LISTS = ("pinyins", "shorter", "births", "birth_any", "guardians", "guardian_sounds", "guardian_any", "id_any")
_NEEDED = (
    "name_key", "name_pinyin", "name_pinyin_alt", "former_name_key", "sex", "id_sex", "birth_date",
    "birth_source", "birth_alternatives", "id_number", "id_state", "id_birth", "id_number_alt", "student_number",
    "township", "village", "guardian_keys", "phone", "school_key", "grade",
)  # fmt: skip
#: Columns of the evidence table that are not text.
_NUMBERS = {
    "row", "name_band", "sound_band", "length", "grade", "birth_day", "id_foreign", "id_shared", "birth_common",
    "birth_by_id", "twin",
}  # fmt: skip
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CHECKS = np.array(list("10X98765432"))


def gather(census: pd.DataFrame, roll: pd.DataFrame, settings: Mapping[str, Any]) -> pd.DataFrame:
    """Evidence of both lists, census rows first, in the order given.

    ``row`` numbers the rows, ``side`` is ``c`` or ``r``. ``settings``: the model's [evidence] table.
    """
    needed = list(_NEEDED)
    people = pd.concat([census[needed], roll[needed]], ignore_index=True)
    side = np.where(np.arange(len(people)) < len(census), "c", "r")
    evidence = pd.concat(
        [
            pd.DataFrame({"row": np.arange(len(people)), "side": side}),
            name_evidence(people, settings),
            _ids(people, side, settings),
            _births(people, settings),
            _places(people),
            _family(people, side, settings),
            _twins(people, side),
            pd.DataFrame(
                {
                    "sex": people["sex"].fillna(people["id_sex"]),
                    "student": people["student_number"],
                    "school": people["school_key"],
                    "grade": people["grade"],
                }
            ),
        ],
        axis=1,
    )
    return evidence.astype({name: "str" for name in map(str, evidence) if name not in _NUMBERS})


def is_valid_id(number: pd.Series) -> pd.Series:
    """Whether a number has 18 characters and the right check character (GB 11643-1999, ISO 7064 MOD 11-2)."""
    shaped = number.str.fullmatch(r"[0-9]{17}[0-9X]").fillna(False).astype(bool)
    valid = pd.Series(False, index=number.index)
    if shaped.any():
        characters = number[shaped].astype(object).to_numpy().astype("U18").view("U1").reshape(-1, 18)
        sums = characters[:, :17].astype(np.int64) @ _WEIGHTS
        valid[shaped] = _CHECKS[sums % 11] == characters[:, 17]
    return valid


def _ids(people: pd.DataFrame, side: np.ndarray, settings: Mapping[str, Any]) -> pd.DataFrame:
    """The ID as text, what kind it is (valid, cut to 15 digits, broken), and keys that survive one slip.

    ``id_foreign``: a valid number whose birth date is not the one written beside it.
    ``id_shared``: in one list the number stands beside two names with two birth dates.
    """
    number = people["id_number"].where(~people["id_state"].isin(settings["id_silent"]))
    number = number.where(number.str.len() >= 12)
    cut = people["id_state"].isin(settings["id_cut"]) & number.notna()
    valid = is_valid_id(number) & ~cut
    mended = people["id_state"].isin(settings["id_mended"]) & valid
    masked = people["id_state"].isin(settings["id_masked"]) & number.notna()
    kind = np.select([cut, masked, mended, valid, number.notna()], ["cut", "masked", "mended", "valid", "broken"], "")
    other = people["id_number_alt"].where(people["id_number_alt"].ne(number))
    written = people["birth_date"].where(people["birth_source"].eq("column"))
    foreign = valid & written.notna() & written.str.len().eq(10) & people["id_birth"].notna()
    foreign &= written.ne(people["id_birth"]) & ~_holds(
        people["birth_alternatives"], people["id_birth"], swapped=written
    )
    bearers = pd.DataFrame({"side": side, "id": number, "name": people["name_pinyin"], "birth": people["birth_date"]})
    several = bearers[number.duplicated(keep=False)].groupby(["side", "id"])[["name", "birth"]].nunique()
    shared = number.isin(several[(several > 1).all(axis=1)].index.get_level_values("id")) & ~cut
    return pd.DataFrame(
        {
            "id": number,
            "id_other": other,
            "id_any": _joined(number.where(~cut), other.where(other.notna() & ~cut)),
            "id_kind": pd.Series(kind, index=number.index).replace("", None),
            "id_foreign": foreign.fillna(False).astype(bool),
            "id_shared": shared,
            "id_tail": number.where(number.str.len() == 18).str[-8:],
            "id_cut": number.where(number.str.len() >= 15).str[:15],
        }
    )


def _holds(alternatives: pd.Series, value: pd.Series, swapped: pd.Series) -> pd.Series:
    """Whether the ID's date is only another reading of the written one: day and month swapped."""
    turned = written_turned(swapped)
    return (turned == value) & alternatives.notna()


def written_turned(dates: pd.Series) -> pd.Series:
    """``2015-03-04`` → ``2015-04-03``."""
    return dates.str[:5] + dates.str[8:10] + "-" + dates.str[5:7]


def _births(people: pd.DataFrame, settings: Mapping[str, Any]) -> pd.DataFrame:
    """The birth date at its precision, its other readings, and whether half the county was born that day."""
    date = people["birth_date"]
    digits = date.str.replace("-", "", regex=False)
    day = digits.where(digits.str.len() == 8)
    alternatives = people["birth_alternatives"].str.replace("-", "", regex=False)
    several = day.str.cat(alternatives, sep="|").fillna(day)
    born = bearers(day)
    usual = max(len(day) / max(day.nunique(), 1), 2.0)
    number = pd.to_datetime(day, format="%Y%m%d", errors="coerce")
    return pd.DataFrame(
        {
            "birth": day,
            "birth_day": ((number - pd.Timestamp("1970-01-01")).dt.days).astype("Int64"),
            "birth_month": digits.str[:6].where(digits.str.len() >= 6),
            "birth_year": digits.str[:4],
            "births": several,
            "birth_any": several,
            "birth_common": born > settings["birth_common"] * usual,
            "birth_by_id": people["birth_source"].eq("id").fillna(False).astype(bool),
        }
    )


def _places(people: pd.DataFrame) -> pd.DataFrame:
    township, village = people["township"], people["village"]
    return pd.DataFrame(
        {"township": township, "village": village, "place": (township + "|" + village).where(village.notna())}
    )


def _family(people: pd.DataFrame, side: np.ndarray, settings: Mapping[str, Any]) -> pd.DataFrame:
    """Guardians as a list, by sound too, and the phone, unless half a school shares it."""
    guardians = people["guardian_keys"].where(people["guardian_keys"].ne(""))
    phone = people["phone"].where(people["phone"].str.len() >= 7)
    phone = phone.where(bearers(side + phone) <= settings["phone_common"])
    return pd.DataFrame(
        {
            "guardians": guardians,
            "guardian_any": guardians,
            "guardian_sounds": aloud(guardians, settings["sounds"]),
            "phone": phone,
        }
    )


def _twins(people: pd.DataFrame, side: np.ndarray) -> pd.DataFrame:
    """``twin``: the list holds another child of the same day, by another name, in the family.

    A family shares a guardian, a phone, or village and surname. ``families``: the keys by which it does, as a
    ``|`` list; rows with a key in common may be twins.
    """
    day = people["birth_date"].where(people["birth_date"].str.len() == 10)
    days = pd.factorize(side + day)[0]
    several = [text.split("|") if isinstance(text, str) else [] for text in people["guardian_keys"].tolist()]
    guardians = (pd.Series([each[place] if place < len(each) else None for each in several]) for place in range(2))
    village = people["township"].fillna("") + people["village"] + people["name_key"].str[:1]
    families = pd.Series(None, index=people.index, dtype="str")
    for kind, family in enumerate((*guardians, people["phone"], village)):
        families = _joined(families, _same_day(f"{kind}:", days, family, people["name_key"]))
    return pd.DataFrame({"twin": families.notna(), "families": families})


def _same_day(kind: str, days: np.ndarray, family: pd.Series, name: pd.Series) -> pd.Series:
    """A key for rows of one day and family with more than one name; null for all others."""
    members = pd.factorize(family)[0]
    place = np.flatnonzero((days >= 0) & (members >= 0))
    keys = pd.Series(days[place] * (members.max(initial=0) + 1) + members[place], index=place)
    keys = keys[keys.duplicated(keep=False)]
    names = name[keys.index].groupby(keys).transform("nunique")
    return (kind + keys[names > 1].astype("str")).reindex(family.index)


def _joined(first: pd.Series, second: pd.Series) -> pd.Series:
    """Two columns as one ``|`` list; null where both are."""
    return first.str.cat(second, sep="|").fillna(first).fillna(second)
