"""``kcbx archive`` and ``kcbx restore``: a term put away encrypted, and had back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kcbx.commands.options import AsJson, ConfigFile, PasswordSheet
from kcbx.commands.running import run
from kcbx.errors import Problem, UsageError
from kcbx.file_names import CONFIG_ENTRY, HEADINGS, LEDGER, SECRET_FILE

if TYPE_CHECKING:
    from kcbx.deliver.archive import Manifest
    from kcbx.terminal import Terminal

_COUNTY_WORDS = {CONFIG_ENTRY: "配置", LEDGER: "台账", SECRET_FILE: "密钥", HEADINGS: "认过的表头"}
PasswordSource = Annotated[
    Path | None,
    typer.Option(
        "--password-file",
        metavar="文件",
        help="密码单，或只写一个密码的文件；都不写则当场输入",
        show_default=False,
    ),
]


def archive(
    result: Annotated[Path, typer.Argument(metavar="结果文件夹", help="kcbx reconcile 写出的文件夹")],
    to: Annotated[Path, typer.Option("--to", metavar="文件.zip", help="存档写到哪里", show_default=False)],
    password_sheet: PasswordSheet = None,
    password_file: PasswordSource = None,
    config: ConfigFile = None,
    ledger: Annotated[
        Path | None,
        typer.Option("--ledger", metavar="台账", help="一起存档的台账；不写则存配置旁的台账", show_default=False),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="覆盖已有的存档")] = False,
    as_json: AsJson = False,
) -> None:
    """把一学期存档：结果表、来表指纹、配置、台账、密钥，加密成一个文件；以后的 kcbx 都能取回。"""

    def work() -> int:
        from kcbx.app.retention import archiving as story  # noqa: PLC0415
        from kcbx.terminal import Terminal  # noqa: PLC0415

        if password_sheet and password_file:
            raise UsageError(Problem("密码单和密码文件只能用一个", advice="去掉其中一个"))
        terminal = Terminal()
        request = story.Request(
            result, to, password_sheet, lambda: _password(password_file, confirm=True), config, ledger, overwrite
        )
        _show(story.archive(request, terminal), terminal, as_json=as_json)
        terminal.note(f"存档写到 {to}")
        if password_sheet:
            terminal.note(f"密码在 {password_sheet} 的“{story.HOLDER}”一行；丢了密码，谁也打不开")
        return 0

    run(work)


def restore(
    file: Annotated[Path, typer.Argument(metavar="存档", help="kcbx archive 写出的文件")],
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="文件夹", help="取回到哪里；不写则只核对、列出内容", show_default=False),
    ] = None,
    password_file: PasswordSource = None,
    as_json: AsJson = False,
) -> None:
    """打开存档：逐个核对指纹，取回结果表，可接着看指标、对比、作上学期的结果。"""

    def work() -> int:
        from kcbx.app.retention import archiving as story  # noqa: PLC0415
        from kcbx.terminal import Terminal  # noqa: PLC0415

        terminal = Terminal()
        manifest = story.restore(file, to, lambda: _password(password_file, confirm=False), terminal)
        _show(manifest, terminal, as_json=as_json)
        terminal.note(f"已取回到 {to}（只有表，没有工作簿）" if to else "完好；加上 --to 文件夹 才取回")
        if to and LEDGER in manifest.entries:
            terminal.note("台账、密钥是存档那天的；换了电脑要接着办的，拷回原来的位置，再收存档以后交回的表")
        return 0

    run(work)


def _show(manifest: Manifest, terminal: Terminal, *, as_json: bool) -> None:
    if as_json:
        terminal.json(manifest.model_dump(mode="json"))
    terminal.heading(f"{manifest.county} {manifest.term}")
    terminal.note(f"数据时点 {manifest.as_of} · 批次 {manifest.batch} · kcbx {manifest.kcbx}")
    county = [word for name, word in _COUNTY_WORDS.items() if name in manifest.entries]
    tables = sum(name.startswith("tables/") for name in manifest.entries)
    terminal.note(
        f"结果表 {tables} 张 · 来表 {len(manifest.inputs)} 份的指纹{''.join(f' · {word}' for word in county)}"
    )


def _password(file: Path | None, *, confirm: bool) -> str:
    """From a file, else asked for without echo."""
    from kcbx.app.retention.archiving import HOLDER  # noqa: PLC0415
    from kcbx.deliver.passwords import read  # noqa: PLC0415

    if file is not None:
        said = read(file).of(HOLDER)
        if not said:
            raise UsageError(Problem("没有存档的密码", str(file), f"“{HOLDER}”一行，或只写一个密码", "检查文件"))
        return said
    if not sys.stdin.isatty():
        raise UsageError(Problem("没有说密码从哪里来", advice="加上 --password-file"))
    again: bool | str = "再输一遍" if confirm else False
    return str(typer.prompt("存档的密码（不显示）", hide_input=True, confirmation_prompt=again, err=True))
