"""How fast a whole reconcile is, beside the floor and beside the script people write today; all from one run.

    python -m bench.speed --children 20000 [100000 …] [--out bench/out]

Seconds on the clock, seconds of processors (steadier on a machine that others use too) and peak memory of the whole
process tree. Each command is its own process; the county is invented first, outside the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from kcbx.sample.make import INPUTS, make

OUT = Path(__file__).parent / "out"
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Run:
    """One command: clock and processor seconds, peak resident memory of it and its children in MiB."""

    what: str
    seconds: float
    processor: float
    memory: float


def timed(what: str, *words: str | Path) -> Run:
    """Run ``python -m …`` and watch it. Raises CalledProcessError where it fails."""
    before, start = os.times(), time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, *map(str, words)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    peak = [0]
    watcher = threading.Thread(target=_watch, args=(child, peak))
    watcher.start()
    _, errors = child.communicate()
    watcher.join()
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, list(map(str, words)), stderr=errors)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(what, time.perf_counter() - start, used, peak[0] * _PAGE / 2**20)


def _watch(child: subprocess.Popen[str], peak: list[int]) -> None:
    while child.poll() is None:
        peak[0] = max(peak[0], _pages(child.pid))
        time.sleep(0.05)


def _pages(pid: int) -> int:
    """Resident pages of a process and its descendants; those shared between them are counted once each."""
    try:
        here = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, IndexError):
        return 0
    return here + sum(_pages(int(each)) for each in below)


def compare(children: int, folder: Path) -> tuple[list[Run], dict[str, float]]:
    """All runs for a county of that many children, and kcbx's own times by stage."""
    make(folder / "县", children=children, seed=1, level="ordinary", as_of=date(2026, 9, 20))
    inputs, result = folder / "县" / INPUTS, folder / "结果"
    runs = [
        timed("kcbx reconcile", "-m", "kcbx", "reconcile", inputs, "--out", result, "--as-of", "2026-09-20"),
        timed("pandas + openpyxl VLOOKUP", "-m", "bench.vlookup_script", inputs, folder / "名单.xlsx"),
    ]
    floor = timed("floor", "-m", "bench.floor", result, inputs, folder / "times.json")
    times = json.loads((folder / "times.json").read_text(encoding="utf-8"))
    share = (times["read"] + times["write"]) / floor.seconds
    runs.append(Run("floor: read + write", times["read"] + times["write"], floor.processor * share, floor.memory))
    stages = json.loads((result / "run.json").read_text(encoding="utf-8"))["timings"]
    return runs, {**stages, **{f"floor {name}": value for name, value in times.items()}}


def starts() -> list[Run]:
    """The quickest of five starts of the command line, beside Python's own."""
    commands = {"kcbx --help": ("-m", "kcbx", "--help"), "python -c pass": ("-c", "pass")}
    return [
        min((timed(what, *words) for _ in range(5)), key=lambda run: run.seconds) for what, words in commands.items()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, nargs="+", default=[20000])
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, object]] = [{"children": 0, **asdict(run)} for run in starts()]
    for children in asked.children:
        with tempfile.TemporaryDirectory(prefix="kcbx-speed-") as name:
            runs, stages = compare(children, Path(name))
        rows += [
            {"children": children, **asdict(run), "ratio": runs[0].seconds / run.seconds,
             "processor ratio": runs[0].processor / run.processor}
            for run in runs
        ]  # fmt: skip
        (asked.out / f"stages-{children}.json").write_text(
            json.dumps(stages, ensure_ascii=False, indent=1), encoding="utf-8"
        )
        print(children, json.dumps({name: round(value, 2) for name, value in stages.items()}, ensure_ascii=False))
    table = pd.DataFrame(rows)
    table.to_csv(asked.out / "speed.csv", index=False)
    print(table.round(2).to_string(index=False))


if __name__ == "__main__":
    main()
