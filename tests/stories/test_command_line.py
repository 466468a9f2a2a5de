"""The command line speaks Chinese: its help, its hints at what was meant, what the Tab key offers."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from hypothesis import example, given
from hypothesis import strategies as st
from typer.testing import CliRunner

from kcbx.cli import app
from kcbx.commands.cases.reports import period_of
from kcbx.commands.help_layout import definition_lines, width_of, wrapped
from kcbx.definitions import schema
from kcbx.errors import UsageError
from kcbx.terminal import Terminal
from parts.commands import commands
from tests.corpus.packages import good_rows, parts, sheet, zipped
from tests.stories.county import kcbx

ENGLISH = re.compile(r"Usage|Options|Arguments|Commands|Show this|Install|Error|Missing|Invalid|default:|required|Try ")
WIDTH = 80


def help_of(command: str) -> str:
    """What ``--help`` shows on a terminal of 80 columns."""
    words = [*command.split(), "--help"]
    shown = CliRunner().invoke(app, words, prog_name="kcbx", terminal_width=WIDTH, color=False)
    assert shown.exit_code == 0
    return shown.output


@pytest.mark.parametrize("command", ["", *commands()])
def test_help_is_chinese_fits_the_terminal_and_ends_with_examples(command: str) -> None:
    told, _, examples = help_of(command).partition("\n例子：\n")
    assert told.startswith(f"用法：kcbx {command}".rstrip())
    assert ENGLISH.findall(told) == []
    assert "）（" not in told
    assert [line for line in told.splitlines() if width_of(line.rstrip("，。；：、）”")) > WIDTH] == []
    assert bool(examples) == (command != "")


@pytest.mark.parametrize("command", [name for name in commands() if name != "cases"])
def test_an_example_can_be_typed_as_it_stands(command: str) -> None:
    group = typer.main.get_command(app)
    for name in command.split()[:-1]:
        group = group.commands[name]
    for line in schema("terminal")["examples"][command]:
        words = shlex.split(line)[1:]
        assert words[: len(command.split())] == command.split()
        inner = group.commands[command.rsplit(maxsplit=1)[-1]]
        inner.make_context(command, words[len(command.split()) :])


def test_every_value_that_is_a_code_is_offered_with_its_word() -> None:
    assert "week 返校一周；month 返校一个月；term 返校一学期" in help_of("cases visit")
    assert "return_notice 限期复学通知书" in "".join(help_of("cases paper").split("\n")).replace(" " * 10, "")
    assert "in_school 在校" in help_of("cases decide")


def test_help_tells_apart_the_options_of_one_kind_and_the_commands_of_one_time() -> None:
    assert "\n指明表的种类：\n  --census 路径" in help_of("reconcile")
    assert "\n学期末：\n  archive" in help_of("")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("reconcile --asof 2026-09-20", "没有 --asof 这个选项，是不是 --as-of？"),
        ("reconcile --over_write", "没有 --over_write 这个选项，是不是 --overwrite？"),
        ("reconcil 来表", "没有 reconcil 这个命令，是不是 reconcile？"),
        ("reconcile 来表 --output x", "没有 --output 这个选项，是不是 --out？"),
        ("check 来表 --out x", "没有 --out 这个选项，是不是 --to？"),
        ("check", "还要写：路径"),
        ("purge 结果 --days 0", "整数，如 30"),
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


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("metrics 没有", "找不到这个文件夹"),
        ("compare 没有甲 没有乙", "没有甲"),
        ("metrics . --by foo", "township 乡镇"),
        ("reconcile --out 没有", "没有说读哪些表"),
        ("sample 没有 --level foo", "应为：clean"),
        ("run 没有", "kcbx init"),
    ],
)
def test_a_wrong_path_or_value_is_told_with_what_would_do(words: str, said: str, tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "kcbx", *words.split()], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert run.returncode in (2, 13)
    assert said in run.stderr
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["0000-01", "9999-12", "202610", "26-10", "2026-", "2026Q", "十月"])
def test_a_period_that_is_none_is_a_mistype(text: str) -> None:
    with pytest.raises(UsageError, match="看不出是哪一期"):
        period_of(text)


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


@pytest.mark.parametrize("words", [[], ["--help"], ["check", "--help"]])
def test_help_and_the_next_step_come_without_the_heavy_libraries(words: list[str], tmp_path: Path) -> None:
    heavy = ["pandas", "duckdb", "splink", "numpy", "rich", "openpyxl", "xlsxwriter", "pydantic"]
    code = (
        "import atexit, sys; from kcbx.cli import main\n"
        f"atexit.register(lambda: print([name for name in {heavy!r} if name in sys.modules]))\n"
        f"sys.argv = ['kcbx', *{words!r}]\nmain()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.splitlines()[-1] == "[]"


def test_without_a_command_the_next_step_is_told_in_a_few_lines(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kcbx"], capture_output=True, text=True, encoding="utf-8", check=False, cwd=tmp_path
    )
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert 3 <= len(lines) <= 6
    assert any(line.strip().startswith("kcbx init") for line in lines)
    assert "kcbx --help" in lines[-1]


#: A console of Chinese Windows, one of an old terminal, and what is sure to show nothing but ASCII.
ENCODINGS = ("gbk", "cp936", "cp437", "ascii", "ascii:strict", "gbk:strict")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    "words", [[], ["--help"], ["check", "没有的文件夹"], ["reconcile", "--asof"], ["check", "来 表", "--list"]]
)
def test_a_console_of_another_encoding_shows_what_it_can(encoding: str, words: list[str], tmp_path: Path) -> None:
    (tmp_path / "来 表").mkdir()
    rows = "姓名,性别,出生日期,身份证号,村\n赵长河,男,2016-02-31,5399,𠮷安村\n"
    (tmp_path / "来 表" / "摸底表.csv").write_text(rows, encoding="utf-8")
    plain = encoding.partition(":")[0]
    env = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "kcbx", *words], capture_output=True, check=False, cwd=tmp_path, env=env
    )
    said = (done.stdout + done.stderr).decode("utf-8" if plain == "ascii" else plain)
    assert "Traceback" not in said
    assert "\\u" not in said
    assert done.returncode in (0, 2)
    if plain in ("gbk", "cp936"):
        assert re.search("[\u4e00-\u9fff]", said)


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ({"PYTHONIOENCODING": "ascii"}, 0),
        ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}, 2),
    ],
)
def test_where_no_chinese_can_be_shown_it_is_said_once_in_ascii(setting: dict[str, str], code: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kcbx", "--help"], capture_output=True, check=False, env={**os.environ, **setting}
    )
    told = done.stderr.decode("ascii")
    assert (done.returncode, told.count("PYTHONUTF8=1")) == (code, 1)


@pytest.mark.parametrize("width", [40, 60, 120])
def test_a_narrow_table_breaks_no_case_number_and_no_date(
    width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    row = ["26A-13QN4J", "云岭乡", "疑似，待核实", "2026-09-20", "核查人答复的很长的一句话", "7"]
    Terminal().table(["个案号", "乡镇", "状态", "首次列入", "最近答复", "逾期"], [row], result=True)
    shown = capsys.readouterr().out
    assert {"26A-13QN4J", "2026-09-20"} <= set(shown.split())


def test_columns_line_up_where_characters_are_two_wide() -> None:
    lines = list(definition_lines([("--as-of 日期", "甲"), ("--json", "乙"), ("一" * 20, "丙")], 60))
    assert len({width_of(line[: line.index(mark)]) for line in lines for mark in "甲乙丙" if mark in line}) == 1


@example("a。。。。。。 。")
@given(st.text(alphabet="甲乙丙丁，。ab -", max_size=80))
def test_wrapping_loses_nothing_and_keeps_the_width(text: str) -> None:
    lines = list(wrapped(text, 12))
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert not any(line[0] in "，。" for line in lines[1:])
    bare = [line.rstrip("，。 ") for line in lines]
    assert all(width_of(line) <= 12 or (line.isascii() and " " not in line) for line in bare)


#: What a terminal would obey: colours, a hidden link, text turned round, a line that is none of ours.
STEERING = "\x1b[31m红\x1b]8;;甲\x07\u202e乙\u200b\x9b2J"


def test_no_text_of_an_input_steers_the_terminal(tmp_path: Path) -> None:
    sheets = {f"一{STEERING.encode('ascii', 'xmlcharrefreplace').decode()}&#10;√ 全部核对": sheet(good_rows())}
    (tmp_path / f"摸底{STEERING}.xlsx").write_bytes(zipped(parts(sheets)))
    (tmp_path / f"坏{STEERING}.xlsx").write_bytes(b"PK\x03\x04")
    for words in (["--list", "--mapping"], ["--json"]):
        done = kcbx("check", str(tmp_path), *words, "--as-of", "2026-09-20")
        assert done.code == 0
        assert not set(done.stdout + done.stderr) & set("\x1b\x07\x9b\u202e\u200b"), words
        assert not any(line.startswith("√ 全部核对") for line in (done.stdout + done.stderr).splitlines())
    assert json.loads(done.stdout)["files"][0]["source_file"] == f"坏{STEERING}.xlsx"
    mistyped = kcbx("check", f"--{STEERING}")
    assert mistyped.code == 2
    assert "\x1b" not in mistyped.stderr


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_program_without_a_console_works_all_the_same(closed: str, tmp_path: Path) -> None:
    """As a scheduled task of Windows or pythonw has no standard streams."""
    (tmp_path / "摸底.xlsx").write_bytes(zipped(parts({"一": sheet(good_rows())})))
    command = f"{shlex.quote(sys.executable)} -m kcbx check {shlex.quote(str(tmp_path))} --to 更正单 {closed}"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=False, cwd=tmp_path)
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False)
    assert (tmp_path / "更正单").is_dir()


def test_a_console_without_columns_is_written_on(tmp_path: Path) -> None:
    env = {**os.environ, "COLUMNS": "0"}
    command = [sys.executable, "-m", "kcbx", "check", str(tmp_path / "没有")]
    done = subprocess.run(command, capture_output=True, check=False, env=env)
    assert "找不到" in done.stderr.decode()
