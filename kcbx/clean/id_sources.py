"""Second opinions on an identity number: 学籍号, 残疾证号, the birth-date column, the guardian's own number.

A damaged number is repaired only where a second source agrees with it, and the finding says which: another number,
the birth date, or the region of the county's other numbers. Where the column holds nothing of use the number is
*derived* from the other source. Two whole numbers that differ are
kept both (``id_number_alt``): which is right is decided with the rest of the evidence.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from rapidfuzz.distance import OSA, Hamming

from kcbx.clean.id_cells import read_ids
from kcbx.clean.ids import ADULT, WELL_FORMED, check_passes, dates_exist, judge
from kcbx.clean.words import Mask, first, nulls
from kcbx.reliable import states_allowing

#: States that say nothing of the child, so another source may stand in.
_REPLACEABLE = ("empty", "placeholder", "birth_typed", "temporary", "scientific", "legacy15", "not_childs")
#: States that hold most of the child's number, so another source may complete it.
_DAMAGED = ("truncated", "bad_length", "bad_check", "bad_date", "bad_character", "masked")
#: States of a number of 18 digits in whose region a slip may be.
_OF_REGION = ("bad_check", "bad_date")
#: So many sound numbers of a region make it one of the county's.
_OF_THE_COUNTY = 20
#: One in so many damaged numbers passes the check; one in so many true numbers ends in 000.
_PASS_BY_CHANCE, _ZEROS_BY_CHANCE = 11, 1100
#: A parent is at least this many years older than the child.
_GENERATION = 14
#: A guardian is of age.
_GROWN = 18


def clean_ids(
    text: pd.Series,
    as_of: date,
    *,
    unreliable: Mask | None = None,
    student_number: pd.Series | None = None,
    disability_number: pd.Series | None = None,
    birth: pd.Series | None = None,
    guardian_id: pd.Series | None = None,
    sheet: pd.Series | None = None,
) -> pd.DataFrame:
    """The ID columns of [people] from an ID column and whatever else tells of it.

    ``birth`` is the child's birth date YYYY-MM-DD from its own column (null unless it is known to the day);
    ``unreliable`` marks numeric cells without exact digits; ``sheet`` tells which rows one hand wrote.
    Columns: id_number, id_state, id_birth, id_sex, id_number_alt, ``typed_birth`` and ``how`` (the source of a
    repair or derivation, in Chinese). A row's sex is never read from a truncated number.
    """
    nothing = nulls(text.index)
    student_number = nothing if student_number is None else student_number
    disability_number = nothing if disability_number is None else disability_number
    birth = nothing if birth is None else birth
    own = read_ids(text, np.zeros(len(text), dtype=bool) if unreliable is None else unreliable, as_of)
    number, state = _zeros_by_chance(own["number"], own["state"], sheet, student_number)
    state = state.mask(_of_a_guardian(number, state, birth, guardian_id, as_of), "not_childs")

    from_student = _another(student_number.str.slice(1).where(student_number.str.match("^[Gg]")), number, as_of)
    from_card = _another(disability_number.str.slice(0, 18), number, as_of)
    source = first(from_student, from_card)
    source_name = nothing.mask(from_card.notna(), "残疾证号").mask(from_student.notna(), "学籍号")

    mended, how = number.copy(), nothing.copy()
    derived = state.isin(_REPLACEABLE) & source.notna()
    mended, how, state = (
        mended.mask(derived, source),
        how.mask(derived, source_name),
        state.mask(derived, "derived"),
    )
    for damaged, second, names, mend in (
        (state.isin(_DAMAGED) & source.notna(), source, source_name, _by_source),
        (state.isin(_DAMAGED) & source.isna() & birth.notna(), birth, nothing.fillna("出生日期"), _by_birth),
    ):
        rows = number.index[damaged]
        repaired = pd.Series(
            [mend(str(old), was, new) for old, was, new in zip(number[rows], state[rows], second[rows], strict=True)],
            index=rows,
            dtype="str",
        ).dropna()
        mended.loc[repaired.index] = repaired
        how.loc[repaired.index] = names.loc[repaired.index]
        state.loc[repaired.index] = "repaired"
    by_region = _by_region(number[state.isin(_OF_REGION) & source.isna()], number[state.isin(["ok", "fixed"])], as_of)
    mended, how, state = (
        by_region.combine_first(mended),
        how.mask(how.index.isin(by_region.index), "本县号码的前六位"),
        state.mask(state.index.isin(by_region.index), "repaired"),
    )
    mended = mended.mask(state.isin(["placeholder", "birth_typed", "empty"]))
    return pd.DataFrame(
        {
            "id_number": mended,
            "id_state": state,
            "id_birth": _birth_in(mended, state, as_of).fillna(own["typed_birth"].where(state == "birth_typed")),
            "id_sex": _sex_in(mended, state),
            "id_number_alt": source.where(source != mended),
            "typed_birth": own["typed_birth"],
            "how": how,
        }
    )


def _zeros_by_chance(
    number: pd.Series, state: pd.Series, sheet: pd.Series | None, student_number: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """Numbers whose last digits Excel made zero and whose check character passes by chance, as truncated.

    One in eleven damaged numbers passes; one in about 1,100 true ones ends in 000. So it depends on how many of
    the same sheet are damaged for certain. A 学籍号 that says the same settles it.
    """
    passing = number.str.endswith("000") & state.isin(["ok", "fixed"]) & (number != student_number.str.slice(1))
    if not passing.any():
        return number, state
    place = nulls(number.index).fillna("") if sheet is None else sheet.fillna("")
    damaged = (state == "truncated").groupby(place).transform("sum")
    sound = state.isin(["ok", "fixed"]).groupby(place).transform("sum")
    chance = passing & (damaged / _PASS_BY_CHANCE > sound / _ZEROS_BY_CHANCE)
    return number.mask(chance, number.str[:15]), state.mask(chance, "truncated")


def _another(second: pd.Series, number: pd.Series, as_of: date) -> pd.Series:
    """The second source's number where it is whole, a child's, and not the one that stands in the ID column."""
    if second.isna().all():
        return second
    other = second[(second != number) & second.notna()].str.upper()
    other = other[other.str.match(WELL_FORMED)]
    if other.empty:
        return nulls(number.index)
    return other[(judge(other.tolist(), as_of)["state"] == "ok").to_numpy()].reindex(number.index)


def _of_a_guardian(
    number: pd.Series, state: pd.Series, birth: pd.Series, guardian_id: pd.Series | None, as_of: date
) -> pd.Series:
    """Rows whose ID number is the guardian's, or an older person's than the child by a generation."""
    whole = state.isin(["ok", "fixed"])
    years = pd.DataFrame({"column": birth.str[:4], "id": number.where(whole).str[6:10]})
    years = years[(years["column"] != years["id"])].dropna().astype("int64")
    found = pd.Series(False, index=number.index)
    found[years.index[years["column"] - years["id"] >= _GENERATION]] = True
    if guardian_id is not None and guardian_id.notna().any():
        grown = number.str[6:10] <= str(as_of.year - _GROWN)  # else the guardian's column holds the child's number
        found |= (number == guardian_id) & whole & grown
    return found


def _by_source(number: str, state: str, source: str) -> str | None:
    """The source's number where the damaged one is the same but for what was lost or one or two slips."""
    if state == "truncated":
        return source if source[:15] == number else None
    return source if OSA.distance(number, source, score_cutoff=2) <= 2 else None


def _by_birth(number: str, state: str, birth: str) -> str | None:
    """The number with the column's birth date where that one change makes its check character right.

    The two dates may differ by one slip only: then chance agrees in one of eleven, and only where the column
    is itself one slip beside the truth.
    """
    digits = birth.replace("-", "")
    if state == "truncated" or not 17 <= len(number) <= 19 or digits in number:
        return None  # a slip outside the birth date has many possible repairs
    repaired = number[:6] + digits + number[-4:]
    return repaired if OSA.distance(number, repaired) == 1 and check_passes(repaired) else None


def _by_region(damaged: pd.Series, sound: pd.Series, as_of: date) -> pd.Series:
    """The numbers of which a slip in the region, which no sound number of the list bears, makes the check wrong.

    One digit of the first six may be another, or two neighbours among the first seven turned round; exactly one such
    number must bear a region of the county, pass the check and be a child's: chance does that once in eleven times.
    """
    regions = sound.str[:6].value_counts()
    county = {*regions.index[regions >= _OF_THE_COUNTY]}
    strange = damaged[damaged.str.match(WELL_FORMED) & ~damaged.str[:6].isin(regions.index)]
    found = {}
    for row, number in strange.items():
        swapped = {number[:at] + number[at + 1] + number[at] + number[at + 2 :] for at in range(6)}
        replaced = {region + number[6:] for region in county if Hamming.distance(region, number[:6]) == 1}
        fit = [each for each in swapped | replaced if each[:6] in county and check_passes(each)]
        if len(fit) == 1 and judge(fit, as_of)["state"].item() == "ok":
            found[row] = fit[0]
    return pd.Series(found, dtype="str")


def _birth_in(number: pd.Series, state: pd.Series, as_of: date) -> pd.Series:
    """The birth date in each number: of a masked one where a child's date is left to read (53992120160825****)."""
    whole = number.str.match(r"^[0-9]{15}([0-9]{2}[0-9X])?$")
    masked = state.eq("masked") & number.str.match(r"^[0-9]{14}")
    day = number[masked].str[6:14].astype("int64").to_numpy()
    masked[masked] = dates_exist(day, as_of) & (day // 10000 >= as_of.year - ADULT)
    digits = number.where(state.isin(states_allowing("birth")) & (whole | masked))
    return digits.str[6:10] + "-" + digits.str[10:12] + "-" + digits.str[12:14]


def _sex_in(number: pd.Series, state: pd.Series) -> pd.Series:
    digit = number.where(state.isin(states_allowing("sex")) & number.str.match(WELL_FORMED)).str[16]
    return digit.where(digit.isna(), "女").mask(digit.isin(list("13579")), "男")
