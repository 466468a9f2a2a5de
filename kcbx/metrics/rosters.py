"""Rosters: the register as plain lists of people.

``household`` lists the children of the census once each, ``pupils`` the roll once each, ``residents`` whoever lives
here: household children not known elsewhere, and pupils here who are in no census. ``entrants``, ``graduates`` and
``intakes`` come from the lists of the same names, ``cases`` from the case ledger, ``pupils_before`` and
``household_before`` from last term.
Everything a population may ask is a column; what is unknown is null or False, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from kcbx.cohorts import SchoolAges
from kcbx.definitions import schema, standings
from kcbx.fields import empty
from kcbx.metrics import terms
from kcbx.metrics.likely import likely_rows, listed_again
from kcbx.metrics.roster import KEY_GROUPS, SOURCES, UNITS, Roster, among, attached_class, levels
from kcbx.register import Register

_ELSEWHERE = ("elsewhere_proved", "elsewhere_claimed")
_PLACES = ["source_file", "source_sheet", "source_row"]


@dataclass(frozen=True)
class Lists:
    """All rosters of a register and of last term's, each built when it is first asked for."""

    register: Register
    previous: Register | None = None

    @property
    def ages(self) -> SchoolAges:
        """The county's age rules; townships with their own have them in ``grade_due`` already."""
        return self.register.place.ages

    @cached_property
    def rosters(self) -> tuple[Roster, ...]:
        """All of them."""
        return (
            *(self.household, self.pupils, self.residents),
            *(self.entrants, self.graduates, self.intakes),
            *(self.pupils_before, self.household_before, self.cases),
        )

    @cached_property
    def household(self) -> Roster:
        """The children of the census, once each: every row but ``duplicate``.

        ``enrolled`` and ``population`` are those of the standing (``standings.toml``), and a child in review counts
        as enrolled where the roll row it most probably is says present (``likely``, see :mod:`kcbx.metrics.likely`).
        ``level`` is what a child attends, or would attend if on leave: the stage of that roll row, of a special school
        by its grade, else what the census says, else the level due by age. A child in review whose own age is unknown
        has that of the roll row. ``census_status`` is the village's own word.
        """
        census = self.register.census
        census = census[census["standing"] != "duplicate"]
        rolls = self._roll.set_index("record_id")
        linked = rolls.reindex(census["roll_id"]).set_axis(census.index, axis=0)
        likely = rolls.reindex(census["record_id"].map(self._likely)).set_axis(census.index, axis=0)
        doubtful = likely["child_id"].notna()
        here = linked.where(~doubtful, likely)
        known = standings()
        rows = census[[*SOURCES, "township", "village", "cohort"]].copy()
        rows["school"], rows["census_status"] = here["school"].astype("str"), census["status"]
        rows["sex"] = census["sex"].fillna(census["id_sex"])
        rows["grade_due"] = census["grade_due"].fillna(likely["grade_due"])
        rows["age"] = census["age_at_cutoff"].fillna(likely["age_at_cutoff"])
        rows["cohort"] = census["cohort"].fillna(likely["cohort"])
        rows["likely"] = doubtful & present(likely["status"])
        enrolled = census["standing"].map({code: each.enrolled for code, each in known.items()}).astype("boolean")
        rows["enrolled"] = enrolled.fillna(False).astype(bool) | rows["likely"]
        counts = census["standing"].map({code: each.population for code, each in known.items()}).astype("boolean")
        rows["population"] = counts.fillna(False).astype(bool) & ~census["record_id"].isin(listed_again(self.register))
        rows["stage"] = here["stage"].fillna(census["stage"])
        grade = here["grade"].astype("float64").fillna(census["grade"].astype("float64"))
        rows["level"] = levels(rows["stage"], grade, rows["grade_due"].astype("float64"), self.ages)
        rows["attached"] = attached_class(here["school"], here["stage"])
        return Roster("household", self._with_groups(rows, census, linked).reset_index(drop=True))

    @cached_property
    def pupils(self) -> Roster:
        """The pupils of the roll, once each: every row but ``duplicate_roll``; ``present`` by status."""
        roll = self._roll[self._roll["standing"] != "duplicate_roll"]
        rows = roll[
            [*SOURCES, "township", "village", "school", "cohort", "status", "stage", "grade", "grade_due"]
        ].copy()
        rows["sex"], rows["age"] = roll["sex"].fillna(roll["id_sex"]), roll["age_at_cutoff"]
        due, grade = roll["grade_due"].astype("float64"), roll["grade"].astype("float64")
        rows["level"] = levels(roll["stage"], grade, due, self.ages)
        rows["present"] = present(roll["status"])
        rows["attached"] = attached_class(roll["school"], roll["stage"])
        return Roster("pupils", self._with_groups(rows, roll, self._census_of(roll)).reset_index(drop=True))

    @cached_property
    def residents(self) -> Roster:
        """Who lives here: household children not known elsewhere, and pupils here whom no census registers.

        A pupil who may be a census child (``review``) is left out: that child is counted already.
        """
        home = self.household.rows
        home = home[~home["standing"].isin(_ELSEWHERE) & home["population"].astype(bool)]
        others = self.pupils.rows
        others = others[others["present"] & others["standing"].isin(["from_elsewhere", "not_in_census"])]
        others = others.assign(enrolled=True, population=True)
        shared = [*SOURCES, *UNITS, "grade_due", "age", "enrolled", "population", "level", "stage", "attached"]
        return Roster(
            "residents", pd.concat([each[[*shared, *KEY_GROUPS]] for each in (home, others)], ignore_index=True)
        )

    @cached_property
    def entrants(self) -> Roster:
        """The named grade-1 entrants of the cohort now in the last grade, once each, with their ``fate`` today."""
        rows = self._listed("intake_list")
        fates, ids = self._fates(rows["child_id"]), self._pupil_ids(rows["child_id"])
        return Roster("entrants", rows.assign(fate=fates, pupil_id=ids))

    @cached_property
    def graduates(self) -> Roster:
        """Last summer's graduates, once each; ``went``: general, vocational, elsewhere, none, or unknown.

        A pupil of a senior or vocational roll has gone there, whatever the list says.
        """
        rows = self._listed("graduates")
        stage = self._pupil_now(rows["child_id"])["stage"].where(lambda each: each.isin(["senior", "vocational"]))
        where = schema("measuring")["went"]
        went = stage.map(where).fillna(rows["status"].map(where)).fillna("unknown")
        return Roster("graduates", rows.assign(went=went))

    @cached_property
    def intakes(self) -> Roster:
        """The rows of the intake counts, one a school and year; the same row sent twice counts once."""
        counts = self.register.others.get("intake_counts")
        if counts is None or counts.empty:
            counts = pd.DataFrame(columns=["record_id", *_PLACES, "school", "intake_year", "intake_count"])
        numbers = [name for name in counts if name not in {"record_id", *_PLACES, "school", "intake_year"}]
        rows = counts.drop_duplicates(["school", "intake_year", *numbers]).reset_index(drop=True)
        return Roster("intakes", _whole(rows))

    @cached_property
    def cases(self) -> Roster:
        """The cases of the ledger, the [cases] table; ``returned`` and ``open`` as they stand at the as-of date."""
        table = self.register.others.get("cases")
        rows = empty("cases") if table is None else table
        return Roster("cases", _whole(rows.assign(standing=None)))

    @cached_property
    def pupils_before(self) -> Roster:
        """Last term's pupils as :attr:`pupils` was then; ``now_id``, ``fate`` and ``repeats`` say what is now.

        ``pupil_id``: the child among the pupils of today, :meth:`_pupil_ids`.
        """
        rows = self._known_now(None if self.before is None else self.before.pupils, ["present", "level", "grade"])
        now = self._pupil_now(rows["now_id"])
        again = now["present"].eq(True) & now["grade"].astype("float64").eq(rows["grade"].astype("float64"))
        ids = self._pupil_ids(rows["now_id"])
        return Roster("pupils_before", rows.assign(fate=self._fates(rows["now_id"]), repeats=again, pupil_id=ids))

    @cached_property
    def household_before(self) -> Roster:
        """Last term's census children as :attr:`household` was then, but ``enrolled`` says whether they are now."""
        rows = self._known_now(None if self.before is None else self.before.household, [])
        now = self._row_now(rows["now_id"], self.household)
        return Roster("household_before", rows.assign(enrolled=now["enrolled"].eq(True)))

    @cached_property
    def before(self) -> Lists | None:
        """Last term's rosters."""
        return None if self.previous is None else Lists(self.previous)

    @cached_property
    def same_children(self) -> pd.Series:
        """This term's child_id by last term's; empty without one."""
        return pd.Series(dtype="str") if self.previous is None else terms.same_children(self.previous, self.register)

    @property
    def new_year(self) -> bool:
        """Whether last term lies in another school year."""
        return self.previous is not None and self.previous.place.ages.school_year != self.ages.school_year

    @cached_property
    def _roll(self) -> pd.DataFrame:
        """The roll with each pupil in the grade, and the stage of it, in which it is counted (``grade_settled``)."""
        roll = self.register.roll
        settled = roll["grade_settled"]
        ordinary = settled.notna() & roll["stage"].isin(["primary", "junior"])
        stage = pd.Series("junior", index=roll.index).mask(settled.le(self.ages.primary_years).eq(True), "primary")
        return roll.assign(grade=settled.fillna(roll["grade"]), stage=roll["stage"].mask(ordinary, stage))

    @cached_property
    def _likely(self) -> pd.Series:
        return likely_rows(self.register)

    def _pupil_ids(self, children: pd.Series) -> pd.Series:
        """The child_id under which each child stands among the pupils; of a child in review that of the likely row."""
        roll, census = (each.set_index("record_id")["child_id"] for each in (self.register.roll, self.register.census))
        own = dict(zip(census.reindex(self._likely.index), roll.reindex(self._likely), strict=True))
        return children.astype("object").map(lambda child: own.get(child, child)).astype("str")

    def _pupil_now(self, children: pd.Series) -> pd.DataFrame:
        """The row of each child among the pupils of today; of a child in review the row it most probably is."""
        return self._row_now(self._pupil_ids(children), self.pupils)

    def _census_of(self, roll: pd.DataFrame) -> pd.DataFrame:
        census = self.register.census
        own = census[census["standing"] != "duplicate"].drop_duplicates("child_id").set_index("child_id")
        return own.reindex(roll["child_id"]).set_axis(roll.index, axis=0)

    def _with_groups(self, rows: pd.DataFrame, own: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
        """Key groups: a child belongs to one when either list says so, or a register of the group names the child."""
        for group in KEY_GROUPS:
            rows[group] = own[group].fillna(False).astype(bool) | other[group].fillna(False).astype(bool)
        rows["certified"] = among(own["child_id"], self._named_in("disability"))
        rows["disabled"] |= rows["certified"]
        rows["low_income"] |= among(own["child_id"], self._named_in("low_income"))
        return rows

    def _named_in(self, form: str) -> pd.Series:
        """Children a list names; an empty list has no child_id column."""
        table = self.register.others.get(form)
        return pd.Series(dtype="str") if table is None or table.empty else table["child_id"].dropna()

    def _listed(self, form: str) -> pd.DataFrame:
        """The rows of another list, a child once; rows of nobody known all stay. Key groups as both main lists say."""
        table = self.register.others.get(form)
        if table is None or table.empty:
            return _whole(pd.DataFrame(columns=["status"], dtype="str"))
        again = table["child_id"].notna() & table.duplicated("child_id")
        rows = _whole(table[~again].assign(standing=None).reset_index(drop=True))
        for group in KEY_GROUPS:
            members = [each.rows.loc[each.flag(group), "child_id"] for each in (self.household, self.pupils)]
            rows[group] = among(rows["child_id"], pd.concat(members).dropna())
        return rows

    def _known_now(self, roster: Roster | None, columns: list[str]) -> pd.DataFrame:
        """Rows of one of last term's rosters with this term's child in ``now_id``, null if not recognised."""
        if roster is None or self.previous is None:
            return _whole(pd.DataFrame(columns=["now_id", *columns], dtype="str"))
        return roster.rows.assign(now_id=roster.rows["child_id"].map(self.same_children).astype("str"))

    def _row_now(self, children: pd.Series, roster: Roster) -> pd.DataFrame:
        """The row of each child in a roster of today, all null without one."""
        if children.empty:
            return roster.rows.iloc[:0].set_axis(children.index, axis=0)
        own = roster.rows.dropna(subset=["child_id"]).drop_duplicates("child_id").set_index("child_id")
        return own.reindex(children).set_axis(children.index, axis=0)

    def _fates(self, children: pd.Series) -> pd.Series:
        last = self.ages.compulsory_years
        return terms.fate(self._pupil_now(children), self._row_now(children, self.household), last)


def present(status: pd.Series) -> pd.Series:
    """Which roll rows say present; an empty status does: schools write down exceptions only."""
    return status.isna() | status.isin(schema("measuring")["present"])


def _whole(rows: pd.DataFrame) -> pd.DataFrame:
    """``rows`` with every column a roster must have: texts unknown, key groups False."""
    rows = rows.assign(**{name: None for name in (*SOURCES, *UNITS) if name not in rows})
    rows = rows.astype(dict.fromkeys(["township", "village", "school", "sex"], "str"))
    return rows.assign(**{name: False for name in KEY_GROUPS if name not in rows})
