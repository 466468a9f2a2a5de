"""A generated county for the stories, made once a test run and process."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd

from kcbx.sample import make


@dataclass(frozen=True)
class Run:
    """What a command left behind: exit code, both streams, the result folder."""

    code: int
    stdout: str
    stderr: str
    out: Path

    def table(self, name: str) -> pd.DataFrame:
        return pd.read_parquet(self.out / "tables" / f"{name}.parquet")


def kcbx(*words: str | Path, env: dict[str, str] | None = None, cwd: Path | None = None) -> Run:
    """Run ``kcbx`` as a person would, in a process of its own."""
    out = Path(words[words.index("--out") + 1]) if "--out" in words else Path()
    done = subprocess.run(
        [sys.executable, "-m", "kcbx", *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=env,
        cwd=cwd,
        check=False,
    )
    return Run(done.returncode, done.stdout, done.stderr, out)


@cache
def county(
    level: str = "ordinary", layout: str = "township", children: int = 1200, without: tuple[str, ...] = ()
) -> Path:
    """The folder of a generated county: 输入/ and 真相/. ``without``: kinds of error it is spared."""
    folder = Path(mkdtemp(prefix="kcbx-county-")) / "青崖 县"
    make(folder, children=children, seed=7, level=level, layout=layout, rates=dict.fromkeys(without, 0.0))
    return folder


def reconciled(level: str = "ordinary", layout: str = "township") -> Run:
    """The result of the main job on such a county, made once."""
    return _reconciled(level, layout)


@cache
def _reconciled(level: str, layout: str) -> Run:
    folder = county(level, layout)
    return kcbx("reconcile", folder / "输入", "--out", folder / "结 果", "--as-of", "2026-09-20", "--json")
