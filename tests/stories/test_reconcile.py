"""The main job, told from the outside: a folder of sheets goes in, a result folder comes out."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from kcbx.app.results.reading import register_of
from kcbx.definitions import roll_standings, standings
from kcbx.fields import columns
from kcbx.workbook.school_lists import lists_by_school
from kcbx.workbook.township_lists import lists_by_township
from parts.result_tables import documented
from tests.stories.county import Run, county, kcbx, reconciled

LAYOUTS = ["township", "village", "county", "mixed"]
LEVELS = ["clean", "ordinary", "bad", "transliterated"]
#: Tables that every run writes.
TABLES = ["census", "roll", "links", "standings", "roll_standings", "findings", "indicators", "accounting"]


@pytest.mark.parametrize(("level", "layout"), [*(("ordinary", layout) for layout in LAYOUTS), ("bad", "mixed")])
def test_every_row_has_one_place_and_the_sums_close(level: str, layout: str) -> None:
    run = reconciled(level, layout)
    assert run.code == 0, run.stderr
    accounting = run.table("accounting")
    ends = accounting[["rows_used", "rows_merged", "rows_set_aside", "rows_review"]].sum(axis=1)
    assert (accounting["rows_read"] == ends).all()
    for form, table, codes in (("census", "standings", standings()), ("roll", "roll_standings", roll_standings())):
        placed = run.table(table)
        assert set(placed["standing"]) <= set(codes)
        read = accounting[accounting["form"] == form]
        assert len(placed) == read["rows_read"].sum() - read["rows_set_aside"].sum()
        assert placed[f"{form}_id"].is_unique


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_written_row_is_found_where_it_stands(layout: str) -> None:
    run = reconciled("ordinary", layout)
    truth = pd.read_parquet(county("ordinary", layout) / "真相" / "census_rows.parquet")
    read = run.table("census")
    places = {("source_file", "source_sheet", "source_row"): read, ("file", "sheet", "row"): truth}
    found, written = (
        set(map(tuple, frame[list(names)].itertuples(index=False, name=None))) for names, frame in places.items()
    )
    assert found == written


def test_the_tables_keep_the_contract() -> None:
    run = reconciled()
    for name in TABLES:
        frame = run.table(name)
        assert list(columns(name)) == list(frame.columns)[: len(columns(name))]


def test_every_column_of_every_table_is_documented() -> None:
    for path in sorted((reconciled().out / "tables").glob("*.parquet")):
        assert set(pd.read_parquet(path).columns) == documented(path.stem), f"{path.name}: see schemas/tables.toml"


def test_nothing_personal_is_on_the_terminal() -> None:
    run = reconciled("bad", "mixed")
    spoken = run.stdout + run.stderr + (run.out / "run.json").read_text(encoding="utf-8")
    for table in ("census", "roll"):
        people = run.table(table)
        secrets = pd.concat([people["name"], people["id_number"]]).dropna().unique()
        assert [text for text in secrets if len(text) >= 2 and text in spoken] == []


def test_the_summary_closes_and_says_what_to_open() -> None:
    run = reconciled()
    summary = json.loads(run.stdout)
    assert summary["schema"] == 1
    assert summary["to_verify"] == sum(summary["to_verify_by_township"].values())
    assert sum(summary["standings"].values()) == len(run.table("standings"))
    for path in summary["open_next"]:
        assert Path(path).is_file() or any(Path(path).iterdir())
        assert Path(path).name in run.stderr


def test_the_record_tells_what_the_result_was_made_from(tmp_path: Path) -> None:
    settings = tmp_path / "kcbx.toml"
    settings.write_text('[county]\nname = "白云县"\n', encoding="utf-8")
    run = kcbx("reconcile", county() / "输入", "--out", tmp_path / "结果", "--config", settings)
    assert run.code == 0
    record = json.loads((tmp_path / "结果" / "run.json").read_text(encoding="utf-8"))
    assert record["config"] == hashlib.sha256(settings.read_bytes()).hexdigest()
    assert {"python", "duckdb", "splink"} <= set(record["versions"])
    assert all(len(digest) == 64 for part in ("inputs", "schemas", "outputs") for digest in record[part].values())


def test_a_county_with_nobody_to_verify_is_told_in_one_line_and_names_no_empty_folder(tmp_path: Path) -> None:
    head = "乡镇,村,姓名,性别,出生日期,身份证号,就读学校"
    child = "云岭乡,白云村,王小朵,女,2017-03-05,539901201703050023,云岭乡中心小学"
    pupil = "云岭乡中心小学,三年级,王小朵,女,2017-03-05,539901201703050023"
    (tmp_path / "来表").mkdir()
    (tmp_path / "来表" / "云岭乡摸底表.csv").write_text(f"{head}\n{child}\n", encoding="utf-8")
    (tmp_path / "来表" / "学生花名册.csv").write_text(
        f"学校名称,年级,姓名,性别,出生日期,身份证件号\n{pupil}\n", encoding="utf-8"
    )
    run = kcbx("reconcile", tmp_path / "来表", "--out", tmp_path / "结果", "--as-of", "2026-09-20")
    assert run.code == 0
    told = run.stderr.splitlines()
    assert told[told.index("待入户核实 0 人（七类合计，不等于失学人数）") + 1] == ""
    assert "全县汇总.xlsx" in told[-1] or "学校" in told[-1]
    assert not any(line.strip().endswith(("/乡镇", "\\乡镇")) for line in told)


def test_running_twice_gives_the_same_workbooks_byte_for_byte(tmp_path: Path) -> None:
    first = reconciled()
    again = kcbx("reconcile", county() / "输入", "--out", tmp_path / "again", "--as-of", "2026-09-20")
    assert books(first.out) == books(again.out)


def books(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*.xlsx"))}


def test_a_second_run_refuses_an_existing_result() -> None:
    run = reconciled()
    again = kcbx("reconcile", county() / "输入", "--out", run.out)
    assert again.code == 2
    assert "--overwrite" in again.stderr


def test_dry_run_shows_every_sheet_and_writes_nothing(tmp_path: Path) -> None:
    run = kcbx("reconcile", county("ordinary", "mixed") / "输入", "--dry-run", "--out", tmp_path / "nothing")
    assert run.code == 0, run.stderr
    for row in reconciled("ordinary", "mixed").table("accounting").itertuples():
        assert str(row.source_file) in run.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_sheets_is_exit_12(tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    run = kcbx("reconcile", tmp_path / "空", "--out", tmp_path / "结果")
    assert run.code == 12
    assert "Traceback" not in run.stderr
    assert not (tmp_path / "结果").exists()


def test_a_missing_path_is_exit_2(tmp_path: Path) -> None:
    run = kcbx("reconcile", tmp_path / "没有", "--out", tmp_path / "结果")
    assert (run.code, (tmp_path / "结果").exists()) == (2, False)


@pytest.mark.parametrize(
    "spoilt", [b"PK\x03\x04 truncated", "一份改了名的通知".encode()], ids=["truncated", "no_table"]
)
def test_an_unreadable_file_is_left_out_loudly_or_refused(tmp_path: Path, spoilt: bytes) -> None:
    folder = tmp_path / "来表"
    shutil.copytree(county() / "输入", folder)
    (folder / "坏.xlsx").write_bytes(spoilt)
    loud = kcbx("reconcile", folder, "--out", tmp_path / "一", "--as-of", "2026-09-20")
    assert loud.code == 0, loud.stderr
    assert "坏.xlsx" in loud.stderr
    strict = kcbx("reconcile", folder, "--out", tmp_path / "二", "--strict")
    assert (strict.code, (tmp_path / "二").exists()) == (11, False)


def test_a_console_that_is_not_utf8_gets_question_marks_not_a_traceback() -> None:
    run: Run = kcbx("reconcile", "没有", "--out", "结果", env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert run.code == 2
    assert "Traceback" not in run.stderr


def test_roles_named_explicitly_give_the_same_result(tmp_path: Path) -> None:
    first, folder = reconciled(), county() / "输入"
    run = kcbx(
        *("reconcile", "--census", folder / "摸底", "--roll", folder / "学籍"),
        *("--out", tmp_path / "结果", "--as-of", "2026-09-20"),
    )
    assert run.code == 0, run.stderr
    assert sorted(run.table("standings")["standing"]) == sorted(first.table("standings")["standing"])


def test_a_result_of_an_older_kcbx_is_read_as_if_nobody_had_been_asked(tmp_path: Path) -> None:
    run, old = reconciled(), tmp_path / "旧结果"
    shutil.copytree(run.out, old)
    for table, later in (
        ("census", ["list_year"]),
        ("roll", ["list_year", "second_version", "uncalled", "missing_on", "answered"]),
        ("conflicts", ["answered"]),
    ):
        path = old / "tables" / f"{table}.parquet"
        pd.read_parquet(path).drop(columns=later).to_parquet(path)
    before, now = register_of(old), register_of(run.out)
    for lists, names in ((lists_by_school, ["rows"]), (lists_by_township, ["to_verify", "pairs", "conflicts"])):
        keys = [
            {
                to: [[row["key"] for row in getattr(each, name)] for name in names]
                for to, each in lists(register).items()
            }
            for register in (before, now)
        ]
        assert keys[0]
        assert keys[0] == keys[1]
