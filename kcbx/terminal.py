"""The only printer: results on stdout, everything else on stderr; nothing that names a child on either.

Works on a console of any encoding, and no text steers it (:mod:`kcbx.streams`).
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kcbx.errors import KcbxError, Problem
from kcbx.streams import forgive, visible, visible_json

if TYPE_CHECKING:
    from rich.console import JustifyMethod
    from rich.progress import Progress

#: Told how much is done, and of how much.
Advance = Callable[[int, int], None]

_LONGEST_CODE = 16
#: Wider than any table.
_UNBROKEN = 10_000
#: A console that says it has no columns at all (COLUMNS=0) is written on all the same.
_NARROWEST = 20
ACCENT, ALARM, QUIET = "cyan", "bold red", "bright_black"


def shown(path: Path | str) -> str:
    """A path as it is typed here: short where it lies in this folder, between quotes where it has a space."""
    path = Path(path)
    here = Path.cwd()
    near = str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
    return f'"{near}"' if " " in near else near


class Terminal:
    """Speaks to the analyst. ``times`` collects the seconds of each stage for run.json and ``--timings``."""

    def __init__(self) -> None:
        forgive()
        self._say = Console(stderr=True, highlight=False, soft_wrap=True)
        self._results = Console(highlight=False, soft_wrap=True)
        if not self._results.is_terminal:
            self._results.width = _UNBROKEN
        for console in (self._say, self._results):
            console.width = max(console.width, _NARROWEST)
        self.times: dict[str, float] = {}

    @contextmanager
    def stage(self, label: str, *, counted: bool = False) -> Iterator[Advance]:
        """One line of progress for a stage of the work, with a bar where it is ``counted``.

        Yields what to tell how much is done of how much; without a terminal nothing is drawn.
        """
        start = time.perf_counter()
        if not self._say.is_terminal:
            yield lambda *_: None
        else:
            with _bar(self._say, counted=counted) as bar:
                task = bar.add_task(label, total=None)
                yield lambda done, total: bar.update(task, completed=done, total=total)
        self.times[label] = round(time.perf_counter() - start, 3)
        self._say.print(Text.assemble(("√ ", ACCENT), label, (f"  {self.times[label]:.1f} 秒", QUIET)))

    def note(self, text: str, *, alarm: bool = False) -> None:
        """One line for the analyst, on stderr."""
        self._say.print(Text(visible(text), style=ALARM if alarm else ""))

    def heading(self, text: str) -> None:
        """A line that opens a part of the closing summary."""
        self._say.print()
        self._say.print(Text(visible(text), style=f"bold {ACCENT}"))

    def table(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        result: bool = False,
        right: Collection[str] = (),
    ) -> None:
        """A small table; on stdout when it is what the command was asked for.

        Numbers go to the right, and the columns under a head in ``right``. No number, date or code is broken; nothing
        is where a result goes to a file or another program.
        """
        grid = Table(box=None, header_style=QUIET, pad_edge=False)
        rows = [[visible(cell).replace("\n", "?") for cell in row] for row in rows]
        for column, head in enumerate(heads):
            numeric = head in right or all(_is_number(row[column]) for row in rows)
            codes = [row[column] for row in rows if _is_code(row[column])]
            justify: JustifyMethod = "right" if numeric and rows else "left"
            grid.add_column(head, justify=justify, overflow="fold", min_width=max(map(len, codes), default=None))
        for row in rows:
            grid.add_row(*(Text(cell) for cell in row))
        (self._results if result else self._say).print(grid)

    def result(self, text: str) -> None:
        """A plain result on stdout."""
        self._results.print(Text(visible(text)))

    def json(self, content: Mapping[str, Any]) -> None:
        """One JSON object on stdout."""
        text = json.dumps(content, ensure_ascii=False, indent=2, default=str)
        sys.stdout.write(visible_json(text) + "\n")

    def fail(self, error: KcbxError) -> None:
        """Every problem of an error: what, where, what was expected, what to do."""
        self._say.print(Text(f"没有完成：{len(error.problems)} 个问题", style=ALARM))
        for problem in error.problems:
            self.problem(problem)

    def problem(self, problem: Problem) -> None:
        """One problem on two or three lines."""
        self._say.print(Text.assemble(("× ", ALARM), visible(problem.what)))
        parts = (("位置", problem.where.replace("\n", "?")), ("应为", problem.expected), ("请", problem.advice))
        for label, text in parts:
            if text:
                self._say.print(Text.assemble("  ", (f"{label}：", QUIET), visible(text)))


def _bar(console: Console, *, counted: bool) -> Progress:
    from rich import progress  # noqa: PLC0415 - not needed where nothing takes long

    columns = [progress.SpinnerColumn(), progress.TextColumn("{task.description}"), progress.TimeElapsedColumn()]
    if counted:
        columns[2:2] = [progress.BarColumn(bar_width=24), progress.MofNCompleteColumn()]
    return progress.Progress(*columns, console=console, transient=True)


def _is_code(cell: str) -> bool:
    """Whether a cell is one short word to be copied: a number, a date, 26A-13QN4J."""
    return cell.isascii() and " " not in cell and len(cell) <= _LONGEST_CODE


def _is_number(cell: str) -> bool:
    return cell.replace(",", "").replace(".", "").replace("%", "").replace("–", "0").lstrip("-+").isdigit()
