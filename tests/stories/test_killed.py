"""Killed in every stage, before, amid and after its work, and started again: the end is as if nothing had happened."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest

from kcbx.app.cases.ledger import ledger_of
from kcbx.config import load
from kcbx.deliver.archive import opened
from kcbx.deliver.passwords import read
from kcbx.deliver.sealing import opened_workbook
from kcbx.file_names import LEDGER

from .test_whole_term import AUTUMN, NEXT_YEAR, Office, answer_one_township

BATCH = f"2026秋-{NEXT_YEAR}"
STAGES = ("check", "collect", "reconcile", "metrics", "compare", "pack", "report", "archive")
#: Where in its changes on the disk a stage is killed, in hundredths; reconcile has told the ledger by then.
AMID = {"check": 60, "collect": 50, "reconcile": 70, "pack": 50}
#: Stages whose product stands, unrecorded, when they are killed; and those killed while the old makes way for the new.
UNRECORDED, SWAPPED = set(STAGES) - {"check"}, {"reconcile", "pack"}


def starts(home: Path, plan: Sequence[tuple[str, str | int]]) -> list[tuple[int, Mapping[str, int]]]:
    """Exit status and changes on the disk of each start of the batch."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.stories.killed_batch", str(home), NEXT_YEAR, json.dumps(plan)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [(code, counts) for code, counts in json.loads(done.stdout)]


def moments(changes: Mapping[str, int]) -> list[tuple[str, str | int]]:
    """Every way to be killed, in the order of the stages; a product is swapped only where one stood already."""
    plan: list[tuple[str, str | int]] = [("check", "start")]
    for stage in STAGES:
        plan += [(stage, max(1, changes[stage] * AMID[stage] // 100))] if stage in AMID else [(stage, "start")]
        plan += [(stage, "unrecorded")] if stage in UNRECORDED else []
        plan += [(stage, "swap")] if stage in SWAPPED else []
    return plan


def files(home: Path) -> set[str]:
    """What lies in the folder, leftovers and locks too."""
    return {path.relative_to(home).as_posix() for path in home.rglob("*")}


def sealed(home: Path) -> dict[str, bytes]:
    """What the recipients read in their packages."""
    passwords, packages = read(home / "密码单.csv"), home / "结果" / f"{BATCH}-加密包"
    return {
        path.name: opened_workbook(path.read_bytes(), passwords.of(path.stem) or "")
        for path in packages.rglob("*.xlsx")
    }


def archived(home: Path) -> dict[str, bytes]:
    """What is in the archive, but for the times the run took and the folder it ran in."""
    held = opened(home / "存档" / f"{BATCH}.zip", read(home / "密码单.csv").of("存档") or "")
    return {
        name: told_in(content) if name == LEDGER else content
        for name, content in held.entries.items()
        if name != "run.json"
    }


def told_in(ledger: bytes) -> bytes:
    """What a ledger was told, in whichever order."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "台账.db"
        path.write_bytes(ledger)
        with closing(sqlite3.connect(path)) as held:
            return "\n".join(sorted(held.iterdump())).encode()


def record(home: Path, folder: str) -> dict[str, Any]:
    """run.json of a product, without times and place."""
    said = json.loads((home / "结果" / folder / "run.json").read_text(encoding="utf-8"))
    return {name: value for name, value in said.items() if name not in ("timings", "parameters")}


def ledger(home: Path) -> dict[str, list[tuple[Any, ...]]]:
    with ledger_of(home / "台账.db", load(home / "kcbx.toml")) as held:
        return held.content()


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
def test_killed_everywhere_it_ends_like_an_undisturbed_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Office(tmp_path / "原样")
    monkeypatch.setenv("KCBX_SECRET_FILE", str(tmp_path / "密钥" / "county.key"))
    whole.home.mkdir()
    whole.run("init", "-y")
    whole.run("sample", ".", "--children", "100", "--layout", "county", "--as-of", AUTUMN)
    shutil.rmtree(whole.home / "来表" / "其他")  # lists that matter to no stage
    whole.term(AUTUMN)
    answer_one_township(whole, complete=False)
    whole.run("sample", ".", "--as-of", NEXT_YEAR)
    shutil.rmtree(whole.home / "来表" / "其他")
    killed = Office(tmp_path / "屡断")
    shutil.copytree(whole.home, killed.home)

    [(code, changes)] = starts(whole.home, [("", "end")])
    assert code == 0
    assert set(changes) == set(STAGES), "in this term every stage has something to do"
    plan = moments(changes)
    ended = starts(killed.home, [*plan, ("", "end")])
    assert [code for code, _ in ended] == [-signal.SIGKILL] * len(plan) + [0]

    assert files(killed.home) == files(whole.home)
    assert ledger(killed.home) == ledger(whole.home)
    for folder in (BATCH, f"{BATCH}-更正单"):
        assert record(killed.home, folder) == record(whole.home, folder), "every workbook to the byte"
    for path in sorted((whole.home / "结果" / BATCH / "tables").iterdir()):
        pd.testing.assert_frame_equal(
            pd.read_parquet(killed.home / path.relative_to(whole.home)), pd.read_parquet(path), obj=path.stem
        )
    for product in ("指标.xlsx", "对比.xlsx", "催报.csv", "月报.xlsx"):
        place = Path("结果") / f"{BATCH}-{product}"
        assert (killed.home / place).read_bytes() == (whole.home / place).read_bytes(), product
    assert sealed(killed.home) == sealed(whole.home)
    assert archived(killed.home) == archived(whole.home)
    assert [path.read_bytes() for path in sorted((killed.home / "退回更正").iterdir())] == [
        path.read_bytes() for path in sorted((whole.home / "退回更正").iterdir())
    ]
