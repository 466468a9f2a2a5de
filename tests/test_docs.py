"""What the documentation says is true: generated parts are fresh, commands are the ones that run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "docs"))

import refresh  # noqa: E402 - docs/ is no package


@pytest.mark.parametrize("document", refresh.DOCUMENTS)
def test_generated_parts_are_fresh(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    assert refresh.fresh(text) == text, "run: python docs/refresh.py"


def test_ci_runs_the_test_command_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    command = next(line for line in readme.splitlines() if "pytest" in line and line.startswith("python3 -m venv"))
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_english_and_the_chinese_guide_run_the_same_sample() -> None:
    commands = [
        next(
            line for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if "kcbx reconcile samples" in line
        )
        for name in ("README.md", "README.zh-CN.md")
    ]
    assert commands[0].split("kcbx reconcile")[1] == commands[1].split("kcbx reconcile")[1]
