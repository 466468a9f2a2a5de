"""Who gets which workbook, and writing them all: the county's beside those of townships and schools."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kcbx.app.workers import workers
from kcbx.file_names import COUNTY_WORKBOOK, SCHOOLS, TOWNSHIPS
from kcbx.terminal import Terminal

if TYPE_CHECKING:
    from kcbx.config import Config
    from kcbx.register import Measured, Register

#: Below this many children a second process costs more than it saves.
_WORTH_A_PROCESS = 15_000


def write_workbooks(
    register: Register,
    measured: Measured,
    config: Config,
    folder: Path,
    terminal: Terminal,
) -> None:
    """Write 全县汇总.xlsx, 乡镇/*.xlsx and 学校/*.xlsx into ``folder``."""
    if len(register.census) < _WORTH_A_PROCESS:
        with terminal.stage("写全县汇总"):
            write_county(register, measured, config, folder)
        with terminal.stage("写乡镇、学校表"):
            write_recipients(register, config, folder)
        return
    with (
        terminal.stage("写工作簿"),
        workers(1) as pool,
    ):
        beside = pool.submit(write_recipients, register, config, folder)
        write_county(register, measured, config, folder)
        beside.result()


def write_county(register: Register, measured: Measured, config: Config, folder: Path) -> None:
    """The bureau's workbook."""
    from kcbx.workbook import county  # noqa: PLC0415

    county.write(register, config, folder / COUNTY_WORKBOOK, measured)


def write_recipients(register: Register, config: Config, folder: Path) -> None:
    """One workbook for every township and every school that has something to do."""
    from kcbx.workbook import school, township  # noqa: PLC0415
    from kcbx.workbook.recipients import file_name  # noqa: PLC0415

    for name, room in ((TOWNSHIPS, township), (SCHOOLS, school)):
        (folder / name).mkdir()
        for recipient in room.names(register):
            room.write(register, config, recipient, folder / name / file_name(recipient))
