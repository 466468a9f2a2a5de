"""``kcbx template``: blank forms to send to villages and schools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kcbx.commands.completing import blank_forms
from kcbx.commands.options import AsOf, ConfigFile
from kcbx.commands.running import day_of, run


def template(
    form: Annotated[
        str,
        typer.Argument(
            metavar="表",
            help="census 摸底、roll 学籍、attendance 点名、disability 残疾、low_income 脱贫户监测户、"
            "intake_counts 招生统计、intake_list 新生名单、graduates 毕业去向、deferral 延缓入学、leave 休学、"
            "out_of_county 县外就读；all 全部",
            autocompletion=blank_forms,
        ),
    ],
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="文件", help="写到哪里，.xlsx 文件或文件夹；不写则以表名命名", show_default=False),
    ] = None,
    township: Annotated[
        str, typer.Option("--township", metavar="乡镇", help="写进标题的乡镇", show_default=False)
    ] = "",
    village: Annotated[str, typer.Option("--village", metavar="村", help="写进标题的村", show_default=False)] = "",
    school: Annotated[str, typer.Option("--school", metavar="学校", help="写进标题的学校", show_default=False)] = "",
    config: ConfigFile = None,
    as_of: AsOf = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="覆盖已有的文件")] = False,
) -> None:
    """给村和学校的空白表：下拉列表、文本格式的号码列、填写说明；填好收回来，kcbx 直接读得懂。"""

    def work() -> int:
        from kcbx.app.sheets.blank_forms import Wanted, write_forms  # noqa: PLC0415
        from kcbx.terminal import Terminal  # noqa: PLC0415

        day = day_of(as_of)
        paths = write_forms(Wanted(form, day, to, township, village, school, config, overwrite))
        terminal = Terminal()
        terminal.note(f"写出 {len(paths)} 份空白表：")
        for path in paths:
            terminal.result(str(path))
        return 0

    run(work)
