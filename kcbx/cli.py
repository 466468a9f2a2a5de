"""The commands: parse, hand over to ``app``, show, exit. Nothing else happens here."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from kcbx import __version__
from kcbx.errors import KcbxError, OutputUnwritable, Problem

app = typer.Typer(
    name="kcbx",
    help="找出应该上学而没有上学的孩子（控辍保学）：摸底表与学籍核对，逐人给出去向。",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

INTERRUPTED = 130
BUG = 1
FINDINGS_ABOVE = 10

Paths = Annotated[
    list[Path] | None,
    typer.Argument(metavar="路径", help="文件或文件夹；每张工作表自动认是什么表", show_default=False),
]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of", metavar="日期", formats=["%Y-%m-%d"], help="数据时点，如 2026-09-20；不写为今天", show_default=False
    ),
]
ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", metavar="文件", help="kcbx.toml；不写则用来表文件夹里的 kcbx.toml", show_default=False),
]


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"kcbx {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True, help="显示版本")] = False,
) -> None:
    """Options of kcbx itself."""


@app.command("reconcile")
def reconcile(
    paths: Paths = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="文件夹", help="结果文件夹", show_default=False)
    ] = None,
    as_of: AsOf = None,
    config: ConfigFile = None,
    census: Annotated[
        list[Path] | None, typer.Option("--census", metavar="路径", help="指明是摸底表", show_default=False)
    ] = None,
    roll: Annotated[
        list[Path] | None, typer.Option("--roll", metavar="路径", help="指明是学籍花名册", show_default=False)
    ] = None,
    verdicts: Annotated[
        Path | None,
        typer.Option("--verdicts", metavar="文件", help="填好“您的判断”的全县汇总.xlsx", show_default=False),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="覆盖已有的结果")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="有读不了的文件就停下，什么也不写")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会读什么、怎么读，不写任何东西")] = False,
    fail_over: Annotated[
        int | None,
        typer.Option("--fail-over", metavar="数", help="须更正的问题多于此数时，退出码为 10", show_default=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="在标准输出给出 JSON 小结")] = False,
    timings: Annotated[bool, typer.Option("--timings", help="列出各步用时")] = False,
    password_file: Annotated[
        Path | None,
        typer.Option("--password-file", metavar="文件", help="加密来表的密码文件，一行一个", show_default=False),
    ] = None,
) -> None:
    """核对摸底表与学籍：每个孩子一个去向，写出全县、乡镇、学校工作簿。"""

    def work() -> int:
        from kcbx.app import reconcile as story  # noqa: PLC0415
        from kcbx.app.showing import show_dry_run, show_summary, show_timings  # noqa: PLC0415
        from kcbx.terminal import Terminal  # noqa: PLC0415

        terminal = Terminal()
        request = story.Request(
            paths=tuple(paths or ()),
            out=out,
            as_of=(as_of or datetime.now()).date(),
            roles={path: form for form, named in (("census", census), ("roll", roll)) for path in named or ()},
            config=config,
            verdicts=verdicts,
            overwrite=overwrite,
            strict=strict,
            password=_passwords(password_file),
        )
        _announce(request.as_of, given=as_of is not None)
        if dry_run:
            show_dry_run(story.dry_run(request, terminal), terminal)
            return 0
        summary = story.reconcile(request, terminal)
        if as_json:
            terminal.json(asdict(summary))
        show_summary(summary, terminal)
        if timings:
            show_timings(terminal)
        return FINDINGS_ABOVE if fail_over is not None and summary.findings["error"] > fail_over else 0

    _run(work)


def _announce(as_of: date, *, given: bool) -> None:
    """Say which day the picture is taken on: a default is printed, never hidden."""
    from kcbx.terminal import Terminal  # noqa: PLC0415

    if not given:
        Terminal().note(f"数据时点：{as_of}（今天；用 --as-of 指定，结果才可重复）")


def _passwords(file: Path | None) -> Callable[[Path], str | None]:
    """Passwords for encrypted inputs: from a file, else asked for without echo; never from the command line."""
    known: dict[Path, str] = {}

    def ask(path: Path) -> str | None:
        if file is not None:
            try:
                lines = file.read_text(encoding="utf-8-sig").splitlines()
            except OSError as error:
                raise KcbxError(Problem("读不到密码文件", str(file), advice="检查路径")) from error
            named = [line.split("\t", 1) for line in lines if line.strip()]
            return next((parts[-1] for parts in named if len(parts) == 1 or parts[0] == path.name), None)
        if not sys.stdin.isatty():
            return None
        if path not in known:
            known[path] = typer.prompt(f"{path.name} 的密码", hide_input=True, default="", err=True)
        return known[path] or None

    return ask


def _run(work: Callable[[], int]) -> None:
    """Run a command's work and leave with its exit code; errors are shown, never raised at the analyst."""
    from kcbx.terminal import Terminal  # noqa: PLC0415

    try:
        code = work()
    except KcbxError as error:
        Terminal().fail(error)
        code = error.exit_code
    except KeyboardInterrupt:
        Terminal().note("已中断；没有写出结果")
        code = INTERRUPTED
    except OSError as error:
        problem = Problem(f"系统报告：{error.strerror or type(error).__name__}", advice="检查磁盘空间和权限后再试")
        Terminal().fail(OutputUnwritable(problem))
        code = OutputUnwritable.exit_code
    except Exception as error:  # a bug: say so without showing data
        Terminal().fail(KcbxError(_bug(error)))
        code = BUG
    raise typer.Exit(code)


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


def main() -> None:
    """Entry point of the ``kcbx`` command."""
    app()
