"""``kcbx cases`` commands that tell the ledger something: visits, papers, decisions, which cases are one child."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from kcbx.commands.cases import Number, cases, with_ledger
from kcbx.commands.options import LedgerFile

if TYPE_CHECKING:
    from kcbx.config import Config
    from kcbx.followup.ledger import Ledger
    from kcbx.terminal import Terminal

On = Annotated[datetime, typer.Option("--on", metavar="日期", formats=["%Y-%m-%d"], help="哪一天")]
By = Annotated[str, typer.Option("--by", metavar="谁", help="谁说的、谁定的")]
Recorded = "已记入台账"


@cases.command("visit")
def visit(
    number: Number,
    which: Annotated[str, typer.Argument(metavar="回访", help="week、month、term")],
    ledger: LedgerFile,
    on: On,
    by: By,
    absent: Annotated[bool, typer.Option("--absent", help="本人不在校")] = False,
) -> None:
    """记一次返校回访；末次回访在校即销号，不在校即再次列入。"""

    def work(opened: Ledger, _: Config, terminal: Terminal) -> int:
        from kcbx.followup.telling import visit as tell  # noqa: PLC0415

        tell(opened, number, which, on.date(), by, in_class=not absent)
        terminal.note(f"{number}：{Recorded}")
        return 0

    with_ledger(ledger, None, work)


@cases.command("paper")
def paper(
    number: Number,
    kind: Annotated[
        str, typer.Argument(metavar="文书", help="enrolment_notice、return_notice、order、penalty、court、record")
    ],
    ledger: LedgerFile,
    served: Annotated[datetime, typer.Option("--served", metavar="日期", formats=["%Y-%m-%d"], help="送达日期")],
    reference: Annotated[str, typer.Option("--number", metavar="文号", help="文号", show_default=False)] = "",
    days: Annotated[
        int | None, typer.Option("--days", metavar="天", help="限期；不写按惯例", show_default=False)
    ] = None,
    words: Annotated[str, typer.Option("--note", metavar="说明", help="参加人、方式、结果", show_default=False)] = "",
) -> None:
    """记一份文书或一次劝返；限期从送达次日起按日历天数算。"""

    def work(opened: Ledger, _: Config, terminal: Terminal) -> int:
        from kcbx.followup.telling import add_document  # noqa: PLC0415

        day = served.date()
        detail = {"note": words} if words else {}
        add_document(opened, number, kind, day, day, reference=reference, days=days, detail=detail)
        terminal.note(f"{number}：{Recorded}")
        return 0

    with_ledger(ledger, None, work)


@cases.command("decide")
def decide(
    number: Number,
    ledger: LedgerFile,
    on: On,
    by: By,
    why: Annotated[str, typer.Option("--why", metavar="依据", help="依据")],
    reopen: Annotated[bool, typer.Option("--reopen", help="重新列入；不写为销号")] = False,
    standing: Annotated[
        str, typer.Option("--standing", metavar="去向", help="销号后的去向代码", show_default=False)
    ] = "",
) -> None:
    """县里裁定：销号，或重新列入。"""

    def work(opened: Ledger, _: Config, terminal: Terminal) -> int:
        from kcbx.followup.telling import decide as tell  # noqa: PLC0415

        tell(opened, number, "reopened" if reopen else "settled", on.date(), by, why, standing)
        terminal.note(f"{number}：{Recorded}")
        return 0

    with_ledger(ledger, None, work)


@cases.command("choose")
def choose(
    number: Number,
    which: Annotated[int, typer.Argument(metavar="第几份", help="kcbx cases show 列出的说法不一的答复，从 1 数")],
    ledger: LedgerFile,
    on: On,
    by: By,
) -> None:
    """说法不一时裁定以哪份答复为准。"""

    def work(opened: Ledger, _: Config, terminal: Terminal) -> int:
        from kcbx.app.cases import disputed_answers  # noqa: PLC0415
        from kcbx.errors import Problem, UsageError  # noqa: PLC0415
        from kcbx.followup.telling import choose as tell  # noqa: PLC0415

        found = disputed_answers(opened, number, on.date())
        if not 1 <= which <= len(found):
            raise UsageError(Problem("没有这份答复", number, f"1—{len(found)}", "用 kcbx cases show 查看"))
        tell(opened, number, found[which - 1], on.date(), by)
        terminal.note(f"{number}：{Recorded}")
        return 0

    with_ledger(ledger, None, work)


@cases.command("merge")
def merge(
    number: Number,
    into: Annotated[str, typer.Argument(metavar="并入", help="并入哪个个案")],
    ledger: LedgerFile,
    on: On,
    by: By,
) -> None:
    """并案：两个个案是同一名儿童。"""

    def work(opened: Ledger, _: Config, terminal: Terminal) -> int:
        from kcbx.followup.telling import merge as tell  # noqa: PLC0415

        tell(opened, number, into, on.date(), by)
        terminal.note(f"{number}：{Recorded}")
        return 0

    with_ledger(ledger, None, work)


@cases.command("separate")
def separate(
    number: Number,
    other: Annotated[str, typer.Argument(metavar="原个案号", help="曾并入的个案，分出来另立")],
    ledger: LedgerFile,
    on: On,
    by: By,
) -> None:
    """分案：并错了的两个个案分开；分出的另立新号，答复随之带走。"""

    def work(opened: Ledger, _: Config, terminal: Terminal) -> int:
        from kcbx.app.cases import keys_of  # noqa: PLC0415
        from kcbx.followup.telling import separate as tell  # noqa: PLC0415

        new = tell(opened, number, keys_of(opened, other), on.date(), by)
        terminal.note(f"{number}：{Recorded}；分出 {new}")
        return 0

    with_ledger(ledger, None, work)
