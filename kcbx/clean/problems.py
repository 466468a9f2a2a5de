"""Findings of the cleaned rows: every value that was changed, doubted or not understood, at its place.

Only rows with a problem are walked through; texts of findings are data (``schemas/findings/clean.toml``).
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from kcbx.clean.gazetteer import Gazetteer
from kcbx.clean.words import Rows, mask
from kcbx.fields import fields
from kcbx.findings import Finding, Findings, Source
from kcbx.reliable import id_states, states_allowing, usable_ids

#: Finding of an ID state; states that are sound have none.
_OF_STATE = {
    "truncated": "id_truncated",
    "bad_check": "id_check",
    "bad_length": "id_length",
    "bad_date": "id_date",
    "masked": "id_unreadable",
    "bad_character": "id_unreadable",
    "scientific": "id_unreadable",
    "not_childs": "id_not_childs",
    "legacy15": "id_not_childs",
    "birth_typed": "id_not_id",
    "temporary": "id_not_id",
    "other_document": "id_not_id",
    "placeholder": "id_placeholder",
    "repaired": "id_repaired",
    "swapped": "id_swapped",
    "derived": "id_derived",
}
_OF_FAULT = {
    "unreadable": "birth_unreadable",
    "impossible": "birth_impossible",
    "swapped": "birth_impossible",
    "implausible": "birth_implausible",
}
#: Only a change of characters is worth a note; spaces, apostrophes and a small x are not.
_HARMLESS = r"^['`’‘\s]*[0-9\s]{17,}[0-9Xx]\s*$"
_ADULT = 26
#: What stands in no name: a formula's or an address's characters, a sign before it.
_SYMBOLS = r"^\s*[-+@]|[=<>{}\"#$%^|\\]"


class Reporter:
    """Adds findings for the rows of one form."""

    def __init__(self, rows: pd.DataFrame, findings: Findings) -> None:
        self.places = rows[["source_file", "source_sheet", "source_row"]]
        self._findings = findings

    def sheets(self) -> pd.Series:
        """File and sheet of each row, as one text."""
        return Rows(self.places).sheet

    def add(
        self,
        code: str,
        field: str,
        where: pd.Series,
        /,
        **columns: pd.Series,
    ) -> None:
        """One finding a row of ``where``; the message is filled from ``columns`` at the row."""
        rows = mask(where)
        if not rows.any():
            return
        label = fields()[field].label
        index = where.index[rows]
        filled = [column[index].tolist() for column in columns.values()]
        places = self.places.loc[index]
        for file, sheet, row, *told in zip(
            places["source_file"].fillna(""),
            places["source_sheet"].fillna(""),
            places["source_row"],
            *filled,
            strict=True,
        ):
            self._findings.extend(
                [Finding(code, Source(str(file), str(sheet), int(row)), label, dict(zip(columns, told, strict=True)))]
            )


def report_ids(reporter: Reporter, raw: pd.Series, people: pd.DataFrame, how: pd.Series) -> None:
    """Findings of ID numbers: by state, and where two sources hold two valid numbers."""
    reporter.add("id_missing", "id_number", people["id_state"] == "empty")
    harmless = raw.str.match(_HARMLESS) & (people["id_state"] == "fixed")
    doubted = people["id_state"].isin([*_OF_STATE, "fixed"]) & ~harmless
    two = people["id_number_alt"].notna() & people["id_state"].isin(["ok", "fixed"])
    reporter.add("id_sources_differ", "id_number", two, raw=people["id_number"], read=people["id_number_alt"])
    rows = people.index[doubted]
    shown = raw[rows].fillna("")
    values = {
        "raw": shown,
        "read": people.loc[rows, "id_number"].fillna(""),
        "how": how[rows].fillna(""),
        "state": people.loc[rows, "id_state"].map({code: each.label for code, each in id_states().items()}),
        "length": shown.str.replace(r"\s", "", regex=True).str.len(),
    }
    codes = people.loc[rows, "id_state"].map({**_OF_STATE, "fixed": "id_fixed"})
    for code in sorted(codes.unique()):
        reporter.add(code, "id_number", codes == code, **values)


def report_births(
    reporter: Reporter, raw: pd.Series, read: pd.DataFrame, births: pd.DataFrame, people: pd.DataFrame, as_of: date
) -> None:
    """Findings of birth dates: unreadable, impossible, against the ID, missing, an adult's."""
    for fault, code in _OF_FAULT.items():
        reporter.add(code, "birth_date", read["fault"] == fault, raw=raw.fillna(""), read=read["birth"].fillna(""))
    sure = people["id_state"].isin([*states_allowing("usable"), "truncated"])
    reporter.add(
        "birth_against_id",
        "birth_date",
        births["disagrees"] & sure,
        birth=births["birth_date"],
        read=people["id_birth"],
    )
    reporter.add("birth_missing", "birth_date", births["birth_date"].isna() & (raw.isna() | read["fault"].isna()))
    adult = (births["birth_date"].str[:4] <= str(as_of.year - _ADULT)).fillna(False).astype(bool)
    year = births["birth_date"].where(adult).str[:4].fillna("0").astype("int64")
    reporter.add("birth_adult", "birth_date", adult, birth=births["birth_date"], age=as_of.year - year)


def report_persons(reporter: Reporter, raw_name: pd.Series, raw_sex: pd.Series, people: pd.DataFrame) -> None:
    """Findings of names and sexes."""
    reporter.add("name_missing", "name", people["name"].isna())
    reporter.add(
        "name_damaged", "name", people["name_key"].str.contains("?", regex=False).fillna(False), raw=people["name"]
    )
    symbols = raw_name.str.contains(_SYMBOLS, regex=True).fillna(False) & people["name"].notna()
    reporter.add("name_symbols", "name", symbols, raw=raw_name)
    reporter.add("sex_unreadable", "sex", raw_sex.notna() & people["sex"].isna(), raw=raw_sex)
    sure = usable_ids(people)
    differ = sure & people["sex"].notna() & people["id_sex"].notna() & (people["sex"] != people["id_sex"])
    reporter.add("sex_against_id", "sex", differ, raw=people["sex"], read=people["id_sex"])


def report_places(reporter: Reporter, found: pd.DataFrame, places: Gazetteer) -> None:
    """Findings of townships and villages that the gazetteer does not know, with what they may be."""
    for name in ("township", "village"):
        text = found[f"{name}_text"]
        town = found["township"].fillna("") if name == "village" else pd.Series("", index=text.index)
        asked = (text + "?" + town).where(text.notna())
        near = asked.map({each: _near(str(each), places) for each in asked.dropna().unique()})
        reporter.add(f"{name}_unknown", name, text.notna(), raw=text, near=near)
    rare = found["village"].where(found["village_text"].isna()) + "?" + found["township"]
    counts = rare.value_counts()
    lonely = {each: _commoner(str(each), places, counts) for each in counts.index[counts <= 2]}
    near = rare.map({each: f"，是否为{other}" for each, other in lonely.items() if other})
    reporter.add("village_rare", "village", near.notna(), raw=found["village"], near=near)
    said = found["village_said"].fillna("") + "?" + found["township"].fillna("")
    once = ~pd.DataFrame({"sheet": reporter.sheets(), "said": said}).duplicated()
    for sure, code in ((True, "village_former"), (False, "village_former_maybe")):
        now = said.map({each: places.former_name(*each.rsplit("?", 1), sure=sure) for each in said.unique()})
        reporter.add(code, "village", now.notna() & once, raw=found["village_said"], now=now)


def _commoner(asked: str, places: Gazetteer, counts: pd.Series) -> str | None:
    """The village that a rare one (place?township) may be meant for, if more rows of the list are from there."""
    text, _, township = asked.rpartition("?")
    other = places.near(text, township or None)
    return other if other and counts.get(f"{other}?{township}", 0) > counts[asked] else None


def report_without_village(reporter: Reporter, village: pd.Series) -> None:
    """Findings of a census: rows of no village on a sheet where others name one; a sheet without any is one finding."""
    some = village.notna().groupby(reporter.sheets()).transform("any")
    reporter.add("village_missing", "village", village.isna() & some)


def _near(asked: str, places: Gazetteer) -> str:
    """What a place may be meant for, as the end of a sentence; ``asked`` is place?township."""
    text, _, township = asked.rpartition("?")
    if len(namesakes := places.namesakes(text, township or None)) > 1:
        return f"：是{'还是'.join(namesakes)}"
    suggestion = places.near(text, township or None)
    return f"，是否为{suggestion}" if suggestion and suggestion != text else ""
