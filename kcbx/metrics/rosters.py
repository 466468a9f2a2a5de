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
from kcbx.definitions import schema
from kcbx.metrics import main_lists, other_lists, terms
from kcbx.metrics.hindsight import other_days, with_hindsight
from kcbx.metrics.likely import Likely, most_likely
from kcbx.metrics.likely_ids import LikelyIds
from kcbx.metrics.roster import Roster, whole
from kcbx.register import Register


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
        """The children of the census, once each: :func:`kcbx.metrics.main_lists.household`."""
        return main_lists.household(self._settled, self._likely, self._known_due)

    @cached_property
    def pupils(self) -> Roster:
        """The pupils of the roll, once each: :func:`kcbx.metrics.main_lists.pupils`."""
        return main_lists.pupils(self._settled, self._likely)

    @cached_property
    def residents(self) -> Roster:
        """Who lives here: :func:`kcbx.metrics.main_lists.residents`."""
        return main_lists.residents(self.household, self.pupils)

    @cached_property
    def entrants(self) -> Roster:
        """The named grade-1 entrants of the cohort now in the last grade, once each, with their ``fate`` today."""
        rows = self._listed("intake_list", self.ages.entry_of_last_grade)
        fates, ids = self._fates(rows["child_id"]), self.ids.among_pupils(rows["child_id"])
        return Roster("entrants", rows.assign(fate=fates, pupil_id=ids))

    @cached_property
    def graduates(self) -> Roster:
        """Last summer's graduates of the junior stage, once each.

        ``went``: general, vocational, elsewhere, other, again, none, unknown.

        A pupil of a senior or vocational roll has gone there, whatever the list says.
        """
        rows = self._listed("graduates", self.ages.school_year)
        stage = self._pupil_now(rows["child_id"])["stage"].where(lambda each: each.isin(["senior", "vocational"]))
        where = schema("measuring")["went"]
        went = stage.map(where).fillna(rows["status"].map(where)).fillna("unknown")
        return Roster("graduates", rows.assign(went=went))

    @cached_property
    def intakes(self) -> Roster:
        """The rows of the intake counts: :func:`kcbx.metrics.other_lists.intakes`."""
        return other_lists.intakes(self.register)

    @cached_property
    def cases(self) -> Roster:
        """The cases of the ledger: :func:`kcbx.metrics.other_lists.cases`."""
        return other_lists.cases(self.register)

    @cached_property
    def pupils_before(self) -> Roster:
        """Last term's pupils as :attr:`pupils` was then; ``now_id``, ``fate`` and ``repeats`` say what is now.

        ``pupil_id``: the child among the pupils of today, :meth:`LikelyIds.among_pupils`.
        """
        rows = self._known_now(None if self.before is None else self.before.pupils, ["present", "level", "grade"])
        now = self._pupil_now(rows["now_id"])
        again = now["present"].eq(True) & now["grade"].astype("float64").eq(rows["grade"].astype("float64"))
        ids = self.ids.among_pupils(rows["now_id"])
        return Roster("pupils_before", rows.assign(fate=self._fates(rows["now_id"]), repeats=again, pupil_id=ids))

    @cached_property
    def household_before(self) -> Roster:
        """Last term's census children as :attr:`household` was then, but ``enrolled`` says whether they are now.

        ``of_age``: False of a child whose age nobody knew then, or whose day of birth was mistyped, and of whom it is
        known now that it lay outside the compulsory ages.
        """
        rows = self._known_now(None if self.before is None else self.before.household, ["grade_due"])
        now = self._row_now(self.ids.in_household(rows["now_id"]), self.household)
        then = now["grade_due"].astype("float64") - self._years_since
        known = rows["grade_due"].notna() & ~rows["child_id"].isin(self._mistyped_before)
        of_age = known | then.isna() | then.between(1, self.ages.compulsory_years)
        return Roster("household_before", rows.assign(enrolled=now["enrolled"].eq(True), of_age=of_age))

    @cached_property
    def before(self) -> Lists | None:
        """Last term's rosters, pupils in the grades that this term shows (:mod:`kcbx.metrics.hindsight`)."""
        if self.previous is None:
            return None
        grades = self._pupil_now(self.same_children)["grade"].set_axis(self.same_children.index, axis=0)
        return Lists(with_hindsight(self.previous, grades, self._years_since))

    @cached_property
    def _mistyped_before(self) -> pd.Index:
        """child_id of last term's children whose day of birth was mistyped then."""
        return pd.Index([]) if self.previous is None else other_days(self.previous, self.register, self.same_children)

    @cached_property
    def same_children(self) -> pd.Series:
        """This term's child_id by last term's; empty without one."""
        return pd.Series(dtype="str") if self.previous is None else terms.same_children(self.previous, self.register)

    @property
    def new_year(self) -> bool:
        """Whether last term lies in another school year."""
        return self._years_since != 0

    @cached_property
    def ids(self) -> LikelyIds:
        """Under which child_id a child in doubt stands in the rosters of today."""
        return LikelyIds.of(self.register, self._likely)

    @property
    def _years_since(self) -> int:
        """School years between last term and this one."""
        return 0 if self.previous is None else self.ages.school_year - self.previous.place.ages.school_year

    @cached_property
    def _settled(self) -> Register:
        return main_lists.settled(self.register)

    @cached_property
    def _likely(self) -> Likely:
        return most_likely(self._settled)

    @cached_property
    def _known_due(self) -> pd.Series:
        """The grade due today by what last term knew of a child's age, by child_id; the census of then comes first."""
        if self.before is None:
            return pd.Series(dtype="Int64")
        told = pd.concat([each.rows[["child_id", "grade_due"]] for each in (self.before.household, self.before.pupils)])
        told = told.assign(child_id=told["child_id"].map(self.same_children)).dropna()
        due = told.drop_duplicates("child_id").set_index("child_id")["grade_due"].astype("Int64")
        return due + self._years_since

    def _pupil_now(self, children: pd.Series) -> pd.DataFrame:
        """The row of each child among the pupils of today; of a child in review the row it most probably is."""
        return self._row_now(self.ids.among_pupils(children), self.pupils)

    def _listed(self, form: str, year: int) -> pd.DataFrame:
        """The rows of another list of one year, a child once, key groups as both main lists say."""
        return other_lists.listed(self._settled, form, year, (self.household, self.pupils))

    def _known_now(self, roster: Roster | None, columns: list[str]) -> pd.DataFrame:
        """Rows of one of last term's rosters with this term's child in ``now_id``, null if not recognised.

        Who was in review then, and is not recognised by the row on this list, is by the one on the other.
        """
        if roster is None or self.before is None:
            return whole(pd.DataFrame(columns=["now_id", *columns], dtype="str"))
        own = roster.rows["child_id"]
        ids = self.before.ids
        other = ids.in_household(own) if roster.name == "pupils" else ids.among_pupils(own)
        known = own.map(self.same_children).fillna(other.map(self.same_children))
        return roster.rows.assign(now_id=known.astype("str"))

    def _row_now(self, children: pd.Series, roster: Roster) -> pd.DataFrame:
        """The row of each child in a roster of today, all null without one."""
        if children.empty:
            return roster.rows.iloc[:0].set_axis(children.index, axis=0)
        own = roster.rows.dropna(subset=["child_id"]).drop_duplicates("child_id").set_index("child_id")
        return own.reindex(children).set_axis(children.index, axis=0)

    def _fates(self, children: pd.Series) -> pd.Series:
        last = self.ages.compulsory_years
        home = self._row_now(children, self.household)
        return terms.fate(self._pupil_now(children), home.assign(standing=home["likely"]), last)
