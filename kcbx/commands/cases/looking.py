"""``kcbx cases list``, ``show``, ``due``: which cases there are, how one went, what falls due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kcbx.commands.cases.opened import with_ledger
from kcbx.commands.cases.options import Number, Overwrite, States, ToFile, Townships
from kcbx.commands.options import AsOf, ConfigFile, LedgerFile, OnlyJson
from kcbx.commands.running import day_of

if TYPE_CHECKING:
    from kcbx.config import Config
    from kcbx.followup.ledger import Ledger
    from kcbx.terminal import Terminal


def list_(
    ledger: LedgerFile,
    states: States = None,
    townships: Townships = None,
    only_open: Annotated[bool, typer.Option("--open", help="只看在册的")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="只看有逾期事项的")] = False,
    out: ToFile = None,
    overwrite: Overwrite = False,
    as_of: AsOf = None,
    config: ConfigFile = None,
    as_json: OnlyJson = False,
) -> None:
    """列出个案：个案号、乡镇、状态、起止；不显示姓名。"""

    def work(opened: Ledger, _: Config, terminal: Terminal) -> int:
        from kcbx.app.cases.ledger import as_rows, list_cases  # noqa: PLC0415
        from kcbx.app.cases.showing import show_cases, wanted  # noqa: PLC0415
        from kcbx.app.files import write_rows  # noqa: PLC0415

        chosen = wanted(states or (), townships or (), only_open=only_open)
        lines = list_cases(opened, day_of(as_of), chosen, only_overdue=overdue)
        rows = as_rows(lines)
        if out is not None:
            write_rows(rows, out, overwrite=overwrite)
        if as_json:
            terminal.json({"schema": 1, "cases": rows})
        elif out is None:
            show_cases(lines, terminal)
        return 0

    with_ledger(ledger, config, work)


def show(number: Number, ledger: LedgerFile, as_of: AsOf = None, config: ConfigFile = None) -> None:
    """一个个案的全部经过：何时列入、谁的答复、为什么、哪份文书、哪次回访。"""

    def work(opened: Ledger, _: Config, terminal: Terminal) -> int:
        from kcbx.app.cases.history import case_history  # noqa: PLC0415
        from kcbx.app.cases.showing import show_history  # noqa: PLC0415

        show_history(case_history(opened, number, day_of(as_of)), terminal)
        return 0

    with_ledger(ledger, config, work)


def due(
    ledger: LedgerFile,
    townships: Townships = None,
    out: ToFile = None,
    overwrite: Overwrite = False,
    as_of: AsOf = None,
    config: ConfigFile = None,
    as_json: OnlyJson = False,
) -> None:
    """逾期的和一个月内到期的：文书限期、返校回访、延缓和休学到期、证明到期。"""

    def work(opened: Ledger, _: Config, terminal: Terminal) -> int:
        from kcbx.app.cases.ledger import as_rows  # noqa: PLC0415
        from kcbx.app.cases.ledger import due as due_of  # noqa: PLC0415
        from kcbx.app.cases.showing import show_due, wanted  # noqa: PLC0415
        from kcbx.app.files import write_rows  # noqa: PLC0415

        found = due_of(opened, day_of(as_of), wanted((), townships or (), only_open=False))
        rows = as_rows(found)
        if out is not None:
            write_rows(rows, out, overwrite=overwrite)
        if as_json:
            terminal.json({"schema": 1, "due": [{**row, "name": "", "village": ""} for row in rows]})
        elif out is None:
            show_due(found, terminal)
        return 0

    with_ledger(ledger, config, work)
