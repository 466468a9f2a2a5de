"""``kcbx cases`` commands that tell the ledger something: visits, papers, decisions, which cases are one child."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kcbx.commands.cases.opened import with_ledger
from kcbx.commands.cases.options import By, Number, On
from kcbx.commands.completing import papers, settled_standings, visits
from kcbx.commands.options import LedgerFile
from kcbx.definitions import codes_told
from kcbx.errors import Problem, UsageError

if TYPE_CHECKING:
    from kcbx.config import Config
    from kcbx.followup.ledger import Ledger
    from kcbx.terminal import Terminal


def _tell(path: Path, number: str, act: Callable[[Ledger], str | None]) -> None:
    """Tell the ledger one thing about a case; what ``act`` returns is added to the message."""

    def work(ledger: Ledger, _: Config, terminal: Terminal) -> int:
        more = act(ledger)
        terminal.note(f"{number}：已记入台账" + (f"；{more}" if more else ""))
        return 0

    with_ledger(path, None, work)


def visit(
    number: Number,
    which: Annotated[str, typer.Argument(metavar="回访", help=codes_told(visits()), autocompletion=visits)],
    ledger: LedgerFile,
    on: On,
    by: By,
    absent: Annotated[bool, typer.Option("--absent", help="本人不在校")] = False,
) -> None:
    """记一次返校回访；末次回访在校即销号，不在校即再次列入。"""
    from kcbx.app.cases import acts  # noqa: PLC0415

    _tell(ledger, number, lambda opened: acts.visit(opened, number, which, on.date(), by, in_class=not absent))


def paper(
    number: Number,
    kind: Annotated[str, typer.Argument(metavar="文书", help=codes_told(papers()), autocompletion=papers)],
    ledger: LedgerFile,
    served: Annotated[
        datetime, typer.Option("--served", metavar="日期", formats=["%Y-%m-%d"], help="送达日期，如 2026-10-20")
    ],
    reference: Annotated[str, typer.Option("--number", metavar="文号", help="文书的文号", show_default=False)] = "",
    days: Annotated[
        int | None,
        typer.Option(
            "--days", metavar="天", help="限多少天；不写按惯例：通知书、决定书 7 天，其余不设", show_default=False
        ),
    ] = None,
    words: Annotated[str, typer.Option("--note", metavar="说明", help="参加人、方式、结果", show_default=False)] = "",
) -> None:
    """记一份文书或一次劝返；限期从送达次日起按日历天数算。"""
    from kcbx.followup.telling import add_document  # noqa: PLC0415

    def act(opened: Ledger) -> None:
        day, detail = served.date(), {"note": words} if words else {}
        add_document(opened, number, kind, day, day, reference=reference, days=days, detail=detail)

    _tell(ledger, number, act)


def decide(
    number: Number,
    ledger: LedgerFile,
    on: On,
    by: By,
    why: Annotated[str, typer.Option("--why", metavar="依据", help="凭什么这样定；写在经过里，不要写姓名")],
    reopen: Annotated[bool, typer.Option("--reopen", help="重新列入；不写为销号")] = False,
    standing: Annotated[
        str,
        typer.Option(
            "--standing",
            metavar="去向",
            help=f"销号时必写：{codes_told(settled_standings())}",
            show_default=False,
            autocompletion=settled_standings,
        ),
    ] = "",
    until: Annotated[
        datetime | None,
        typer.Option(
            "--until",
            metavar="日期",
            formats=["%Y-%m-%d"],
            help="管到哪天，如休学、延缓的到期日；第二天重新列入",
            show_default=False,
        ),
    ] = None,
) -> None:
    """县里裁定：销号，或重新列入。"""
    from kcbx.followup import telling  # noqa: PLC0415

    kind = "reopened" if reopen else "settled"
    last = until.date() if until else None
    _tell(ledger, number, lambda opened: telling.decide(opened, number, kind, on.date(), by, why, standing, last))


def choose(
    number: Number,
    which: Annotated[int, typer.Argument(metavar="第几份", help="kcbx cases show 列出的说法不一的答复，从 1 数")],
    ledger: LedgerFile,
    on: On,
    by: By,
) -> None:
    """说法不一时裁定以哪份答复为准。"""
    from kcbx.app.cases.ledger import disputed_answers  # noqa: PLC0415
    from kcbx.followup import telling  # noqa: PLC0415

    def act(opened: Ledger) -> None:
        found = disputed_answers(opened, number, on.date())
        if not 1 <= which <= len(found):
            there = f"1—{len(found)}" if found else ""
            what = "没有这份答复" if found else "这个个案没有说法不一的答复，不用裁定"
            raise UsageError(Problem(what, number, there, "用 kcbx cases show 查看"))
        telling.choose(opened, number, found[which - 1], on.date(), by)

    _tell(ledger, number, act)


def withdraw(
    number: Number,
    which: Annotated[int, typer.Argument(metavar="第几条", help="kcbx cases show 列出的经过，从 1 数")],
    ledger: LedgerFile,
    on: On,
    by: By,
    why: Annotated[str, typer.Option("--why", metavar="依据", help="为什么撤销；写在经过里，不要写姓名")],
) -> None:
    """撤销记错的一条：回访、答复、裁定、文书；原来的记录留着，从这一天起不算。"""
    from kcbx.app.cases import history as acts  # noqa: PLC0415

    _tell(ledger, number, lambda opened: f"撤销了 {acts.withdraw(opened, number, which, on.date(), by, why)}")


def retract(
    file: Annotated[str, typer.Argument(metavar="文件", help="收表时的文件名，如 城关镇.xlsx")],
    sheet: Annotated[str, typer.Argument(metavar="工作表", help="如 待认人、信息不一致、待核查")],
    row: Annotated[int, typer.Argument(metavar="行", help="交回的表里第几行")],
    ledger: LedgerFile,
    on: On,
    by: By,
    why: Annotated[str, typer.Option("--why", metavar="依据", help="为什么撤销；不要写姓名")],
) -> None:
    """撤销交回的表里答错的一行：认人、信息不一致、学校答的；个案的答复用 withdraw。"""

    def work(opened: Ledger, _: Config, terminal: Terminal) -> int:
        from kcbx.followup.retracting import retract as act  # noqa: PLC0415

        copies = act(opened, file, sheet, row, on.date(), by, why)
        more = f"，连同内容相同的 {copies - 1} 行" if copies > 1 else ""
        terminal.note(f"{file} › {sheet} › 第 {row} 行：已撤销{more}；再核对时照没有答复算，再问一次")
        return 0

    with_ledger(ledger, None, work)


def merge(
    number: Number,
    into: Annotated[str, typer.Argument(metavar="并入", help="并入哪个个案")],
    ledger: LedgerFile,
    on: On,
    by: By,
    sure: Annotated[bool, typer.Option("--yes", "-y", help="姓名、性别、出生日期有几项不同也并")] = False,
) -> None:
    """并案：两个个案是同一名儿童。"""
    from kcbx.app.cases import acts  # noqa: PLC0415

    _tell(ledger, number, lambda opened: acts.merge(opened, number, into, on.date(), by, sure=sure))


def separate(
    number: Number,
    other: Annotated[str, typer.Argument(metavar="原个案号", help="曾并入的个案，分出来另立")],
    ledger: LedgerFile,
    on: On,
    by: By,
) -> None:
    """分案：并错了的两个个案分开；分出的另立新号，答复随之带走。"""
    from kcbx.app.cases.ledger import keys_of  # noqa: PLC0415
    from kcbx.followup import telling  # noqa: PLC0415

    def act(opened: Ledger) -> str:
        return f"分出 {telling.separate(opened, number, keys_of(opened, other), on.date(), by)}"

    _tell(ledger, number, act)
