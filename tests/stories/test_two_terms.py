"""A second year on top of the first: last values beside this one's, a word on every child, a balance that closes."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd

from kcbx.sample import make
from tests.stories.county import Run, kcbx


@cache
def two_years() -> tuple[Path, Run, Run]:
    """The county's folder, last year's run and this year's."""
    folder = Path(mkdtemp(prefix="kcbx-years-")) / "两年"
    make(folder, children=1500, seed=11, history=True)
    first = kcbx("reconcile", folder / "上年" / "输入", "--out", folder / "上年结果", "--as-of", "2025-09-20")
    assert first.code == 0, first.stderr
    second = kcbx(
        *("reconcile", folder / "输入", "--out", folder / "今年结果", "--as-of", "2026-09-20"),
        *("--previous", folder / "上年结果", "--json"),
    )
    assert second.code == 0, second.stderr
    return folder, first, second


def test_every_list_is_taken_for_what_it_is() -> None:
    _, _, run = two_years()
    read = run.table("accounting")
    assert set(read.loc[read["source_file"].str.startswith("其他/"), "form"]) == {
        *("attendance", "disability", "low_income", "leave", "deferral", "out_of_county"),
        *("graduates", "intake_counts", "intake_list"),
    }
    assert set(read.loc[read["source_file"].str.startswith("摸底/"), "form"]) == {"census"}


def test_last_years_figures_stand_beside_this_years() -> None:
    _, first, second = two_years()
    key = ["indicator", "variant", "level", "unit_name"]
    before = first.table("indicators").query("level == 'county'").set_index(key)["value"]
    now = second.table("indicators").query("level == 'county'").set_index(key)["last"]
    pd.testing.assert_series_equal(now.rename("value"), before.reindex(now.index))


def test_the_retention_and_the_transition_of_the_truth() -> None:
    folder, _, run = two_years()
    truth = json.loads((folder / "真相" / "history.json").read_text(encoding="utf-8"))
    county = run.table("indicators").query("level == 'county'").set_index(["indicator", "variant"])["value"]
    macro = truth["nine_year_retention"]["macro"]["value"]
    assert abs(county["nine_year_retention", "default"] - macro) < 2
    assert abs(county["nine_year_retention", "track"] - truth["nine_year_retention"]["tracking"]["value"]) < 6


def test_what_became_of_every_pupil_adds_up() -> None:
    folder, _, _ = two_years()
    run = kcbx("compare", folder / "上年结果", folder / "今年结果", "--json")
    changes = pd.DataFrame(json.loads(run.stdout)["changes"])
    side = changes.groupby("side")["children"].sum()
    promoted = changes.set_index("change").loc["promoted", "children"]
    assert promoted > 0.8 * (side["stay"] + side["out"])
    assert run.code == 0


def test_nobody_on_the_attendance_list_is_called_absent() -> None:
    folder, _, run = two_years()
    truth = pd.read_parquet(folder / "真相" / "census_rows.parquet").merge(
        pd.read_parquet(folder / "真相" / "children.parquet"), on="person_id"
    )
    found = run.table("standings").merge(
        truth, left_on=["source_file", "source_sheet", "source_row"], right_on=["file", "sheet", "row"]
    )
    absent = found[found["standing"] == "not_attending"]
    assert (absent["state"] == "in_school").sum() <= 1
