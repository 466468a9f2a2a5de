"""A county that goes on: the lists of one day in either of two school years, of the same children a year older.

The second year is invented first and the year before follows from it (:mod:`kcbx.sample.history.last_year`), so that
every child of the second year has a past. Within a school year the lives stay and the lists are written anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kcbx.cohorts import SchoolAges, school_year_of
from kcbx.errors import Problem, UsageError
from kcbx.sample.chance import stream
from kcbx.sample.history.last_year import lives_a_year_ago
from kcbx.sample.invention import invent, write_down
from kcbx.sample.make import SampleSummary, check_kind, write_lists, write_other_lists
from kcbx.sample.truth import write_truth

#: School years of one county that can be told.
YEARS = 2


@dataclass(frozen=True)
class Story:
    """Which county: the arguments of :func:`kcbx.sample.make`, and the first day on which lists were written of it."""

    children: int
    seed: int
    level: str
    layout: str
    begun: date


def make_term(story: Story, as_of: date, inputs: Path, truth: Path) -> SampleSummary:
    """Write the lists of a day below ``inputs``, census and roll and those of other offices, and what is true then.

    The same arguments give the same bytes. Raises UsageError for a day before the story or after its second year,
    and as :func:`kcbx.sample.make` for what the story asks for.
    """
    check_kind(story.children, story.level, story.layout, {})
    first, year = school_year_of(story.begun), school_year_of(as_of)
    if not 0 <= year - first < YEARS or as_of < story.begun:
        raise UsageError(
            Problem(
                "样例只讲两个相接的学年", str(as_of), f"{story.begun} 起，到 {first + YEARS} 年 8 月", "换一个文件夹"
            )
        )
    last = date(first + YEARS - 1, 9, 20)
    made = invent(children=story.children, seed=story.seed, level=story.level, as_of=last)
    lives = [made.lives]
    for back in range(YEARS):
        then = date(last.year - back - 1, last.month, last.day)
        lives.append(lives_a_year_ago(lives[-1], made.county, stream(story.seed, "years ago", str(back + 1)), then))
    back = first + YEARS - 1 - year
    now, before = lives[back], lives[back + 1]
    day = as_of.isoformat()
    written = write_down(made.county, now, SchoolAges(year), as_of, story.level, {}, story.seed, day)
    files = write_lists(inputs, written, as_of, story.level, story.layout, {}, story.seed, day)
    counts = write_truth(truth, now, written.census, written.roll, written.ages, as_of)
    files += write_other_lists(inputs, truth, written, before, as_of, story.level, {}, story.seed, day)
    return SampleSummary.of(inputs, counts, files)


__all__ = ["YEARS", "Story", "make_term"]
