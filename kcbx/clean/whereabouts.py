"""Where the rows live: township, village and group by the gazetteer, and who is registered outside the county."""

from __future__ import annotations

import pandas as pd

from kcbx.clean.gazetteer import Gazetteer
from kcbx.clean.places import place_key, split_group, village_stem
from kcbx.clean.words import Rows, by_value, by_value_parts, first

#: What follows in an address tells the door, not the village; a village may have a number (3村, （3）村).
DOOR = (
    r"(?:[0-9０-９](?![0-9０-９]*[)）]?(?:村(?!民?小?组)|社区|嘎查))|第).*$"
    r"|[一二三四五六七八九十]+(组|社|队|号|巷|栋).*$"
)


def whereabouts(rows: Rows, places: Gazetteer, *, own_children: bool) -> pd.DataFrame:
    """Columns township, village, village_group, address, outside_county of a form's rows.

    ``own_children``: the form lists the county's own children (a census), so that an unknown place is kept as
    written; elsewhere it is null. Further columns: ``township_text``, written but not
    understood, even where the village tells the township; ``village_text``, written but not found; ``village_said``,
    written.
    """
    township_text = first(rows.said("township"), rows.said("township_hint"))
    village_text = villages_said(rows)
    address, residence = rows.said("address"), rows.said("residence")
    found = by_value(township_text, places.township)
    in_address = _in_addresses(address, places)
    township = first(found, in_address["township"].where(township_text.isna()))
    read = _villages(village_text, township, places)
    hinted = _villages(rows.said("village_hint").where(read["village"].isna()), township, places)
    hamlet = village_text.where(read["village"].isna() & hinted["village"].notna())
    village = first(read["village"], hinted["village"])
    township = first(township, read["township"], hinted["township"])
    for other in (in_address, _in_addresses(residence, places)):
        if not own_children:
            township = first(township, other["township"].where(township_text.isna()))
        village = first(village, other["village"].where((other["township"] == township) & village_text.isna()))
    unread_township = township_text.where(found.isna())
    unknown_township = township_text.where(township.isna())
    unknown_village = village_text.where(village.isna())
    if own_children:
        township = first(township, unknown_township)
        village = first(village, by_value(unknown_village, lambda text: split_group(text)[0]))
    tail = by_value(village_text, lambda text: split_group(text)[1])
    group = first(rows.said("village_group"), tail, hamlet)
    return pd.DataFrame(
        {
            "township": township,
            "village": village,
            "village_group": group,
            "address": first(address, residence),
            "outside_county": _outside(rows, in_address, places),
            "township_text": unread_township,
            "village_text": unknown_village,
            "village_said": village_text,
        }
    )


def villages_said(rows: Rows) -> pd.Series:
    """The village as its column says it, else as title, sheet or file do.

    A column that leaves out the ending (水口) is completed by the sheet (水口社区): 水口村 may be another village.
    """
    said, hint = rows.said("village"), rows.said("village_hint")
    asked = (said + "?" + hint).where(said != hint)

    def fuller(both: str) -> str | None:
        written, _, sheet = both.partition("?")
        (stem, kind), (own, kind_of_sheet) = (village_stem(place_key(each)) for each in (written, sheet))
        return sheet if stem == own and kind_of_sheet and not kind else None

    return first(by_value(asked, fuller), said, hint)


def _villages(text: pd.Series, township: pd.Series, places: Gazetteer) -> pd.DataFrame:
    """Village and township of texts that should name a village, within their townships where these are known."""

    def found(asked: str) -> tuple[str | None, str | None]:
        town, _, written = asked.partition("?")
        return places.village(written, town or None)

    asked = (township.fillna("") + "?" + text).where(text.notna())
    return by_value_parts(asked, found, {"village": "str", "township": "str"})


def _in_addresses(address: pd.Series, places: Gazetteer) -> pd.DataFrame:
    """Township, village and ``outside`` of free-text addresses; the door is cut off first, so few differ."""
    head = address.str.replace(DOOR, "", regex=True)

    def found(text: str) -> tuple[str | None, str | None, bool | None]:
        outside = places.outside(text) if text else None
        if outside or not text:
            return None, None, outside
        village, township = places.in_address(text)
        return township, village, outside

    return by_value_parts(head, found, {"township": "str", "village": "str", "outside": "boolean"})


def _outside(rows: Rows, in_address: pd.DataFrame, places: Gazetteer) -> pd.Series:
    """The region code decides; without one the address. The code inside an ID number proves nothing."""
    code = rows.said("region_code")
    digits = code.str.extract(r"^([0-9]{6})[0-9]{0,6}$", expand=False)
    by_code = (digits != places.county_code).astype("boolean").where(digits.notna()) if places.county_code else None
    by_name = by_value(code.where(digits.isna()), places.outside, "boolean")
    told = by_name if by_code is None else first(by_code, by_name)
    return first(told, in_address["outside"])
