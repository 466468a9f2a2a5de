"""The command line speaks Chinese: its help, its hints at what was meant, what the Tab key offers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcbx.commands.help_layout import definition_lines, width_of, wrapped
from tests.stories.county import kcbx

ENGLISH = re.compile(r"Usage|Options|Arguments|Commands|Show this|Install|Error|Missing|Invalid|default:|required|Try ")
COMMANDS = ("init", "check", "reconcile", "metrics", "template", "cases", "cases report", "sample", "purge", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_chinese(command: str) -> None:
    run = kcbx(*command.split(), "--help")
    assert run.code == 0
    assert run.stdout.startswith(f"用法：kcbx {command}".rstrip())
    assert ENGLISH.findall(run.stdout) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("reconcile --asof 2026-09-20", "没有 --asof 这个选项，是不是 --as-of？"),
        ("reconcile --over_write", "没有 --over_write 这个选项，是不是 --overwrite？"),
        ("reconcil 来表", "没有 reconcil 这个命令，是不是 reconcile？"),
        ("cases lst", "没有 lst 这个命令，是不是 list？"),
        ("check 来表 --zzz", "没有 --zzz 这个选项\n"),
        ("explain", "还要写：结果文件夹"),
        ("cases list", "还要写：--ledger"),
        ("sample x --children 许多", "--children 的值不对"),
        ("reconcile --as-of 9月20日", "如 2026-09-20"),
        ("reconcile --as-of", "--as-of 后面要写日期"),
        ("check 来表 --json=是", "--json 后面不跟值"),
        ("compare 甲 乙 丙 (1)", "多写了：丙 (1)"),
    ],
)
def test_a_mistype_gets_a_hint_in_chinese(words: str, said: str) -> None:
    run = kcbx(*words.split())
    assert (run.code, run.stdout) == (2, "")
    assert said in run.stderr
    assert re.search("看 kcbx.* --help", run.stderr)
    assert ENGLISH.findall(run.stderr) == []


def completions(words: str) -> list[str]:
    """What bash is offered for the last of the words."""
    asked = {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1), "_KCBX_COMPLETE": "complete_bash"}
    return kcbx(env={**os.environ, **asked}).stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("kcbx rec", {"reconcile"}),
        ("kcbx reconcile --as", {"--as-of"}),
        ("kcbx metrics x --indicator parity", {"parity_index"}),
        ("kcbx metrics x --part s", {"shortfall"}),
        ("kcbx template att", {"attendance"}),
        ("kcbx sample x --level b", {"bad"}),
    ],
)
def test_tab_offers_commands_options_and_values(words: str, offered: set[str]) -> None:
    assert set(completions(words)) == offered


def test_completion_is_installed_and_says_so_in_chinese(tmp_path: Path) -> None:
    script = tmp_path / "装.sh"
    script.write_text(f"'{sys.executable}' -m kcbx --install-completion\n", encoding="utf-8")
    done = subprocess.run(
        ["bash", str(script)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "HOME": str(tmp_path)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "按 Tab 补全" in done.stdout
    assert ENGLISH.findall(done.stdout) == []
    assert (tmp_path / ".bashrc").exists()


def test_help_starts_without_the_heavy_libraries() -> None:
    heavy = ["pandas", "duckdb", "splink", "numpy", "rich", "openpyxl", "xlsxwriter"]
    code = f"import sys, kcbx.cli; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_columns_line_up_where_characters_are_two_wide() -> None:
    lines = list(definition_lines([("--as-of 日期", "甲"), ("--json", "乙"), ("一" * 20, "丙")], 60))
    assert len({width_of(line[: line.index(mark)]) for line in lines for mark in "甲乙丙" if mark in line}) == 1


@given(st.text(alphabet="甲乙丙丁，。ab -", max_size=80))
def test_wrapping_loses_nothing_and_keeps_the_width(text: str) -> None:
    lines = list(wrapped(text, 12))
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert not any(line[0] in "，。" for line in lines[1:])
    assert all(width_of(line.rstrip("，。")) <= 12 or " " not in line for line in lines)
