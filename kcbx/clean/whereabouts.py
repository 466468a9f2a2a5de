"""Where the rows live: township, village and group by the gazetteer, and who is registered outside the county."""

from __future__ import annotations

import pandas as pd

from kcbx.clean.gazetteer import Gazetteer
from kcbx.clean.places import split_group
from kcbx.clean.words import Rows, by_value, by_value_parts, said, tidy

#: What follows in an address tells the door, not the village.
_DOOR = r"[0-9０-９第].*$|[一二三四五六七八九十]+(组|社|队|号|巷|栋).*$"
_HINTED = ("township", "village")


def whereabouts(rows: Rows, places: Gazetteer, *, own_children: bool) -> pd.DataFrame:
    """Columns township, village, village_group, address, outside_county of a form's rows.

    ``own_children``: the form lists the county's own children (a census), so that an unknown place is kept as
    written; elsewhere it is null. Further columns ``township_text`` and ``village_text``: written but not found.
    """
    township_text, village_text = (said(rows[name]).fillna(said(rows[f"{name}_hint"])) for name in _HINTED)
    address, residence = said(rows["address"]), said(rows["residence"])
    found = by_value_parts(township_text, lambda text: (places.township(text),), {"township": "str"})["township"]
    in_address = _in_addresses(address, places)
    township = found.fillna(in_address["township"].where(township_text.isna()))
    asked = (township.fillna("") + "?" + village_text).where(village_text.notna())
    village = by_value_parts(
        asked,
        lambda text: places.village(text.partition("?")[2], text.partition("?")[0] or None),
        {"village": "str", "township": "str"},
    )
    township = township.fillna(village["township"])
    in_residence = _in_addresses(residence, places)
    for other in (in_address, in_residence):
        free = township.isna() & township_text.isna() if not own_children else township.isna() & False
        township = township.fillna(other["township"].where(free))
        same = other["township"] == township
        village["village"] = village["village"].fillna(other["village"].where(same & village_text.isna()))
    unknown_township, unknown_village = (
        township_text.where(township.isna()),
        village_text.where(village["village"].isna()),
    )
    if own_children:
        township = township.fillna(by_value(unknown_township, tidy))
        village["village"] = village["village"].fillna(
            by_value(unknown_village, lambda text: split_group(tidy(text))[0])
        )
    group = said(rows["village_group"]).fillna(by_value(said(rows["village"]), lambda text: split_group(tidy(text))[1]))
    return pd.DataFrame(
        {
            "township": township,
            "village": village["village"],
            "village_group": group,
            "address": address.fillna(residence),
            "outside_county": _outside(rows, in_address, places),
            "township_text": unknown_township,
            "village_text": unknown_village,
        }
    )


def _in_addresses(address: pd.Series, places: Gazetteer) -> pd.DataFrame:
    """Township, village and ``outside`` of free-text addresses; the door is cut off first, so few differ."""
    head = address.str.replace(_DOOR, "", regex=True)

    def found(text: str) -> tuple[str | None, str | None, bool | None]:
        outside = places.outside(text) if text else None
        if outside or not text:
            return None, None, outside
        village, township = places.in_address(text)
        return township, village, outside

    return by_value_parts(head, found, {"township": "str", "village": "str", "outside": "boolean"})


def _outside(rows: Rows, in_address: pd.DataFrame, places: Gazetteer) -> pd.Series:
    """The region code decides; without one the address. The code inside an ID number proves nothing."""
    code = said(rows["region_code"])
    digits = code.str.extract(r"^([0-9]{6})[0-9]{0,6}$", expand=False)
    by_code = (digits != places.county_code).astype("boolean").where(digits.notna()) if places.county_code else None
    by_name = by_value(code.where(digits.isna()), places.outside, "boolean")
    told = by_name if by_code is None else by_code.fillna(by_name)
    return told.fillna(in_address["outside"])
