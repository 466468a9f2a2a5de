"""Generated counties with known truth, read and cleaned once and kept for the next measurement."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from kcbx.config import Config
from kcbx.findings import Findings
from kcbx.intake import take_in
from kcbx.list_kinds import count_forms
from kcbx.people import gazetteer, people
from kcbx.sample.make import INPUTS, TRUTH, make

AS_OF = date(2026, 9, 20)
LISTS = ("census", "roll")


@dataclass(frozen=True)
class County:
    """People tables and raw rows of both lists, with the person and the errors made of every row."""

    level: str
    seed: int
    census: pd.DataFrame
    roll: pd.DataFrame
    raw: dict[str, pd.DataFrame]
    persons: dict[str, pd.Series]
    errors: dict[str, pd.Series]
    children: pd.DataFrame
    true_pairs: frozenset[tuple[str, str]]


def county(children: int, seed: int, level: str, keep: Path | None = None) -> County:
    """A generated county after intake and cleaning; taken from ``keep`` where it was made before."""
    return generated(
        f"{level}-{children}-{seed}",
        keep,
        lambda folder: make(folder, children=children, seed=seed, level=level, as_of=AS_OF),
        lambda folder: read_county(folder, level, seed),
    )


def generated(name: str, keep: Path | None, write: Callable[[Path], object], read: Callable[[Path], County]) -> County:
    """What ``read`` takes in of the folder that ``write`` fills; kept under ``name`` for the next time."""
    kept = keep / f"{name}.pickle" if keep else None
    if kept and kept.exists():
        found: County = pickle.loads(kept.read_bytes())
        return found
    with tempfile.TemporaryDirectory(prefix="kcbx-bench-") as folder:
        write(Path(folder) / "县")
        made = read(Path(folder) / "县")
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pickle.dumps(made))
    return made


def read_county(folder: Path, level: str, seed: int) -> County:
    """A county of sheets and truth in a folder, after intake and cleaning."""
    intake = take_in([folder / INPUTS])
    places = gazetteer(Config(), intake.rows["census"], intake.rows["roll"])
    tables = {
        form: people(form, intake.rows[form], places, Config(), AS_OF, Findings())
        for form in LISTS
        if form not in count_forms()
    }
    persons, errors = {}, {}
    for form, table in tables.items():
        truth = pd.read_parquet(folder / TRUTH / f"{form}_rows.parquet")
        place = _places(truth["file"], truth["sheet"], truth["row"])
        at = _places(table["source_file"], table["source_sheet"], table["source_row"])
        persons[form] = pd.Series(
            at.map(dict(zip(place, truth["person_id"], strict=True))).to_numpy(), table["record_id"]
        )
        errors[form] = pd.Series(at.map(dict(zip(place, truth["errors"], strict=True))).to_numpy(), table["record_id"])
    pairs = (
        persons["census"].rename_axis("census_id").rename("person").reset_index().dropna()
        .merge(persons["roll"].rename_axis("roll_id").rename("person").reset_index().dropna(), on="person")
    )  # fmt: skip
    return County(
        level=level,
        seed=seed,
        census=tables["census"],
        roll=tables["roll"],
        raw={form: intake.rows[form].assign(record_id=tables[form]["record_id"].to_numpy()) for form in LISTS},
        persons=persons,
        errors=errors,
        children=pd.read_parquet(folder / TRUTH / "children.parquet"),
        true_pairs=frozenset(zip(pairs["census_id"], pairs["roll_id"], strict=True)),
    )


def _places(files: pd.Series, sheets: pd.Series, rows: pd.Series) -> pd.Series:
    return files.astype("str") + "\t" + sheets.fillna("").astype("str") + "\t" + rows.astype("str")
