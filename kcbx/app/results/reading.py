"""A result folder read back: the register it was written from, for measuring, explaining and comparing."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from kcbx.app.results.folder import read_table, run_of
from kcbx.app.results.tables import OTHER
from kcbx.cohorts import SchoolAges
from kcbx.errors import Problem, UsageError
from kcbx.fields import columns
from kcbx.file_names import RUN_FILE
from kcbx.records import file_digest
from kcbx.register import Place, Register

#: Columns that only the written tables have, under the names of the contract.
_CONTRACT_ONLY = ("census_id", "declared_school", "declared_status")
#: Columns of the roll that an older result does not have yet.
_LATER = ("second_version", "uncalled")


def place_of(run: Mapping[str, Any]) -> Place:
    """The county and the moment of a run."""
    said = dict(run["place"])
    return Place(
        **{
            **said,
            "ages": SchoolAges(**said["ages"]),
            "as_of": date.fromisoformat(said["as_of"]),
            "deadline": date.fromisoformat(said["deadline"]),
        }
    )


def register_of(folder: Path) -> Register:
    """The register a result folder was written from. Raises UsageError where ``folder`` is no result of kcbx."""
    run = run_of(folder)
    others = sorted((folder / "tables").glob(f"{OTHER}*.parquet"))
    roll = read_table(folder, "roll").drop(columns=["roll_id"])
    return Register(
        place=place_of(run),
        census=_people(read_table(folder, "census").drop(columns=list(_CONTRACT_ONLY))),
        roll=_people(roll.assign(**{name: roll[name].fillna(False) for name in _LATER})),
        links=read_table(folder, "links"),
        conflicts=read_table(folder, "conflicts"),
        others={path.stem.removeprefix(OTHER): read_table(folder, path.stem) for path in others},
        accounting=read_table(folder, "accounting"),
        findings=read_table(folder, "findings"),
        sheets=read_table(folder, "sheets"),
    )


def require_earlier(folder: Path, as_of: date) -> None:
    """Raise UsageError where a result given as last term's is later than this one, or no result of kcbx."""
    day = place_of(run_of(folder)).as_of
    if day > as_of:
        what = f"上学期的结果（{day}）比这一次（{as_of}）还晚"
        raise UsageError(Problem(what, str(folder), advice="检查是不是写反了、写错了文件夹"))


def last_term(folder: Path | None, out: Path) -> Mapping[str, str] | None:
    """What ``run.json`` of a result at ``out`` keeps of last term's result: where it lay from there, which it was."""
    if folder is None:
        return None
    try:
        way = Path(os.path.relpath(folder.absolute(), out.absolute()))
    except ValueError:  # on another drive
        way = folder.absolute()
    return {"folder": way.as_posix(), "record": file_digest(folder / RUN_FILE)}


def last_register_of(folder: Path, named: Path | None = None) -> Register | None:
    """Last term's register as a result folder was measured with it; None where there was none, or it is gone.

    ``named``: where it lies now. Raises UsageError where that is another one than was used.
    """
    said = run_of(folder).get("previous")
    if said is None:
        return None
    place = named or folder / said["folder"]
    record = place / RUN_FILE
    same = record.is_file() and file_digest(record) == said["record"]
    if named is not None and not same:
        raise UsageError(
            Problem("不是这次核对所用的上学期结果", str(named), "核对时 --previous 的那个文件夹", "用原来的结果文件夹")
        )
    if not same:
        return None
    known = read_table(folder, "known_as").set_index("child_id_before")["child_id"]
    return replace(register_of(place), known_as=known)


def _people(rows: pd.DataFrame) -> pd.DataFrame:
    """A list of the register with its columns in the order they were made in: people first."""
    first = [name if name != "reason" else "declared_reason" for name in columns("people")]
    return rows[[*first, *(name for name in rows.columns if name not in first)]]
