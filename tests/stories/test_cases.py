"""``kcbx collect`` and ``kcbx cases`` as the analyst types them; no name on the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kcbx.app.decisions.sending import open_ledger
from kcbx.app.decisions.with_ledger import carried_over
from kcbx.config import Config
from kcbx.workbook import township

from ..unit.followup.books import SECRET, answer, recipients, register
from .clerks import fill
from .county import Run, kcbx

ONE, TWO = recipients()[:2]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "county.key").write_bytes(SECRET)
    monkeypatch.setenv("KCBX_SECRET_FILE", str(tmp_path / "county.key"))
    with open_ledger(tmp_path / "台账.sqlite", SECRET) as ledger:
        carried_over(ledger, register())
    (tmp_path / "交回").mkdir()
    for name, kinds in ((ONE, ("out_of_school", "returned", "elsewhere")), (TWO, ("in_county",))):
        township.write(register(), Config(), name, tmp_path / f"{name}.xlsx")
        fill(
            tmp_path / f"{name}.xlsx",
            tmp_path / "交回" / f"{name}.xlsx",
            lambda row, kinds=kinds: answer(kinds[row]) if row < len(kinds) else {},
        )
    fill(
        tmp_path / f"{ONE}.xlsx",
        tmp_path / "交回" / "又一份.xlsx",
        lambda row: answer("died") if row == 2 else {"result": "在家"} if row == 3 else {},
    )
    return tmp_path


def run(desk: Path, *words: str | Path, day: str = "2026-10-31") -> Run:
    as_of = () if "--on" in words or words[0] in {"collect", "corrections", "paper", "reminders"} else ("--as-of", day)
    command = ("collect",) if words[0] == "collect" else ("cases", words[0])
    done = kcbx(*command, *words[1:], "--ledger", desk / "台账.sqlite", *as_of)
    assert done.code == 0, done.stderr
    names = {name for name in register().census["name"].dropna() if len(name) > 2}
    shown = done.stdout + done.stderr
    assert not [name for name in names if name in shown]
    return done


def listed(desk: Path, *words: str) -> list[dict]:
    return json.loads(run(desk, "list", "--json", *words).stdout)["cases"]


def test_the_whole_work_of_a_month(desk: Path) -> None:
    back = json.loads(run(desk, "collect", desk / "交回", "--on", "2026-10-12", "--json").stdout)
    assert {file["file"]: file["rows"] - sum(file["places"].values()) for file in back["files"]} == {
        f"{ONE}.xlsx": 0, f"{TWO}.xlsx": 0, "又一份.xlsx": 0,
    }  # fmt: skip
    assert back["places"]["to_correct"] == 1
    (disputed,) = back["disputed_cases"]
    assert [Path(file["marked"]).exists() for file in back["files"] if file["marked"]] == [True, True]

    assert "1" in run(desk, "show", disputed).stdout.split("第几份")[1]
    run(desk, "choose", disputed, "1", "--on", "2026-10-13", "--by", "周老师")
    assert [case["number"] for case in listed(desk, "--state", "说法不一")] == []

    (out,) = listed(desk, "--state", "confirmed_out")
    run(desk, "paper", out["number"], "return_notice", "--served", "2026-10-14", "--number", "义劝通字〔2026〕第3号")
    due = json.loads(run(desk, "due", "--json").stdout)["due"]
    assert [(each["number"], each["overdue"]) for each in due if each["kind"] == "notice"] == [(out["number"], True)]
    assert [each["name"] for each in due] == [""] * len(due)
    run(desk, "letters", "--out", desk / "信函.csv")
    assert (desk / "信函.csv").read_text(encoding="utf-8-sig").count("义劝通字〔2026〕第3号") == 1

    (back_in_school,) = listed(desk, "--state", "已劝返")
    run(desk, "visit", back_in_school["number"], "week", "--on", "2026-10-16", "--by", "王老师", "--absent")
    assert [case["label"] for case in listed(desk) if case["number"] == back_in_school["number"]] == ["再次流失"]

    wrong = next(line for line in run(desk, "show", back_in_school["number"]).stdout.splitlines() if "不在校" in line)
    mistake = ("--on", "2026-10-17", "--by", "王老师", "--why", "记错了人")
    taken_back = run(desk, "withdraw", back_in_school["number"], wrong.split()[0], *mistake)
    assert "撤销了 2026-10-16 回访：不在校" in taken_back.stderr
    assert "不在校（已撤销）" in run(desk, "show", back_in_school["number"]).stdout
    run(desk, "visit", back_in_school["number"], "week", "--on", "2026-10-16", "--by", "王老师", "--absent")
    run(desk, "report", "2026-10", "--out", desk / "月报.xlsx")
    report = json.loads(run(desk, "report", "2026Q4", "--json").stdout)
    assert report["closes"]
    assert report["total"]["closing"] == len(listed(desk, "--open"))
    assert (desk / "月报.xlsx").exists()
    for words in (("report", "2026-10", "--out", desk / "月报.xlsx"), ("letters", "--out", desk / "信函.csv")):
        assert kcbx("cases", *words, "--ledger", desk / "台账.sqlite", "--as-of", "2026-10-31").code == 2
        run(desk, *words, "--overwrite")
    run(desk, "reminders")
    run(desk, "corrections")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("cases", "show", "NOBODY"), 2),
        (("cases", "report", "十月"), 2),
        (("cases", "report", "2026-13"), 2),
        (("cases", "list", "--state", "没有"), 2),
        (("cases", "decide", "NOBODY", "--on", "2026-10-12", "--by", "某", "--why", "依据"), 2),
        (("collect", "交回/没有这个文件.xlsx"), 11),
    ],
)
def test_mistakes_are_told_with_an_exit_code(desk: Path, words: tuple[str, ...], code: int) -> None:
    done = kcbx(*words, "--ledger", desk / "台账.sqlite")
    assert done.code == code
    assert "Traceback" not in done.stderr
    assert "×" in done.stderr
