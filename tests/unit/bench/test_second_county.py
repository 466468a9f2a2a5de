"""The second county: what is written is read back at its place, and only the level makes it worse."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

import pandas as pd
import pytest

from bench import second_county
from bench.second import accidents, hand
from bench.second.books import written
from bench.second.entries import Entry
from bench.second.people import Household, Person
from bench.second.rates import RATES
from kcbx.intake import take_in
from kcbx.sample.make import INPUTS, TRUTH

CHILDREN, SEED = 400, 5


@pytest.fixture(scope="module")
def counties(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folders = {level: tmp_path_factory.mktemp(level) / "县" for level in second_county.LEVELS}
    for level, folder in folders.items():
        second_county.make(folder, children=CHILDREN, seed=SEED, level=level)
    return folders


def truth(folder: Path, table: str) -> pd.DataFrame:
    return pd.read_parquet(folder / TRUTH / f"{table}.parquet")


@pytest.mark.parametrize("form", ["census", "roll"])
def test_every_row_of_the_truth_is_read_where_it_says(counties: dict[str, Path], form: str) -> None:
    rows = take_in([counties["bad"] / INPUTS]).rows[form]
    places = ["source_file", "source_sheet", "source_row"]
    read = set(rows[places].itertuples(index=False, name=None))
    told = set(truth(counties["bad"], f"{form}_rows")[["file", "sheet", "row"]].itertuples(index=False, name=None))
    assert told
    assert told <= read


def test_the_same_seed_gives_the_same_county(counties: dict[str, Path], tmp_path: Path) -> None:
    second_county.make(tmp_path / "县", children=CHILDREN, seed=SEED, level="bad")
    for table in ("children", "census_rows", "roll_rows", "links"):
        pd.testing.assert_frame_equal(truth(counties["bad"], table), truth(tmp_path / "县", table))


def test_the_level_changes_errors_and_not_people(counties: dict[str, Path]) -> None:
    same = [truth(folder, "children")[["person_id", "state", "grade_due"]] for folder in counties.values()]
    pd.testing.assert_frame_equal(*same)
    spoiled = {
        level: truth(folder, "census_rows")["errors"].str.contains("id[.]|name[.]").mean()
        for level, folder in counties.items()
    }
    assert 0 < spoiled["ordinary"] < spoiled["bad"] / 1.5


def test_children_out_of_school_are_on_no_attending_roll_unless_on_paper(counties: dict[str, Path]) -> None:
    children = truth(counties["ordinary"], "children")
    out = children[children["truly_out_of_school"]]
    assert len(out) > 0
    assert set(out.loc[out["on_attending_roll"], "state"]) <= {"paper"}


def test_a_wrong_candidate_sounds_the_same() -> None:
    typist = hand.Typist(slip=0.0, pick=1.0, checks=1.0, rng=Random(1))
    typed, what = typist.characters("梓涵")
    assert what == "wrong_candidate"
    assert typed != "梓涵"
    assert [hand.sound(each) for each in typed] == [hand.sound(each) for each in "梓涵"]


def test_a_wrong_length_is_typed_again_by_whoever_looks() -> None:
    careful = hand.Typist(slip=0.5, pick=0.0, checks=1.0, rng=Random(1))
    careless = hand.Typist(slip=0.5, pick=0.0, checks=0.0, rng=Random(1))
    number = "539951201503080011"
    wrong = [sum(len(hands.digits(number)[0]) != 18 for _ in range(300)) for hands in (careful, careless)]
    assert wrong[0] < wrong[1]


@pytest.mark.parametrize(
    ("dates", "shown"),
    [("eight", 20151005), ("dots", "2015.10.5"), ("month", 2015.1), ("chinese", "2015年10月5日")],
)
def test_october_as_a_number_looks_like_january(dates: str, shown: object) -> None:
    assert written("2015-10-05", dates) == shown


def test_a_day_that_is_none_is_written_as_it_came() -> None:
    assert written("2015-02-30", "cell") == "2015-02-30"


def test_fifteen_digits_keep_what_excel_keeps() -> None:
    household = Household(1, None, 1, {}, {}, {}, {})
    person = Person("S1", household, "王一", "男", date(2015, 3, 8), "539951201503080011", 5)
    rates = RATES["bad"]
    entries = [Entry(person, {"id": number}) for number in ("539951201503080011", "53995120150308002X")]
    certain = type(rates)(**dict.fromkeys(rates.__slots__, 0.0) | {"sheet_numeric": 1.0})
    accidents.strike(entries, certain, Random(1))
    assert [entry.cells["id"] for entry in entries] == [539951201503080000.0, "53995120150308002X"]
    assert [entry.happened for entry in entries] == [["id.fifteen_digits"], []]
