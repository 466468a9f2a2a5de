"""The plain values that travel between the rooms: intake → people → linkage → register → workbooks.

Who is who is :mod:`kcbx.linkage`. Each class says what its tables hold; nothing here computes but what follows from a
value itself. Column meanings: ``schemas/tables.toml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kcbx.cohorts import SchoolAges, in_autumn
from kcbx.findings import Findings

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Intake:
    """What was read, before any cleaning.

    ``rows``: per form (``census``, ``roll``, …) a frame with the three source columns, ``township_hint`` and
    ``village_hint`` (from title, sheet or file name; null if none, and null for lists of schools, whose titles do
    not say where a child is at home), ``id_number_numeric`` (the ID stood in a numeric cell: its digits past the
    15th are not to be trusted unless ``id_number_exact``) and one str
    column per field of the form: the cell's text as written, null for an empty cell. Date cells read
    YYYY-MM-DD; other numbers read as their shortest exact digits. Further hints, null where a column of the
    sheet says it: ``school_hint``, ``grade_hint``, ``class_hint`` (title, sheet or file name: 红旗小学三年级2班)
    and ``year_hint`` (the year a title names: 2026). ``section_hint``: the line between the rows under which a row
    stands (以下人员未就读). ``roster_kind`` as in ``sheets``.
    ``sheets``: one row a sheet: source_file, source_sheet, form ("" = not recognised), header_row, rows_read
    (rows below the header that hold anything, notes and totals included), rows_blank, rows_notes,
    mapping (JSON: field → heading), letters (JSON: field → letters of its first column), ignored (headings dropped
    on purpose), leftover (headings nobody claims),
    why (why it was not recognised), hidden, digest (of the file, SHA-256), roster_kind (roll only:
    school, kindergarten, senior, vocational, special, home_teaching).
    ``problems`` of unreadable files are findings with the code ``file_unreadable``.
    """

    rows: Mapping[str, pd.DataFrame]
    sheets: pd.DataFrame
    findings: Findings


@dataclass(frozen=True)
class Place:
    """The county and the moment: what stands in the head of every page.

    ``deadline`` is the day the townships are asked to answer by; ``batch`` is derived from the inputs; ``bureau``: its
    name as configured, "" where it is not.
    """

    county: str
    as_of: date
    ages: SchoolAges
    deadline: date
    batch: str
    contact: str = ""
    phone: str = ""
    bureau: str = ""

    @property
    def owner(self) -> str:
        """Who speaks in the head of the bureau's pages, for instance 青崖县教育体育局."""
        return self.bureau or f"{self.county}教育体育局"

    @property
    def term(self) -> str:
        """For instance 2026—2027学年秋季学期."""
        year = self.ages.school_year
        season = "秋季" if in_autumn(self.as_of) else "春季"
        return f"{year}—{year + 1}学年{season}学期"


@dataclass(frozen=True)
class Measured:
    """What a register was measured to, for the workbooks that show it.

    ``indicators``: the [indicators] table, perhaps with a column ``last`` (last term's value), for the units to show;
    ``words``: the [indicator_words] table; ``every``: the indicators of all units, for charts (None: those to show).
    ``gaps``: the [indicator_gaps] table, for 指标明细; ``retention``: the [retention_steps]; ``movements``: the
    [movements] since last term; ``listed_before``: children who were to be verified then. None where it was not
    measured. ``followed``: schools renamed or merged since (:func:`kcbx.metrics.school_names.followed`).
    """

    indicators: pd.DataFrame
    words: pd.DataFrame
    gaps: pd.DataFrame | None = None
    retention: pd.DataFrame | None = None
    movements: pd.DataFrame | None = None
    every: pd.DataFrame | None = None
    listed_before: int | None = None
    followed: pd.DataFrame | None = None


@dataclass(frozen=True)
class Register:
    """Every row with its standing: what the workbooks, the tables and the indicators are made from.

    ``census``: the [people] columns of form census (the reason the census wrote is declared_reason here) plus
    child_id, standing, likely_standing (for the rates: where the child most probably stands if it is none of the
    pupils in doubt), maybe_child_id (for the rates: another child of the census that the child most probably is once
    more), reason (our sentence), case_number, row_key (the keyed hash that returns with a workbook), roll_id (linked
    roll row, null if none), nearest_roll_id, nearest_same, nearest_differ, duplicate_of (record_id of the row that
    stands for the child, null unless standing is duplicate), duplicate_reason, previous (a word on last term, null
    without one).
    ``roll``: [people] columns plus child_id, standing, reason, census_id (linked or review census row),
    duplicate_of, duplicate_reason, row_key.
    ``links``: the [links] table. ``conflicts``: the [conflicts] table. ``others``: people tables of the
    other forms by form name (attendance, disability, low_income, …) with child_id (null where nobody was found);
    intake_counts is the [intake_counts] table.
    ``accounting``: the [accounting] table. ``findings``: the [findings] table. ``sheets``: Intake.sheets.
    ``known_as``: of last term's register, this term's child_id by its own; None: by number and name alone
    (:func:`kcbx.metrics.terms.same_children`).
    """

    place: Place
    census: pd.DataFrame
    roll: pd.DataFrame
    links: pd.DataFrame
    conflicts: pd.DataFrame
    others: Mapping[str, pd.DataFrame]
    accounting: pd.DataFrame
    findings: pd.DataFrame
    sheets: pd.DataFrame
    known_as: pd.Series | None = None

    @property
    def children(self) -> pd.DataFrame:
        """The rows of the census that stand for a child: all but the duplicates."""
        return self.census[self.census["standing"].ne("duplicate")]

    @property
    def pupils(self) -> pd.DataFrame:
        """The rows of the roll that stand for a pupil: all but the duplicates."""
        return self.roll[self.roll["standing"].ne("duplicate_roll")]
