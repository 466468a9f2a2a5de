"""Running a command's work: its exit code, its errors shown, its passwords asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from kcbx.errors import KcbxError, OutputUnwritable, Problem

if TYPE_CHECKING:
    from kcbx.deliver.passwords import Passwords

INTERRUPTED = 130
BUG = 1
FINDINGS_ABOVE = 10


def run(work: Callable[[], int]) -> None:
    """Run a command's work and leave with its exit code; errors are shown, never raised at the analyst.

    What fails while a broken file is thrown away has been told already, and its trace may quote a child's data.
    """
    sys.unraisablehook = lambda _: None
    try:
        code = work()
    except KcbxError as error:
        _fail(error)
        code = error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        _note("已中断；没有写出结果")
        code = INTERRUPTED
    except OSError as error:
        from kcbx.system_words import told  # noqa: PLC0415

        problem = Problem(f"系统报告：{told(error)}", str(error.filename or ""), advice="检查磁盘空间和权限后再试")
        _fail(OutputUnwritable(problem))
        code = OutputUnwritable.exit_code
    except Exception as error:  # a bug: say so without showing data
        _fail(KcbxError(_bug(error)))
        code = BUG
    raise typer.Exit(code)


def _fail(error: KcbxError) -> None:
    from kcbx.terminal import Terminal  # noqa: PLC0415 - rich late

    Terminal().fail(error)


def _note(text: str) -> None:
    from kcbx.terminal import Terminal  # noqa: PLC0415

    Terminal().note(text)


def _bug(error: Exception) -> Problem:
    """A bug by place and kind; its message is withheld, since it may quote a child's data."""
    trace = error.__traceback__
    places = []
    while trace is not None:
        places.append(f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return Problem(
        f"kcbx 的缺陷：{type(error).__name__}",
        " › ".join(places[-4:]),
        advice="把以上两行报告给开发者；没有写出结果",
    )


def code_of_findings(errors: int, most: int | None) -> int:
    """The exit code of a run that is done: 10, and said so, where it found more errors than ``--fail-over`` bears."""
    if most is None or errors <= most:
        return 0
    _note(f"须更正 {errors:,} 处，多于 --fail-over 的 {most:,} 处：退出码 {FINDINGS_ABOVE}")
    return FINDINGS_ABOVE


def day_of(said: datetime | None) -> date:
    """The day that was said, or today."""
    return said.date() if said else today()


def today() -> date:
    """The day of the machine's clock; whoever needs to know the day is told it."""
    return date.today()


def announce(as_of: date, *, given: bool) -> None:
    """Say which day the picture is taken on: a default is printed, never hidden."""
    if not given:
        _note(f"数据时点：{as_of}（今天；用 --as-of 指定，结果才可重复）")


def known_passwords(file: Path) -> Passwords:
    """The passwords of a file: a password sheet, or lines ``文件<Tab>密码``. Raises UsageError."""
    from kcbx.deliver.passwords import parse, text_of  # noqa: PLC0415

    return parse(text_of(file))


def passwords(file: Path | None) -> Callable[[Path], str | None]:
    """Passwords for encrypted inputs: from a file (a password sheet, or lines ``文件<Tab>密码``), else asked for.

    Without echo, and never from the command line.
    """
    known: dict[Path, str] = {}

    def ask(path: Path) -> str | None:
        if file is not None:
            return known_passwords(file).for_file(path.name)
        if not sys.stdin.isatty():
            return None
        if path not in known:
            known[path] = typer.prompt(f"{path.name} 的密码", hide_input=True, default="", err=True)
        return known[path] or None

    return ask
