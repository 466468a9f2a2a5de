"""``kcbx cases letters`` and ``corrections``: files for other programs, a row a child; they hold personal data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kcbx.commands.cases.opened import with_ledger
from kcbx.commands.cases.options import Overwrite, States, ToFile, Townships
from kcbx.commands.options import AsOf, ConfigFile, LedgerFile
from kcbx.commands.running import day_of

if TYPE_CHECKING:
    from kcbx.config import Config
    from kcbx.followup.ledger import Ledger
    from kcbx.terminal import Terminal


def letters(
    ledger: LedgerFile,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="文件", help="写成 .csv 或 .json，供邮件合并", show_default=False)
    ],
    overwrite: Overwrite = False,
    states: States = None,
    townships: Townships = None,
    as_of: AsOf = None,
    config: ConfigFile = None,
) -> None:
    """导出信函合并用的字段（默认为确认失学的在册个案）；不生成文书正文。"""

    def work(opened: Ledger, _: Config, terminal: Terminal) -> int:
        from kcbx.app.cases.exports import letters as fields  # noqa: PLC0415
        from kcbx.app.cases.showing import wanted  # noqa: PLC0415
        from kcbx.app.files import write_rows  # noqa: PLC0415
        from kcbx.followup import life  # noqa: PLC0415

        confirmed = [code for code, state in life.states().items() if state.confirmed]
        chosen = wanted(states or confirmed, townships or (), only_open=False)
        rows = fields(opened, day_of(as_of), chosen)
        write_rows(rows, out, overwrite=overwrite)
        terminal.note(f"已写出 {len(rows)} 人：{out}（含个人信息，用完即删）")
        return 0

    with_ledger(ledger, config, work)


def corrections(
    ledger: LedgerFile, out: ToFile = None, overwrite: Overwrite = False, config: ConfigFile = None
) -> None:
    """交回的表里提出的更正：改动过的已知信息、“信息有误”和“信息不一致”的答复。"""

    def work(opened: Ledger, _: Config, terminal: Terminal) -> int:
        from kcbx.app.cases.exports import corrections as proposals  # noqa: PLC0415
        from kcbx.app.files import write_rows  # noqa: PLC0415

        rows = proposals(opened)
        if out is not None:
            write_rows(rows, out, overwrite=overwrite)
        terminal.note(f"更正建议 {len(rows)} 条" + (f"：{out}" if out else "；加上 --out 文件 写出逐条内容"))
        return 0

    with_ledger(ledger, config, work)
