"""Who gets which workbook, and writing them all: the county's beside those of townships and schools."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kcbx.app.workers import workers
from kcbx.file_names import COUNTY_WORKBOOK, SCHOOLS, TOWNSHIPS

if TYPE_CHECKING:
    from kcbx.config import Config
    from kcbx.register import Measured, Register

#: Below this many children a second process costs more than it saves.
_WORTH_A_PROCESS = 15_000


@contextmanager
def recipients_beside(register: Register, config: Config, folder: Path) -> Iterator[Callable[[], None]]:
    """The workbooks of townships and schools, written by a second process while the block goes on.

    Yields what waits until they are there; where the children are few, it writes them.
    """
    if len(register.census) < _WORTH_A_PROCESS:
        yield lambda: write_recipients(register, config, folder)
        return
    with workers(1) as pool:
        yield pool.submit(write_recipients, register, config, folder).result


def to_open(folder: Path) -> list[str]:
    """The county's workbook, and the folders of townships and schools that hold any."""
    return [COUNTY_WORKBOOK, *(name for name in (TOWNSHIPS, SCHOOLS) if any((folder / name).iterdir()))]


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
