"""The measuring itself: perfect links leave no difference, peers keep to their rules, a missed bar is marked."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from bench import floor, report, second_county
from bench.counties import County
from bench.peers import exact_rules, lookup
from bench.perfect import compare_standings, stand, true_linkage
from bench.vlookup_script import read


@pytest.fixture(scope="module")
def made() -> County:
    return second_county.county(400, 5, "ordinary")


def test_perfect_links_differ_from_perfect_links_in_nothing(made: County) -> None:
    figures = compare_standings(made, true_linkage(made))
    assert figures["net enrolment, points off"] == 0
    assert figures["named, on a roll"] == 0
    assert figures["truly out, shown"] <= figures["truly out"]


def test_children_on_no_roll_are_never_in_school_by_perfect_links(made: County) -> None:
    standings = stand(made, true_linkage(made))
    rolled = made.children.set_index("person_id")["on_any_roll"]
    nowhere = ~standings["person"].map(rolled).astype(bool)
    assert nowhere.any()
    assert "in_school" not in set(standings.loc[nowhere, "standing"])


def test_lookups_and_rules_accept_equality_and_ask_nobody(made: County) -> None:
    census, roll = made.census.set_index("record_id"), made.roll.set_index("record_id")
    for way in (lookup, exact_rules):
        accepted, review = way(made)
        assert not review
        assert len(accepted & made.true_pairs) > 0.9 * len(made.true_pairs)
        for one, other in sorted(accepted)[:200]:
            same_id = census.loc[one, "id_number"] == roll.loc[other, "id_number"]
            assert same_id or census.loc[one, "birth_date"] == roll.loc[other, "birth_date"]


def test_a_bar_that_is_missed_is_marked(tmp_path: Path) -> None:
    good = {"model": "first", "level": "bad", "seed": 1, "way": "kcbx", "precision": 1.0, "recall with review": 0.99,
            "out found": 1.0, "suspects right": 1.0, "review share": 0.03, "blocking recall": 1.0, "accepted": 10,
            "wrong": 0, "missed": 0, "truly out": 1, "truly out, shown": 1, "named": 1, "named, on a roll": 0,
            "net enrolment, points off": 0.0, "the same, review settled": 0.0}  # fmt: skip
    pd.DataFrame([good]).to_csv(tmp_path / "figures.csv", index=False)
    lines = {line.split(" | ")[0].strip("| "): line for line in report.accuracy(tmp_path).splitlines()}
    assert "√" in lines["precision of accepted links"]
    assert "×" in lines["recall, accepted + review"]
    assert "×" in lines["review pairs per child"]


def test_the_floor_writes_the_cells_it_read(tmp_path: Path) -> None:
    source = tmp_path / "甲.xlsx"
    with xlsxwriter.Workbook(source) as book:
        page = book.add_worksheet("名单")
        page.write_row(1, 1, ["王一", 3.5, "539951201503080011"])
    sheets = floor.cells_of(source)
    floor.write(tmp_path / "乙.xlsx", sheets)
    assert floor.cells_of(tmp_path / "乙.xlsx") == sheets


def test_the_script_finds_its_headings_below_a_title(tmp_path: Path) -> None:
    second_county.make(tmp_path / "县", children=120, seed=5, level="ordinary")
    rows = pd.read_parquet(tmp_path / "县" / "真相" / "census_rows.parquet")
    census = read(tmp_path / "县" / "输入" / "摸底")
    assert len(census.dropna(subset=["name"])) >= len(rows)
