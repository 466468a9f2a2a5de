"""``kcbx init``: a county's configuration, folders and secret."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kcbx.commands.running import run
from kcbx.commands.whats_next import show_next

if TYPE_CHECKING:
    from kcbx.app.county.asking import Ask
    from kcbx.terminal import Terminal


def init(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="文件夹",
            help="在哪里开始，不写为当前文件夹；来表已在里面的，从中找乡镇、村、学校",
            show_default=False,
        ),
    ] = Path(),
    county: Annotated[str | None, typer.Option("--county", metavar="县名", help="县名全称", show_default=False)] = None,
    code: Annotated[
        str | None, typer.Option("--code", metavar="代码", help="六位行政区划代码", show_default=False)
    ] = None,
    contact: Annotated[
        str | None, typer.Option("--contact", metavar="姓名", help="乡镇有疑问时找谁", show_default=False)
    ] = None,
    phone: Annotated[str | None, typer.Option("--phone", metavar="电话", help="联系电话", show_default=False)] = None,
    year: Annotated[
        str | None, typer.Option("--year", metavar="学年", help="如 2026；不写则由数据时点推出", show_default=False)
    ] = None,
    entry_age: Annotated[
        str | None, typer.Option("--entry-age", metavar="周岁", help="入学年龄，默认 6", show_default=False)
    ] = None,
    cutoff: Annotated[
        str | None, typer.Option("--cutoff", metavar="月-日", help="年龄截止日，默认 08-31", show_default=False)
    ] = None,
    township: Annotated[
        list[str] | None,
        typer.Option(
            "--township", metavar="乡镇", help="可写多次；可带联系人：云岭乡,王老师,电话,邮箱", show_default=False
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="不提问，没说的都用默认")] = False,
) -> None:
    """开始：写一份逐项说明的 kcbx.toml，建好放来表的文件夹，生成本县密钥。"""

    def work() -> int:
        from kcbx.app.county.initialising import Wanted, initialise  # noqa: PLC0415
        from kcbx.terminal import Terminal  # noqa: PLC0415

        terminal = Terminal()
        said = {
            "county": {"name": county, "code": code, "contact": contact, "phone": phone},
            "school": {"year": year, "entry_age": entry_age, "cutoff": cutoff},
        }
        given = {
            section: {key: value for key, value in keys.items() if value is not None} for section, keys in said.items()
        }
        ask = None if yes or not sys.stdin.isatty() else _asker(terminal)
        begun = initialise(Wanted(folder, given, tuple(township or ()), ask), terminal)
        places = begun.places
        if places.villages or places.schools:
            villages = sum(map(len, places.villages.values()))
            terminal.note(f"从来表里找到 {len(places.villages)} 个乡镇、{villages} 个村、{len(places.schools)} 所学校")
        if places.unsure:
            terminal.note(f"有 {sum(map(len, places.unsure.values()))} 个地名只见到一两行，写在注释里，请核实")
        terminal.note("配置：")
        terminal.result(str(begun.config))
        terminal.note(f"密钥：{begun.secret}（请备份，不要发给别人）")
        if begun.to_move:
            terminal.note(f"来表请移进 {begun.inputs}：{'、'.join(begun.to_move)}", alarm=True)
        elif begun.folders:
            terminal.note("来表放进：" + "、".join(str(each) for each in begun.folders))
        else:
            terminal.note(f"来表在：{begun.inputs}")
        terminal.note(f"乡镇、学校交回的核查表放进：{begun.returns}")
        show_next(folder, terminal)
        return 0

    run(work)


def _asker(terminal: Terminal) -> Ask:
    """Ask on stderr, a line a question: what a bare return means stands behind it."""
    from kcbx.definitions import schema  # noqa: PLC0415

    words = schema("init")["asking"]
    terminal.note(words["first"])

    def ask(question: str, default: str) -> str:
        suffix = words["keep"].format(default=default) if default else words["skip"]
        said: str = typer.prompt(question, default=default, show_default=False, prompt_suffix=suffix, err=True)
        return said

    return ask
