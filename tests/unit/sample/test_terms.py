"""A county that goes on: the same children a year older, other lists every term, the same bytes every time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from kcbx.errors import UsageError
from kcbx.records import file_digest
from kcbx.sample.terms import Story, make_term

STORY = Story(children=150, seed=3, level="ordinary", layout="county", begun=date(2025, 9, 20))
TERMS = {"2025秋": date(2025, 9, 20), "2026春": date(2026, 3, 1), "2026秋": date(2026, 9, 20)}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("terms")
    for name, day in TERMS.items():
        make_term(STORY, day, folder / name / "来表", folder / name / "真相")
    return folder


def children(county: Path, term: str) -> pd.DataFrame:
    return pd.read_parquet(county / term / "真相" / "children.parquet").set_index("person_id")


def test_the_children_are_the_same_and_a_year_older(county: Path) -> None:
    first, spring, second = (children(county, term) for term in TERMS)
    assert list(first.index) == list(spring.index) == list(second.index)
    assert (first["birth_date"] == second["birth_date"]).all()
    assert (first["grade_due"] + 1 == second["grade_due"]).all()
    assert (first["state"] == spring["state"]).all()
    assert (first["state"] != second["state"]).any()


def test_every_term_has_lists_of_its_own(county: Path) -> None:
    digests = {
        term: {file_digest(path) for path in (county / term / "来表").rglob("*") if path.is_file()} for term in TERMS
    }
    assert all(len(each) > 5 for each in digests.values())
    assert not digests["2025秋"] & digests["2026秋"]
    assert not digests["2026春"] & digests["2026秋"]


def test_the_same_day_gives_the_same_bytes(county: Path, tmp_path: Path) -> None:
    make_term(STORY, TERMS["2026秋"], tmp_path / "来表", tmp_path / "真相")
    sheets = [path for path in (tmp_path / "来表").rglob("*") if path.is_file()]
    assert sheets
    for path in sheets:
        assert path.read_bytes() == (county / "2026秋" / path.relative_to(tmp_path)).read_bytes(), path.name


@pytest.mark.parametrize("day", [date(2025, 9, 19), date(2027, 9, 1)])
def test_a_day_outside_the_story_is_refused(day: date, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        make_term(STORY, day, tmp_path / "来表", tmp_path / "真相")
