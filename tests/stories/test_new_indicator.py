"""Adding an indicator is one block of TOML and its golden case: it stands in table, workbook and terminal."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from .county import county

REPOSITORY = Path(__file__).parents[2]
NAME = "留守儿童净入学率"
BLOCK = Path(__file__).parent / "fixtures" / "left_behind.toml"
CASE = """
[[case]]
name = "四名留守儿童三名在校"
children = [
    { n = 3, standing = "in_school", due = 3, stage = "primary", grade = 3, left_behind = true },
    { standing = "out_suspected", due = 3, left_behind = true },
    { standing = "out_suspected", due = 3 },
]
expect = [{ indicator = "left_behind_enrolment", numerator = 3, denominator = 4, value = 75.0 }]
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository with the block and the case in it, and nothing else changed."""
    copy = tmp_path_factory.mktemp("house")
    leave = shutil.ignore_patterns("__pycache__")
    for name in ("kcbx", "schemas", "tests"):
        shutil.copytree(REPOSITORY / name, copy / name, ignore=leave)
    shutil.copy(REPOSITORY / "pyproject.toml", copy)
    shutil.copy(BLOCK, copy / "schemas" / "indicators")
    (copy / "tests" / "cases" / "indicators_left_behind.toml").write_text(CASE, encoding="utf-8")
    return copy


def python(house: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(house), "PYTHONUTF8": "1", "KCBX_SECRET_FILE": str(house / "county.key")}
    command = [sys.executable, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=house, env=env, encoding="utf-8")


def test_the_case_is_tried_and_every_check_of_the_catalogue_holds(house: Path) -> None:
    tests = [f"tests/unit/metrics/test_{name}.py" for name in ("indicator_cases", "catalogue")]
    done = python(house, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)
    assert done.returncode == 0, done.stdout
    assert python(house, "-m", "pytest", "-q", tests[0], "-k", "四名留守儿童三名在校").returncode == 0


def test_it_stands_in_table_workbook_and_terminal(house: Path) -> None:
    out = house / "结果"
    done = python(
        house, "-m", "kcbx", "reconcile", county(children=300) / "输入", "--out", out, "--as-of", "2026-09-20"
    )
    assert done.returncode == 0, done.stderr
    table = pd.read_parquet(out / "tables" / "indicators.parquet")
    assert "left_behind_enrolment" in set(table["indicator"])
    shown = python(house, "-m", "kcbx", "metrics", out)
    assert NAME in shown.stdout
    book = openpyxl.load_workbook(out / "全县汇总.xlsx", read_only=True)
    assert any(NAME in str(cell) for row in book["指标"].iter_rows(values_only=True) for cell in row)
    behind = python(house, "-m", "kcbx", "metrics", out, "--children", NAME, "--json")
    assert behind.returncode == 0, behind.stderr
