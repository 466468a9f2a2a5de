"""``kcbx init`` at a real terminal: what stands on the screen, wrong answers, and leaving in the middle."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from kcbx import config as configuration

pty = pytest.importorskip("pty", reason="a pseudo-terminal needs a system that has them")

ROOT = Path(__file__).parents[2]
END = "："
CONTROL_C = "\x03"


def answered(folder: Path, replies: Sequence[str]) -> tuple[int, str]:
    """Run ``kcbx init`` in a folder and type a reply at every question; exit code and screen."""
    environment = {
        **os.environ,
        "KCBX_SECRET_FILE": str(folder.parent / "county.key"),
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm",
    }
    pid, screen = pty.fork()
    if pid == 0:  # the child has the terminal
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # tests started in the background would ignore it
        os.chdir(folder)
        os.execve(sys.executable, [sys.executable, "-m", "kcbx", "init"], environment)
    left, shown, unanswered = list(replies), "", ""
    while True:
        if not select.select([screen], [], [], 60)[0]:
            os.kill(pid, signal.SIGKILL)
            break
        try:
            read = os.read(screen, 65536).decode("utf-8", "replace")
        except OSError:
            break
        if not read:
            break
        shown += read
        unanswered += read
        if unanswered.endswith(END) and left:
            reply = left.pop(0)
            time.sleep(0.5 if reply == CONTROL_C else 0)  # the question is shown a moment before it can be interrupted
            os.write(screen, (reply if reply == CONTROL_C else f"{reply}\n").encode())
            unanswered = ""
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.close(screen)
    assert not left, shown
    return code, shown.replace("\r\n", "\n")


def test_wrong_answers_are_told_and_asked_again(tmp_path: Path) -> None:
    folder = tmp_path / "县"
    folder.mkdir()
    code, shown = answered(folder, ["青崖县", "12", "539921", "周老师", "", "", "13-45", "8月31日"])
    assert code == 0, shown
    assert "× “12”不行，写成如 539921" in shown
    assert "× “13-45”不行，写成如 08-31" in shown
    assert "（回车用 6）" in shown
    assert "kcbx template all --to 空白表" in shown
    config = configuration.load(folder / "kcbx.toml")
    assert (config.county.name, config.county.code, config.county.phone) == ("青崖县", "539921", "")
    assert config.school == configuration.School()
    assert (tmp_path / "county.key").is_file()


def test_leaving_in_the_middle_writes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "县"
    folder.mkdir()
    code, shown = answered(folder, ["青崖县", CONTROL_C])
    assert code == 130, shown
    assert "已中断" in shown
    assert list(tmp_path.iterdir()) == [folder]
    assert list(folder.iterdir()) == []
