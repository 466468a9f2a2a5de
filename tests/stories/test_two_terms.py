"""A second year on top of the first: last values beside this one's, a word on every child, a balance that closes."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd

from kcbx.app.results.reading import last_register_of, register_of
from kcbx.metrics.behind import rows_behind
from kcbx.metrics.counting import Counting
from kcbx.metrics.indicators import catalogue, variants
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


def test_behind_every_number_of_two_terms_stand_as_many_children() -> None:
    folder, _, run = two_years()
    county = run.table("indicators").query("level == 'county'").set_index(["indicator", "variant"])
    counting = Counting.of(register_of(run.out), last_register_of(run.out))
    checked = set()
    for variant in variants(catalogue()):
        figures = county.loc[(variant.indicator, variant.code)]
        for part in ("numerator", "denominator"):
            if pd.notna(figures["value"]) and pd.notna(figures[part]):
                behind = rows_behind(counting, variant, part)["people"].sum()
                assert round(behind) == figures[part], (variant.indicator, variant.code, part)
                checked.add(variant.needs[-1].partition(".")[0])
    assert {"roll", "previous", "intake_list"} <= checked
    assert folder.is_dir()


def test_a_number_of_two_terms_asks_for_last_terms_result(tmp_path: Path) -> None:
    _, first, second = two_years()
    number = ("--children", "dropout_rate", "--variant", "within_year")
    shown = kcbx("metrics", second.out, *number, "--json")
    assert shown.code == 0, shown.stderr
    moved, before = tmp_path / "本年", tmp_path / "上年"
    shutil.copytree(second.out, moved)
    shutil.copytree(first.out, before)
    lost = kcbx("metrics", moved, *number)
    assert (lost.code, "--previous" in lost.stderr) == (2, True)
    again = kcbx("metrics", moved, *number, "--previous", before, "--json")
    assert json.loads(again.stdout) == json.loads(shown.stdout)
    wrong = kcbx("metrics", moved, *number, "--previous", moved)
    assert (wrong.code, "不是这次核对所用的" in wrong.stderr) == (2, True)


def test_last_years_sheets_in_this_years_folder_change_nobody(tmp_path: Path) -> None:
    folder, _, run = two_years()
    inputs = tmp_path / "来表"
    shutil.copytree(folder / "输入", inputs)
    shutil.copytree(folder / "上年" / "输入", inputs / "上年")
    mixed = kcbx("reconcile", inputs, "--out", tmp_path / "结果", "--as-of", "2026-09-20")
    assert mixed.code == 0, mixed.stderr
    where = ["source_file", "source_sheet", "source_row"]
    before, now = (each.table("standings").set_index(where)["standing"] for each in (run, mixed))
    assert before.to_dict() == now.to_dict()
    accounting = mixed.table("accounting")
    last = accounting[accounting["source_file"].str.startswith("上年/")]
    assert len(last)
    assert (last["rows_read"] == last["rows_set_aside"]).all(), "every row of last year is set aside, and says so"
    told = mixed.table("findings")
    told = told[told["source_file"].str.startswith("上年/") & told["source_row"].isna()]
    assert set(told["source_file"]) == set(last["source_file"])
    listed = mixed.table("census").merge(mixed.table("standings").query("out_of_school_list")[where], on=where)
    assert listed["previous"].str.startswith("以前学籍在").any(), "a visitor reads where the child was last year"
    checked = kcbx("check", inputs, "--as-of", "2026-09-20")
    assert checked.code == 0, checked.stderr


def test_a_last_term_that_is_later_is_asked_back(tmp_path: Path) -> None:
    """The folders the wrong way round told of 703 pupils who repeat their grade."""
    folder, first, second = two_years()
    for words in (
        ("compare", second.out, first.out),
        ("metrics", first.out, "--previous", second.out),
        (
            "reconcile",
            folder / "上年" / "输入",
            "--out",
            tmp_path / "果",
            "--as-of",
            "2025-09-20",
            "--previous",
            second.out,
        ),
    ):
        done = kcbx(*words)
        assert (done.code, "还晚" in done.stderr) == (2, True), done.stderr
    assert not (tmp_path / "果").exists()
    assert kcbx("compare", second.out, second.out).code == 0, "two runs of one day may be compared"
