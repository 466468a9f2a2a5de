"""The batch: what makes a stage be done again, which interrupted run is taken up, what lies where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kcbx.app.batch_home import Batch, Progress
from kcbx.app.batch_stages import stages
from kcbx.deliver.passwords import Holder, complete_sheet

DAY = date(2026, 9, 20)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KCBX_SECRET_FILE", str(tmp_path / "county.key"))
    home = tmp_path / "县"
    for folder in ("来表", "交回", "存档", "结果"):
        (home / folder).mkdir(parents=True)
    (home / "kcbx.toml").write_text('[county]\nname = "青崖县"\n', encoding="utf-8")
    (home / "来表" / "摸底.csv").write_text("姓名\n", encoding="utf-8")
    return home


def batch(home: Path, day: date = DAY) -> Batch:
    return Batch(home / "kcbx.toml", day)


def inputs(home: Path, stage: str, day: date = DAY) -> str:
    return next(each for each in stages() if each.name == stage).inputs(batch(home, day))


@pytest.mark.parametrize("stage", ["check", "reconcile"])
@pytest.mark.parametrize(
    "change",
    [
        lambda home: (home / "来表" / "摸底.csv").write_text("姓名\n周婷\n", encoding="utf-8"),
        lambda home: (home / "来表" / "学籍.csv").write_text("姓名\n", encoding="utf-8"),
        lambda home: (home / "来表" / "摸底.csv").rename(home / "来表" / "摸底2.csv"),
        lambda home: (home / "kcbx.toml").write_text('[county]\nname = "别县"\n', encoding="utf-8"),
        lambda home: (home / "kcbx-headings.toml").write_text("", encoding="utf-8"),
    ],
)
def test_a_change_makes_a_stage_be_done_again(home: Path, stage: str, change: Callable[[Path], object]) -> None:
    before = inputs(home, stage)
    assert inputs(home, stage) == before
    assert inputs(home, stage, date(2026, 9, 21)) != before
    change(home)
    assert inputs(home, stage) != before


def test_the_trace_of_an_open_workbook_changes_nothing(home: Path) -> None:
    before = inputs(home, "check")
    (home / "来表" / "~$摸底.xlsx").write_bytes(b"x")
    assert inputs(home, "check") == before


def test_what_was_sealed_is_sealed_again_when_its_password_changed(home: Path) -> None:
    archive = next(each for each in stages() if each.name == "archive")
    batch(home).archive.write_bytes(b"sealed")
    without = archive.state(batch(home))
    complete_sheet(home / "密码单.csv", [Holder("存档"), Holder("杉坪乡")])
    held = archive.state(batch(home))
    assert held != without
    complete_sheet(home / "密码单.csv", [Holder("柳溪镇")])
    assert archive.state(batch(home)) == held, "another's password is none of its business"
    (home / "密码单.csv").unlink()
    complete_sheet(home / "密码单.csv", [Holder("存档")])
    assert archive.state(batch(home)) != held
    batch(home).archive.unlink()
    assert archive.state(batch(home)) == ""


def left(home: Path, day: date, *, ended: bool) -> None:
    begun = batch(home, day)
    Progress(day, ended, {"check": {"inputs": "a", "product": "b"}}).write(begun.progress)


def test_a_run_interrupted_on_an_earlier_day_of_the_term_is_taken_up(home: Path) -> None:
    today = batch(home, date(2026, 10, 8))
    assert today.taken_up() is today
    left(home, date(2026, 9, 18), ended=False)
    left(home, DAY, ended=False)
    left(home, date(2026, 10, 1), ended=True)
    left(home, date(2026, 10, 9), ended=False)
    left(home, date(2026, 3, 1), ended=False)
    assert today.taken_up() == replace(today, as_of=DAY)
    left(home, DAY, ended=True)
    left(home, date(2026, 9, 18), ended=True)
    assert today.taken_up() is today


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"as_of": "x", "ended": false, "stages": {}}', "\x00"])
def test_a_record_that_cannot_be_read_counts_as_nothing_done(home: Path, text: str) -> None:
    batch(home).progress.write_text(text, encoding="utf-8")
    assert Progress.read(batch(home).progress) == Progress()
