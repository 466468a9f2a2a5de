"""What the sheets already in a folder tell of a county: its name, townships, villages and schools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kcbx import config as configuration
from kcbx.definitions import schema
from kcbx.errors import InputUnreadable
from kcbx.terminal import Terminal

if TYPE_CHECKING:
    import pandas as pd

    from kcbx.people import Gazetteer


@dataclass(frozen=True)
class Places:
    """What the sheets in the folder tell: the county, villages by township, township by school; what to confirm.

    ``sheets``: the files that were recognised, as seen from the folder.
    """

    county: str = ""
    code: str = ""
    villages: Mapping[str, Sequence[str]] = field(default_factory=dict)
    schools: Mapping[str, str] = field(default_factory=dict)
    unsure: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sheets: Sequence[Path] = ()


def find_places(folder: Path, terminal: Terminal) -> Places:
    """Townships, villages and schools of the sheets under a folder; nothing where there are none."""
    from kcbx.fields import empty  # noqa: PLC0415
    from kcbx.intake import take_in  # noqa: PLC0415
    from kcbx.intake.sources import input_files  # noqa: PLC0415
    from kcbx.people import gazetteer  # noqa: PLC0415

    if not input_files([folder], {}):
        return Places()
    try:
        with terminal.stage("找乡镇、村、学校", counted=True) as advance:
            intake = take_in([folder], partial=True, progress=lambda _, done, total: advance(done, total))
    except InputUnreadable:
        return Places()
    census, roll = (intake.rows.get(form, empty("people")) for form in ("census", "roll"))
    known = gazetteer(configuration.Config(), census, roll)
    counts = _counts(census, known)
    sure = schema("init")["sure_from"]
    villages: dict[str, list[str]] = {}
    unsure: dict[str, list[str]] = {}
    for name in sorted(set(known.townships.values())):
        of_township = {village: count for (town, village), count in counts.items() if town == name}
        if sum(of_township.values()) < sure:
            unsure.setdefault("", []).append(name)
            continue
        villages[name] = sorted(village for village, count in of_township.items() if village and count >= sure)
        doubtful = sorted(village for village, count in of_township.items() if village and count < sure)
        if doubtful:
            unsure[name] = doubtful
    schools = {school.name: school.township or "" for school in known.schools.values()}
    files = [Path(name) for name in sorted(set(intake.sheets.loc[intake.sheets["form"].ne(""), "source_file"]))]
    return Places(known.county, known.county_code, villages, dict(sorted(schools.items())), unsure, files)


def _counts(census: pd.DataFrame, known: Gazetteer) -> Mapping[tuple[str, str], int]:
    """Census rows by township and village ("" where the village is not known); an address tells them where nothing
    else does."""
    if census.empty:
        return {}
    from kcbx.clean.whereabouts import DOOR  # noqa: PLC0415

    said = census.assign(
        town=census["township"].fillna(census["township_hint"]),
        text=census["village"].fillna(census["village_hint"]),
        home=lambda rows: rows["address"].where(rows["text"].isna()).str.replace(DOOR, "", regex=True),
    )[["town", "text", "home"]]
    counts: dict[tuple[str, str], int] = {}
    for town, text, address, count in said.fillna("").value_counts().reset_index().itertuples(index=False, name=None):
        township = known.township(town) if town else None
        village, named = known.village(text, township) if text else known.in_address(address)
        if home := (township or named) if text else (named or township):
            place = (home, village or "")
            counts[place] = counts.get(place, 0) + int(count)
    return counts
