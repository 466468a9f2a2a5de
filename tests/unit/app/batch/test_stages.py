"""The batch: what makes a stage be done again, which interrupted run is taken up, what lies where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kcbx.app.batch.home import Batch, Progress
from kcbx.app.batch.stages import stages
from kcbx.app.cases.ledger import ledger_of
from kcbx.app.decisions.sending import open_ledger
from kcbx.deliver.passwords import Holder, complete_sheet
from kcbx.followup import telling
from kcbx.followup.ledger import Ledger
from kcbx.secret import county_secret

DAY = date(2026, 9, 20)
CASE = "26A-7KQ2MX"


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


@pytest.fixture
def listed(home: Path) -> Path:
    """The ledger of a county with a case, opened by a list."""
    whole = batch(home)
    with open_ledger(whole.ledger, county_secret(whole.config)) as ledger, ledger.transaction():
        places = {"deadline": "2026-10-16", "county": "青崖县", "cutoff": "2026-08-31"}
        ledger.add("batches", [{"batch": "26A-0001", "term": "", "as_of": str(DAY), **places}])
        ledger.add("cases", [{"case_number": CASE, "opened_on": str(DAY)}])
        ledger.add("events", [telling.event_row(CASE, "listed", str(DAY), "26A-0001", {"as_of": str(DAY)})])
    return home


def seen_by_a_list(ledger: Ledger) -> None:
    with ledger.transaction():
        ledger.add("events", [telling.event_row(CASE, "seen", str(DAY), "26A-0001", {"standing": "in_school"})])


@pytest.mark.parametrize(
    ("tell", "stages_again"),
    [
        (lambda ledger: telling.decide(ledger, CASE, "settled", DAY, "周", "见学籍", "in_school"), {"reconcile"}),
        (lambda ledger: telling.visit(ledger, CASE, "week", DAY, "王", in_class=True), {"reconcile"}),
        (lambda ledger: telling.add_document(ledger, CASE, "order", DAY, DAY), set()),
        (seen_by_a_list, set()),
    ],
    ids=["decision", "visit", "paper", "a list of the run itself"],
)
def test_what_is_told_of_a_case_is_in_the_next_run(
    listed: Path, tell: Callable[[Ledger], object], stages_again: set[str]
) -> None:
    """A decision was recorded, and the same day's run skipped the list and the monthly report."""
    before = {stage: inputs(listed, stage) for stage in ("check", "reconcile", "report")}
    with ledger_of(batch(listed).ledger, batch(listed).config) as ledger:
        tell(ledger)
    changed = {stage for stage, was in before.items() if inputs(listed, stage) != was}
    assert changed == {"report"} | stages_again


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
