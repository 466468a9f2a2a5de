"""The county workbook, 全县汇总.xlsx: one page of overview, then every list behind its figures.

:func:`write` lays the pages out in order; all of them are drawn from one :mod:`picture`, in the words of
:mod:`phrases`.

- 总览: :mod:`overview`, with its :mod:`cards`, :mod:`overview_tables`, :mod:`overview_steps`, :mod:`township_chart`;
  what is :mod:`waiting` for a person.
- Figures: :mod:`indicators`, :mod:`charts`, :mod:`movements`, :mod:`matrix`, :mod:`groups`, and the schools of
  :mod:`rolls`.
- Lists of children: :mod:`suspects`, :mod:`review`, :mod:`conflicts`, :mod:`ledgers`.
- What became of the sheets: :mod:`quality`, :mod:`certificate` from the :mod:`accounts`; what it all means:
  :mod:`explain`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kcbx.config import Config
from kcbx.register import Measured, Register
from kcbx.workbook.book import Book
from kcbx.workbook.county.certificate import write_certificate
from kcbx.workbook.county.charts import write_charts
from kcbx.workbook.county.conflicts import write_conflicts, write_duplicates
from kcbx.workbook.county.explain import write_explain
from kcbx.workbook.county.groups import write_disabled, write_groups
from kcbx.workbook.county.indicators import county_rows, write_behind, write_indicators
from kcbx.workbook.county.ledgers import write_dropout_ledger, write_ledger, write_suspect_ledger
from kcbx.workbook.county.matrix import write_matrix
from kcbx.workbook.county.movements import write_movements
from kcbx.workbook.county.overview import write_overview
from kcbx.workbook.county.picture import Picture
from kcbx.workbook.county.quality import write_findings, write_quality
from kcbx.workbook.county.review import write_review
from kcbx.workbook.county.rolls import write_schools, write_unregistered
from kcbx.workbook.county.suspects import write_absent, write_suspects

#: Pages in order, after 总览 and before 说明.
PAGES: tuple[Callable[[Book, Picture], None], ...] = (
    write_matrix,
    write_schools,
    write_suspects,
    write_absent,
    write_unregistered,
    write_review,
    write_conflicts,
    write_duplicates,
    write_disabled,
    write_groups,
    write_ledger,
    write_suspect_ledger,
    write_dropout_ledger,
    write_quality,
    write_findings,
    write_certificate,
)


def write(register: Register, config: Config, path: Path, measured: Measured | None = None) -> None:
    """Write the county workbook of a register to ``path``.

    Without ``measured`` there is neither 指标 nor 图, and the cards of 总览 are counted from the register.
    Same arguments, same bytes. Raises OutputUnwritable.
    """
    picture = Picture(register, config)
    title = f"{register.place.county}全县汇总"
    with Book(path, register.place, title=title, owner=register.place.owner) as book:
        rates = None if measured is None else county_rows(measured.indicators, measured.words)
        write_overview(book, picture, rates, None if measured is None else measured.listed_before)
        if measured is not None and rates is not None:
            write_indicators(book, rates)
            if measured.gaps is not None:
                write_behind(book, picture, rates, measured.gaps)
            write_charts(book, picture, rates, measured)
            if measured.movements is not None:
                write_movements(book, measured.movements, measured.followed)
        for page in PAGES:
            page(book, picture)
        write_explain(book, picture, book.tabs)


__all__ = ["write"]
