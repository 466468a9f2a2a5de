"""The batch before a term: every product there, skipped when nothing changed."""

from __future__ import annotations

import json
import os
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd
import pytest
from filelock import FileLock

from kcbx.sample import make

from .county import Run, kcbx
from .test_verdicts import answer

AS_OF, NAME = "2026-09-20", "2026秋-2026-09-20"
STAGES = ("check", "collect", "reconcile", "metrics", "compare", "pack", "report", "archive")
#: In the first term nothing came back and there is nothing to compare with.
FIRST_TERM = {stage: "idle" if stage in ("collect", "compare") else "done" for stage in STAGES}
AGAIN = {stage: {"done": "skipped"}.get(outcome, outcome) for stage, outcome in FIRST_TERM.items()}


@cache
def sheets() -> Path:
    folder = Path(mkdtemp(prefix="kcbx-run-"))
    make(folder, children=600, seed=7, history=True)
    return folder / "输入"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KCBX_SECRET_FILE", str(tmp_path / "密钥" / "county.key"))
    return begun(tmp_path / "一")


def begun(home: Path) -> Path:
    """A county after ``kcbx init``, its sheets dropped in."""
    made = kcbx("init", home, "--yes", "--county", "青崖县", env=dict(os.environ))
    assert made.code == 0, made.stderr
    shutil.copytree(sheets(), home / "来表", dirs_exist_ok=True)
    return home


def words(home: Path) -> list[str]:
    return ["run", str(home / "kcbx.toml"), "--as-of", AS_OF, "--json"]


def batch(home: Path) -> tuple[Run, dict[str, str]]:
    """The run, and the outcome by stage."""
    done = kcbx(*words(home), env=dict(os.environ))
    return done, {each["stage"]: each["outcome"] for each in json.loads(done.stdout)["stages"]}


def outputs(home: Path) -> dict[str, str]:
    """Digest of every workbook of the result."""
    record = json.loads((home / "结果" / NAME / "run.json").read_text(encoding="utf-8"))
    return dict(record["outputs"])


def test_from_init_to_every_product_and_again(home: Path) -> None:
    done, outcomes = batch(home)
    assert done.code == 0, done.stderr
    assert outcomes == FIRST_TERM
    beside = {path.name for path in (home / "结果").iterdir() if not path.name.startswith(".")}
    products = ("更正单", "指标.xlsx", "加密包", "月报.xlsx", "进度.json")
    assert beside == {NAME, *(f"{NAME}-{each}" for each in products)}
    assert (home / "密码单.csv").is_file()
    assert (home / "台账.db").is_file()
    assert [path.name for path in (home / "存档").iterdir()] == [f"{NAME}.zip"]
    before = outputs(home)
    again, skipped = batch(home)
    assert (again.code, skipped) == (0, AGAIN)
    (home / "结果" / f"{NAME}-指标.xlsx").unlink()
    assert batch(home)[1] == {**skipped, "metrics": "done"}
    assert outputs(home) == before
    log = (home / "kcbx-run.log").read_text(encoding="utf-8")
    assert log.count("\t结束\t") == 3


def test_a_failed_stage_stops_those_that_need_it(home: Path) -> None:
    shutil.rmtree(home / "来表")
    (home / "来表").mkdir()
    done, outcomes = batch(home)
    assert done.code == 12, done.stderr
    assert outcomes["reconcile"] == "failed"
    assert {outcomes[each] for each in ("metrics", "pack", "report", "archive")} == {"not_run"}


def test_two_batches_do_not_run_at_once(home: Path) -> None:
    with FileLock(home / ".kcbx-run.lock"):
        assert kcbx(*words(home), env=dict(os.environ)).code == 14


def test_what_was_judged_between_two_runs_is_not_asked_again(home: Path) -> None:
    assert batch(home)[0].code == 0
    result = home / "结果" / NAME
    links = pd.read_parquet(result / "tables" / "links.parquet")
    asked = links["decision"].eq("review").sum()
    assert asked
    answer(Run(0, "", "", result), result / "全县汇总.xlsx", ["不是"])
    done, outcomes = batch(home)
    assert (done.code, outcomes["reconcile"]) == (0, "done"), done.stderr
    assert (home / "结果" / f"{NAME}-已判断1.xlsx").is_file(), "what somebody typed is kept"
    assert rejected(result) == 1
    assert batch(home)[1]["reconcile"] == "skipped"
    later = kcbx("run", home / "kcbx.toml", "--as-of", "2026-10-20", env=dict(os.environ))
    assert later.code == 0, later.stderr
    assert rejected(home / "结果" / "2026秋-2026-10-20") == 1


def rejected(result: Path) -> int:
    links = pd.read_parquet(result / "tables" / "links.parquet")
    return int(links["decision"].eq("rejected_by_person").sum())
