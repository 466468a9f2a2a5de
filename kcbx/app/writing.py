"""Who gets which workbook, and writing them all: the county's beside those of townships and schools."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kcbx.app.workers import workers
from kcbx.terminal import Terminal

if TYPE_CHECKING:
    import pandas as pd

    from kcbx.config import Config
    from kcbx.register import Register

#: Below this many children a second process costs more than it saves.
_WORTH_A_PROCESS = 15_000


def write_workbooks(
    register: Register,
    indicators: pd.DataFrame,
    previous: Register | None,
    config: Config,
    folder: Path,
    terminal: Terminal,
) -> None:
    """Write 全县汇总.xlsx, 乡镇/*.xlsx and 学校/*.xlsx into ``folder``. ``previous``: last term's register."""
    if len(register.census) < _WORTH_A_PROCESS:
        with terminal.stage("写全县汇总"):
            write_county(register, indicators, previous, config, folder)
        with terminal.stage("写乡镇、学校表"):
            write_recipients(register, config, folder)
        return
    with (
        terminal.stage("写工作簿"),
        workers(1) as pool,
    ):
        beside = pool.submit(write_recipients, register, config, folder)
        write_county(register, indicators, previous, config, folder)
        beside.result()


def write_county(
    register: Register, indicators: pd.DataFrame, previous: Register | None, config: Config, folder: Path
) -> None:
    """The bureau's workbook."""
    from kcbx.app.indicator_words import indicator_words  # noqa: PLC0415
    from kcbx.app.reconcile import COUNTY_WORKBOOK  # noqa: PLC0415
    from kcbx.definitions import schema  # noqa: PLC0415
    from kcbx.metrics.gaps import gaps  # noqa: PLC0415
    from kcbx.workbook import county  # noqa: PLC0415

    words = indicator_words(config, register.place.ages)
    behind = gaps(register, [tuple(pair) for pair in schema("workbooks/county")["rates"]["behind"]], previous)
    county.write(register, config, folder / COUNTY_WORKBOOK, indicators, words, behind)


def write_recipients(register: Register, config: Config, folder: Path) -> None:
    """One workbook for every township and every school that has something to do."""
    from kcbx.app.reconcile import SCHOOLS, TOWNSHIPS  # noqa: PLC0415
    from kcbx.workbook import school, township  # noqa: PLC0415
    from kcbx.workbook.recipients import file_name  # noqa: PLC0415

    for name, room in ((TOWNSHIPS, township), (SCHOOLS, school)):
        (folder / name).mkdir()
        for recipient in room.names(register):
            room.write(register, config, recipient, folder / name / file_name(recipient))
