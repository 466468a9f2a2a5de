"""A worker process reads what its parent reads and ends with it, also with one that had no time to say so."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from kcbx.app.workers import workers
from kcbx.definitions import schema, use_changes


def beat(path: str) -> None:
    """Write into a file for as long as this process lives, a minute at most."""
    for _ in range(1200):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(".")
        time.sleep(0.05)


PARENT = """
import sys, time
from kcbx.app.workers import workers
from tests.unit.app.test_workers import beat
if __name__ == "__main__":
    pool = workers(1)
    pool.submit(beat, sys.argv[1])
    time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a killed process is told differently there")
def test_a_worker_of_a_killed_program_ends(tmp_path: Path) -> None:
    heart = tmp_path / "heart"
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(heart)])
    deadline = time.monotonic() + 50
    while not (heart.exists() and heart.stat().st_size > 3):
        assert time.monotonic() < deadline, "the worker started"
        time.sleep(0.05)
    parent.kill()
    parent.wait()
    time.sleep(1)
    size = heart.stat().st_size
    time.sleep(1)
    assert heart.stat().st_size == size


def test_a_worker_reads_the_definitions_as_the_county_changes_them() -> None:
    use_changes({"headings": {"guardian": ["带娃人"]}})
    try:
        with workers(1) as pool:
            assert "带娃人" in pool.submit(schema, "headings").result()["guardian"]
    finally:
        use_changes({})
