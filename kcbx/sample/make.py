"""The story of a sample: a county, its people, their true lives, two lists of them, errors, files, the truth."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from kcbx.cohorts import SchoolAges, school_year_of
from kcbx.errors import Problem, UsageError
from kcbx.file_names import SAMPLE, TRUTH
from kcbx.sample.census_books import CensusBooks
from kcbx.sample.chance import stream
from kcbx.sample.duplicates import ROW_KINDS
from kcbx.sample.errors import spoil
from kcbx.sample.errors.kinds import KINDS
from kcbx.sample.history.books import intake_counts, intake_moves, other_books
from kcbx.sample.history.last_year import lives_a_year_ago
from kcbx.sample.history.lists import OtherLists
from kcbx.sample.history.truth import write_history_truth
from kcbx.sample.invention import Invention, error_rates, invent, write_down
from kcbx.sample.life import Life
from kcbx.sample.roll_books import RollBooks
from kcbx.sample.sheets import Book
from kcbx.sample.style import SHEET_KINDS
from kcbx.sample.truth import write_truth
from kcbx.sample.write import write_books

LEVELS = ("clean", "ordinary", "bad", "transliterated")
LAYOUTS = ("township", "village", "county", "mixed")

#: Folders below the sample's: what a county would have, and what only the maker knows.
INPUTS, LAST_YEAR = SAMPLE, "上年"


@dataclass(frozen=True, slots=True)
class SampleSummary:
    """What was made: people, rows, true pairs, children truly out of school, files of input."""

    folder: Path
    children: int
    census_rows: int
    roll_rows: int
    links: int
    out_of_school: int
    files: int

    @classmethod
    def of(cls, folder: Path, counts: Mapping[str, int], files: int) -> SampleSummary:
        """From what :func:`kcbx.sample.truth.write_truth` counted."""
        names = ("children", "census_rows", "roll_rows", "links", "out_of_school")
        return cls(folder, **{name: counts[name] for name in names}, files=files)


def make(
    out: Path,
    *,
    children: int,
    seed: int,
    level: str = "ordinary",
    layout: str = "township",
    as_of: date = date(2026, 9, 20),
    history: bool = False,
    rates: Mapping[str, float] | None = None,
) -> SampleSummary:
    """Write an invented county below ``out``: ``输入`` for kcbx to read, ``真相`` to measure it by.

    ``children``: registered in the county; a few pupils of other counties come on top. ``level`` and
    ``layout``: see LEVELS and LAYOUTS. ``rates`` overrides single rates of schemas/sample/levels.toml, by
    kind ("id_typo") or by list and kind ("census.id_typo"). ``history`` adds last year's lists below
    ``上年/输入`` and the lists of other offices in ``输入/其他``. The same arguments give the same bytes.

    Raises UsageError for an unknown level, layout or kind, a rate that is none, too few children, or a
    folder that is in use.
    """
    check_kind(children, level, layout, rates or {})
    if any((out / part).exists() for part in (INPUTS, TRUTH, LAST_YEAR)):
        raise UsageError(f"文件夹里已有样例：{out}；请换一个文件夹或先删去")
    made = invent(children=children, seed=seed, level=level, as_of=as_of, rates=rates)
    files = write_lists(out / INPUTS, made, as_of, level, layout, rates or {}, seed)
    counts = write_truth(out / TRUTH, made.lives, made.census, made.roll, made.ages, as_of)
    if history:
        files += _write_history(out, made, seed, level, layout, as_of, rates or {})
    return SampleSummary.of(out, counts, files)


def write_lists(
    folder: Path,
    made: Invention,
    as_of: date,
    level: str,
    layout: str,
    rates: Mapping[str, float],
    seed: int,
    *stage: str,
) -> int:
    """Census and roll below a folder; the number of files. ``stage`` names the chance it is drawn with."""
    with _settled_objects():
        return write_books(folder, _books(made, as_of, level, layout, rates, seed, *stage))


def write_other_lists(
    inputs: Path,
    truth: Path,
    made: Invention,
    before: Sequence[Life],
    as_of: date,
    level: str,
    rates: Mapping[str, float],
    seed: int,
    *stage: str,
) -> int:
    """The lists of other offices under ``其他`` and what is true over time; ``before``: the lives of a year ago."""
    lists = OtherLists(made.lives, before, as_of, stream(seed, *stage, "others")).rows()
    for form, rows in lists.items():
        spoil(rows, error_rates(level, "roll", rates), made.county, stream(seed, *stage, "others", form))
    moves = intake_moves(made.lives, lists["intake_list"])
    others = chain(
        other_books(lists, made.county.name, as_of.year, stream(seed, *stage, "others", "books")),
        [intake_counts(lists["intake_list"], moves, made.ages.school_year - 8)],
    )
    with _settled_objects():
        files = write_books(inputs, others)
    write_history_truth(truth, made.lives, before, made.roll, lists, as_of)
    return files


def _books(
    made: Invention, as_of: date, level: str, layout: str, rates: Mapping[str, float], seed: int, *stage: str
) -> Iterator[Book]:
    """The books of both lists, one after the other."""
    census = CensusBooks(
        made.county, as_of, stream(seed, *stage, "census", "books"), error_rates(level, "census", rates)
    )
    roll = RollBooks(made.county, as_of, stream(seed, *stage, "roll", "books"))
    yield from census.lay_out(made.census, layout)
    yield from roll.lay_out(made.roll, layout)


def _write_history(
    out: Path, made: Invention, seed: int, level: str, layout: str, as_of: date, rates: Mapping[str, float]
) -> int:
    """Last year's two lists under ``上年``, the other lists under ``输入/其他``, the truth of both; files written."""
    then = date(as_of.year - 1, as_of.month, min(as_of.day, 28 if as_of.month == 2 else 31))
    before = lives_a_year_ago(made.lives, made.county, stream(seed, "last year"), then)
    past = write_down(made.county, before, SchoolAges(school_year_of(then)), then, level, rates, seed, "last year")
    files = write_lists(out / LAST_YEAR / INPUTS, past, then, level, layout, rates, seed, "last year")
    files += write_other_lists(out / INPUTS, out / TRUTH, made, before, as_of, level, rates, seed)
    write_truth(out / TRUTH / LAST_YEAR, before, past.census, past.roll, past.ages, then)
    return files


@contextmanager
def _settled_objects() -> Iterator[None]:
    """Keep the garbage collector from walking the living population again for every workbook."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def check_kind(children: int, level: str, layout: str, rates: Mapping[str, float]) -> None:
    """Raise UsageError for a county that cannot be invented."""
    if children < 1:
        raise UsageError("儿童人数至少为 1")
    if level not in LEVELS:
        raise UsageError(Problem(f"没有这种差错程度：{level}", expected="、".join(LEVELS)))
    if layout not in LAYOUTS:
        raise UsageError(Problem(f"没有这种样式：{layout}", expected="、".join(LAYOUTS)))
    known = {*KINDS, *ROW_KINDS, *SHEET_KINDS}
    unknown = [key for key in rates if key.rpartition(".")[2] not in known]
    if unknown:
        raise UsageError(f"没有这种差错：{'、'.join(unknown)}")
    if not all(0 <= rate <= 1 for rate in rates.values()):
        raise UsageError("差错率应在 0 与 1 之间")
