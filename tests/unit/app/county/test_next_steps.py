"""What kcbx says without a command: every state of the round, and that a look leaves no trace."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kcbx.app.county.next_steps import next_steps
from kcbx.definitions import schema
from kcbx.followup.ledger import Ledger

DAY = date(2026, 10, 1)
AFTER = date(2026, 11, 1)
Place = Callable[[Path], None]
#: What every record of kcbx says.
RECORD = {"kcbx": "1.0", "outputs": {}}
COLLECTED = {
    "collected_on": "2026-10-10",
    "workbook": "township",
    "template": "1",
    "replies_to": "",
    "rows_read": 0,
    "places": "{}",
}


def config(home: Path) -> None:
    (home / "kcbx.toml").write_text('[run]\ninputs = "来 表"\n', encoding="utf-8")
    (home / "来 表").mkdir()


def sheets(home: Path) -> None:
    sheet(home / ("来 表" if (home / "kcbx.toml").exists() else "摸底") / "云岭乡.xlsx")


def astray(home: Path) -> None:
    sheet(home / "摸底" / "云岭乡.xlsx")


def invented(home: Path) -> None:
    sheet(home / "练习" / "输入" / "云岭乡.xlsx")
    (home / "练习" / "真相").mkdir()
    sheet(home / "空白表" / "摸底表.xlsx")


def below(home: Path) -> None:
    (home / "青崖县").mkdir()
    (home / "青崖县" / "kcbx.toml").write_text("", encoding="utf-8")


def sheet(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"PK" + path.name.encode())


def result(home: Path) -> None:
    folder = home / "结果" / "2026秋"
    (folder / "tables").mkdir(parents=True)
    sheet(folder / "全县汇总.xlsx")
    (folder / "run.json").write_text(json.dumps({**RECORD, "as_of": "2026-09-20", "batch": "26A-1"}), encoding="utf-8")
    later(folder / "run.json")


def later(path: Path) -> None:
    os.utime(path, (time.time() + 60, time.time() + 60))


def newer_sheets(home: Path) -> None:
    sheet(home / "来 表" / "补报.xls")
    os.utime(home / "来 表" / "补报.xls", (time.time() + 600, time.time() + 600))


def packed(home: Path) -> None:
    folder = home / "结果" / "2026秋-加密包"
    folder.mkdir()
    sheet(folder / "云岭乡.xlsx")
    (folder / "manifest.json").write_text(json.dumps({**RECORD, "batch": "26A-1"}), encoding="utf-8")


def mailed(home: Path) -> None:
    (home / "结果" / "2026秋-加密包.发送记录.jsonl").write_text("{}\n", encoding="utf-8")


def ledger(home: Path) -> None:
    batch = {"batch": "26A-1", "term": "t", "as_of": "2026-09-20", "deadline": "2026-10-16", "county": "", "cutoff": ""}
    sent = {"workbook": "township", "sheet": "核查", "key": "k", "case_number": None, "known": "{}"}
    with Ledger(home / "台账.db", lambda text: text) as opened:
        opened.add("batches", [batch])
        opened.add("cases", [{"case_number": "26A-0001", "opened_on": "2026-09-20"}])
        opened.add("sent", [{"batch": "26A-1", "recipient": "云岭乡", **sent}])


def answered(home: Path) -> None:
    """Of two townships, to which the workbooks went unpacked, one has answered."""
    sent = {"workbook": "township", "sheet": "核查", "key": "l", "case_number": None, "known": "{}"}
    with Ledger(home / "台账.db", lambda text: text) as opened:
        opened.add("sent", [{"batch": "26A-1", "recipient": "水口镇", **sent}])
        opened.add("files", [{"digest": "d", "batch": "26A-1", "recipient": "水口镇", **COLLECTED}])


def returned(home: Path) -> None:
    sheet(home / "交回" / "云岭乡.xlsx")


ROUND = (config, sheets, result, packed, mailed, ledger)


@pytest.mark.parametrize(
    ("places", "today", "state"),
    [
        ((), DAY, "empty"),
        ((sheets,), DAY, "sheets_only"),
        (ROUND[:1], DAY, "no_sheets"),
        (ROUND[:2], DAY, "not_reconciled"),
        (ROUND[:3], DAY, "not_packed"),
        ((*ROUND[:3], newer_sheets), DAY, "changed"),
        (ROUND[:4], DAY, "not_mailed"),
        (ROUND, DAY, "waiting"),
        (ROUND, AFTER, "late"),
        ((*ROUND[:3], ledger), AFTER, "not_packed"),
        ((*ROUND[:3], ledger, answered), AFTER, "late"),
        ((*ROUND, returned), AFTER, "returned"),
        ((result,), DAY, "not_packed"),
        ((config, astray), DAY, "astray"),
        ((config, invented), DAY, "no_sheets"),
        ((below,), DAY, "below"),
    ],
)
def test_each_state_is_known_and_its_commands_are_whole(
    places: tuple[Place, ...], today: date, state: str, tmp_path: Path
) -> None:
    for place in places:
        place(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    found = next_steps(tmp_path, today)
    assert found.state == state
    assert 1 <= len(found.commands) <= 4
    assert all("{" not in command and "None" not in command for command, _ in found.commands)
    assert sorted(tmp_path.rglob("*")) == before, "a look leaves no trace"


def test_every_state_of_the_schema_is_reached_by_a_test_here() -> None:
    told = {each["name"] for each in schema("next_steps")["states"]}
    assert told == {
        *("empty", "sheets_only", "no_sheets", "not_reconciled", "not_packed", "changed", "not_mailed"),
        *("waiting", "late", "returned", "inside", "in_result", "astray", "below"),
    }


def test_inside_a_result_and_below_the_county_the_way_back_is_told(tmp_path: Path) -> None:
    for place in ROUND[:3]:
        place(tmp_path)
    assert next_steps(tmp_path / "结果" / "2026秋", DAY).state == "in_result"
    inside = next_steps(tmp_path / "来 表", DAY)
    assert (inside.state, inside.commands[0][0]) == ("inside", f"cd {tmp_path}")


def test_a_path_with_a_space_is_quoted_as_it_is_typed(tmp_path: Path) -> None:
    config(tmp_path)
    sheets(tmp_path)
    assert next_steps(tmp_path, DAY).commands[0][0] == 'kcbx check "来 表" --to 更正单'


@pytest.mark.parametrize("content", ["= =", "run = 3", '[run]\ninputs = 3\nledger = "台账.db"'])
def test_what_cannot_be_understood_counts_as_not_said(content: str, tmp_path: Path) -> None:
    (tmp_path / "kcbx.toml").write_text(content, encoding="utf-8")
    (tmp_path / "台账.db").write_text("no ledger", encoding="utf-8")
    (tmp_path / "结果").mkdir()
    (tmp_path / "结果" / "run.json").write_text("{", encoding="utf-8")
    assert next_steps(tmp_path, DAY).state == "no_sheets"


def test_what_was_collected_is_not_asked_for_again(tmp_path: Path) -> None:
    for place in (*ROUND, returned):
        place(tmp_path)
    digest = hashlib.sha256((tmp_path / "交回" / "云岭乡.xlsx").read_bytes()).hexdigest()
    with Ledger(tmp_path / "台账.db", lambda text: text) as opened:
        opened.add("files", [{"digest": digest, "batch": "26A-1", "recipient": "云岭乡", **COLLECTED}])
        opened.add("file_names", [{"digest": digest, "name": "云岭乡.xlsx"}])
    assert next_steps(tmp_path, AFTER).state == "waiting"
    (tmp_path / "交回" / "云岭乡.xlsx").write_bytes(b"PK corrected")
    assert next_steps(tmp_path, AFTER).state == "returned"
