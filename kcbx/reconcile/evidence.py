"""What is compared, prepared before any pair is formed: one row of evidence for every row of both lists.

Everything that depends on one row only, or on how often a value occurs, is computed here once; Splink then
compares ready values. What a row says by itself is prepared once, however many lists it is compared with. Names have
their own page (:mod:`kcbx.reconcile.names`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kcbx.clean.ids import is_valid_id
from kcbx.reconcile.elsewhere import school_elsewhere
from kcbx.reconcile.families import family_keys, guardian_evidence, joined, twin_evidence, uncommon_phone
from kcbx.reconcile.names import bearers, name_bands, name_evidence
from kcbx.reliable import OTHER_AGE, days_of_ids, one_sex

#: Columns of the evidence table that hold several values, joined by ``|`` until they reach the database.
LISTS = ("pinyins", "shorter", "births", "birth_any", "guardians", "guardian_sounds", "guardian_any", "id_any")
_NEEDED = (
    "name", "name_key", "name_pinyin", "name_pinyin_alt", "former_name_key", "sex", "id_sex", "birth_date",
    "birth_source", "birth_alternatives", "id_number", "id_state", "id_birth", "id_number_alt", "student_number",
    "township", "village", "outside_county", "guardian_keys", "phone", "school_key", "school_elsewhere", "grade",
    "grade_due",
)  # fmt: skip
#: Columns of the evidence table that are not text.
_NUMBERS = {
    "row", "name_band", "sound_band", "length", "grade", "birth_day", "id_foreign", "id_shared", "birth_common",
    "birth_by_id", "outside", "twin", "milk", "milk_given", "away_said", "sex_torn",
}  # fmt: skip
#: Kinds of numbers of which enough is left to find the child by it.
_WHOLE = ("valid", "mended", "cut")


def gather(census: pd.DataFrame, roll: pd.DataFrame, settings: Mapping[str, Any]) -> pd.DataFrame:
    """Evidence of both lists, census rows first, in the order given.

    ``row`` numbers the rows, ``side`` is ``c`` or ``r``. ``settings``: the model's [evidence] table.
    """
    return together(prepared(census, settings), prepared(roll, settings), settings)


@dataclass(frozen=True)
class Prepared:
    """Rows of one list with their evidence: what each says by itself, whatever it is compared with.

    ``people``: the columns evidence is made of, and the family's keys; ``own``: the evidence. Both in the same order,
    numbered from 0.
    """

    people: pd.DataFrame
    own: pd.DataFrame

    def only(self, wanted: np.ndarray) -> Prepared:
        """Some of the rows; ``wanted`` is true for them."""
        return Prepared(self.people[wanted].reset_index(drop=True), self.own[wanted].reset_index(drop=True))


def prepared(people: pd.DataFrame, settings: Mapping[str, Any]) -> Prepared:
    """The rows of a list, in the order given, with what each says by itself."""
    people = people[list(_NEEDED)].reset_index(drop=True)
    own = pd.concat(
        [
            name_evidence(people, settings),
            _ids(people, settings),
            _births(people),
            _places(people),
            school_elsewhere(people["school_elsewhere"], settings["no_place"]),
            guardian_evidence(people, settings),
            pd.DataFrame(
                {
                    "sex": people["sex"].fillna(people["id_sex"]),
                    "sex_torn": _torn(people),
                    "student": people["student_number"],
                    "school": people["school_key"],
                    "grade": people["grade"],
                }
            ),
        ],
        axis=1,
    )
    return Prepared(
        people.join(family_keys(people)), own.astype({name: "str" for name in map(str, own) if name not in _NUMBERS})
    )


def together(census: Prepared, roll: Prepared, settings: Mapping[str, Any]) -> pd.DataFrame:
    """:func:`gather` of rows that are prepared: here what both lists hold is counted."""
    people, own = (
        pd.concat(parts, ignore_index=True) for parts in ((census.people, roll.people), (census.own, roll.own))
    )
    side = np.where(np.arange(len(people)) < len(census.people), "c", "r")
    evidence = pd.concat(
        [
            pd.DataFrame({"row": np.arange(len(people)), "side": side}),
            own,
            name_bands(own, settings),
            _counted(people, own, side, settings),
            uncommon_phone(people, side, settings),
            twin_evidence(people, side),
        ],
        axis=1,
    )
    texts = ("side", "sound_rare", "sound_bare", "seat_bare", "phone", "families")
    return evidence.astype(dict.fromkeys(texts, "str"))


def _torn(people: pd.DataFrame) -> pd.Series:
    """Whether the sex written is not that of the row's own number, which says the day of birth written beside it."""
    own = people["birth_source"].eq("column") & people["birth_date"].eq(days_of_ids(people))
    return own.fillna(False).astype(bool) & ~one_sex(people["sex"], people["id_sex"])


def _ids(people: pd.DataFrame, settings: Mapping[str, Any]) -> pd.DataFrame:
    """The ID as text, what kind it is (valid, cut to 15 digits, broken), and keys that survive one slip.

    ``id_foreign``: a valid number whose birth date is not the one written beside it, nor that with day and month
    turned round; or one that belies the grade, a child of eleven among the sixteen-year-olds.
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
    turned = written.str[:5] + written.str[8:10] + "-" + written.str[5:7]
    foreign = valid & written.str.len().eq(10) & written.ne(people["id_birth"]) & turned.ne(people["id_birth"])
    years = (people["grade"].astype("Int64") - people["grade_due"].astype("Int64")).abs()
    foreign |= valid & people["birth_date"].eq(people["id_birth"]) & years.ge(OTHER_AGE).fillna(False)
    return pd.DataFrame(
        {
            "id": number,
            "id_other": other,
            "id_any": joined(number.where(~cut), other.where(other.notna() & ~cut)),
            "id_kind": pd.Series(kind, index=number.index).replace("", None),
            "id_foreign": (foreign & people["id_birth"].notna()).fillna(False).astype(bool),
            "id_tail": number.where(number.str.len() == 18).str[-8:],
            "id_end": number.where(number.str.len() == 18).str[-6:],
            "id_cut": number.where(number.str.len() >= 15).str[:15],
        }
    )


def _births(people: pd.DataFrame) -> pd.DataFrame:
    """The birth date at its precision, and its other readings."""
    date = people["birth_date"]
    digits = date.str.replace("-", "", regex=False)
    day = digits.where(digits.str.len() == 8)
    alternatives = people["birth_alternatives"].str.replace("-", "", regex=False)
    several = day.str.cat(alternatives, sep="|").fillna(day)
    number = pd.to_datetime(day, format="%Y%m%d", errors="coerce")
    return pd.DataFrame(
        {
            "birth": day,
            "birth_day": ((number - pd.Timestamp("1970-01-01")).dt.days).astype("Int64"),
            "birth_month": digits.str[:6].where(digits.str.len() >= 6),
            "birth_year": digits.str[:4],
            "births": several,
            "birth_any": several,
            "birth_by_id": people["birth_source"].eq("id").fillna(False).astype(bool),
        }
    )


def _places(people: pd.DataFrame) -> pd.DataFrame:
    township, village = people["township"], people["village"]
    return pd.DataFrame(
        {
            "township": township,
            "village": village,
            "place": (township + "|" + village).where(village.notna()),
            "outside": people["outside_county"].fillna(False).astype(bool),
        }
    )


def _counted(people: pd.DataFrame, own: pd.DataFrame, side: np.ndarray, settings: Mapping[str, Any]) -> pd.DataFrame:
    """What is told by how often a value occurs.

    ``id_shared``: in one list the number stands beside two names with two birth dates. ``birth_common``: so many more
    were born that day than on an average one that it was written where nobody knew. ``sound_bare``: the sound of the
    name, of everybody who is called like a row that has neither number nor birth date; ``seat_bare``: village and
    school, of everybody who has those of a row that has neither a whole number nor a birth date.
    """
    number, day = own["id"], own["birth"]
    rows = pd.DataFrame({"side": side, "id": number, "name": people["name_pinyin"], "birth": people["birth_date"]})
    several = rows[number.duplicated(keep=False)].groupby(["side", "id"])[["name", "birth"]].nunique()
    shared = number.isin(several[(several > 1).all(axis=1)].index.get_level_values("id"))
    bare = own["sound"][number.isna() & own["birth_year"].isna()]
    seat = own["place"] + "|" + own["school"]
    seat_bare = seat[own["birth_year"].isna() & ~own["id_kind"].isin(_WHOLE)]
    usual = max(day.notna().sum() / max(day.nunique(), 1), 2.0)
    return pd.DataFrame(
        {
            "id_shared": shared & own["id_kind"].ne("cut").fillna(True).astype(bool),
            "birth_common": bearers(day) > settings["birth_common"] * usual,
            "sound_bare": own["sound"].where(own["sound"].isin(bare.dropna())),
            "seat_bare": seat.where(seat.isin(seat_bare.dropna())),
        }
    )
