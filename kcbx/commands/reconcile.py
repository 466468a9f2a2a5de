"""``kcbx reconcile``: the main job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from kcbx.commands.named_forms import names_forms
from kcbx.commands.options import AsJson, AsOf, ConfigFile, FailOver, PasswordFile, PathsIfAny
from kcbx.commands.running import announce, code_of_findings, day_of, passwords, run


@names_forms
def reconcile(
    paths: PathsIfAny = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="文件夹", help="结果写到哪个文件夹；除了 --dry-run 都要写", show_default=False
        ),
    ] = None,
    as_of: AsOf = None,
    config: ConfigFile = None,
    verdicts: Annotated[
        list[Path] | None,
        typer.Option(
            "--verdicts", metavar="路径", help="填好“您的判断”的全县汇总.xlsx，或上次的结果文件夹", show_default=False
        ),
    ] = None,
    previous: Annotated[
        Path | None,
        typer.Option("--previous", metavar="文件夹", help="上学期的结果：算升降，说去向", show_default=False),
    ] = None,
    ledger: Annotated[
        Path | None,
        typer.Option("--ledger", metavar="文件", help="个案台账：用上已收的答复，续办没办完的个案", show_default=False),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="覆盖已有的结果")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="有读不了的文件或表就停下，什么也不写")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会读什么、怎么读，不写任何东西")] = False,
    fail_over: FailOver = None,
    as_json: AsJson = False,
    timings: Annotated[bool, typer.Option("--timings", help="列出各步用时")] = False,
    password_file: PasswordFile = None,
    *,
    roles: Mapping[Path, str],
) -> None:
    """核对摸底表与学籍：每个孩子一个去向，写出全县、乡镇、学校工作簿。"""

    def work() -> int:
        from kcbx.app.request import Request  # noqa: PLC0415
        from kcbx.app.results.showing import show_dry_run, show_summary, show_timings  # noqa: PLC0415
        from kcbx.app.sheets.taking_in import dry_run as look  # noqa: PLC0415
        from kcbx.terminal import Terminal  # noqa: PLC0415

        terminal = Terminal()
        request = Request(
            paths=tuple(paths or ()),
            out=out,
            as_of=day_of(as_of),
            roles=roles,
            config=config,
            verdicts=tuple(verdicts or ()),
            previous=previous,
            ledger=ledger,
            overwrite=overwrite,
            strict=strict,
            password=passwords(password_file),
        )
        announce(request.as_of, given=as_of is not None)
        if dry_run:
            show_dry_run(look(request, terminal), terminal)
            return 0
        from kcbx.app import reconcile as story  # noqa: PLC0415 - the engine late

        summary = story.reconcile(request, terminal)
        if as_json:
            terminal.json(asdict(summary))
        show_summary(summary, terminal)
        if timings:
            show_timings(terminal)
        return code_of_findings(summary.findings["error"], fail_over)

    run(work)
