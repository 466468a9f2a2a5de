"""``kcbx run``: the batch before each term."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kcbx.commands.options import AsJson, AsOf, PasswordFile
from kcbx.commands.running import announce, day_of, passwords
from kcbx.commands.running import run as leave_with


def run(
    config: Annotated[
        Path,
        typer.Argument(
            metavar="kcbx.toml",
            help="kcbx init 写的配置，或它所在的文件夹；不写为当前文件夹的。来表、结果放在哪里，由其中的 [run] 定",
            show_default=False,
        ),
    ] = Path("kcbx.toml"),
    as_of: AsOf = None,
    password_file: PasswordFile = None,
    as_json: AsJson = False,
) -> None:
    """一学期一次的全套：检查、收回答复、核对、指标、对比、打包、月报、存档；中断了再运行，从断处接着做，没有变化的跳过。"""

    def work() -> int:
        from kcbx.app.batch import LOG, OUTCOME_WORDS, run_batch, worst  # noqa: PLC0415
        from kcbx.app.batch_home import Batch  # noqa: PLC0415
        from kcbx.file_names import CONFIG_NAME  # noqa: PLC0415
        from kcbx.terminal import Terminal, shown  # noqa: PLC0415

        terminal = Terminal()
        file = config / CONFIG_NAME if config.is_dir() else config
        batch = Batch(file, day_of(as_of), passwords(password_file) if password_file else None)
        batch.config  # noqa: B018 - a fault in it is told before anything is written
        begun = batch if as_of else batch.taken_up()
        if begun is not batch:
            terminal.note(f"接着做 {begun.as_of} 那次没有做完的；要做今天的，加上 --as-of {batch.as_of}")
        else:
            announce(batch.as_of, given=as_of is not None)
        batch = begun
        runs = run_batch(batch, terminal)
        code = worst(runs)
        if as_json:
            ended = [
                {
                    "stage": each.name,
                    "outcome": each.outcome,
                    "product": str(each.product) if each.product.exists() else None,
                    "code": each.code,
                }
                for each in runs
            ]
            terminal.json({"schema": 1, "batch": batch.name, "as_of": batch.as_of, "code": code, "stages": ended})
        terminal.heading(f"{batch.name} {'全部做完' if code == 0 else '没有全部做完'}（退出码 {code}）")
        terminal.table(
            ["步骤", "", "写在"],
            [
                [each.label, OUTCOME_WORDS[each.outcome], shown(each.product) if each.product.exists() else "–"]
                for each in runs
            ],
        )
        if code == 0:
            terminal.note("接着做什么，输入 kcbx")
        terminal.note(f"经过记在 {shown(batch.home / LOG)}")
        return code

    leave_with(work)
