"""What the lists together tell of every child, had each row been read rightly: all that a county could know.

The lives know more: who moved away and was not crossed off, who is a pupil on paper of a school that sent no class
list, who sits in class without a register. How kcbx reads and links takes no part in this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from kcbx.sample.history.last_year import HERE
from kcbx.sample.life import Enrolment, Life
from kcbx.sample.rows import Row

_DENIED = ("out", "working", "dead", "abroad")
_GONE = ("dead", "moved", "abroad")
_SENIOR = ("senior", "vocational")


class Told:
    """``roll``: the rows of the rolls; ``others``: those of the other lists by form, as careful clerks wrote them;
    ``as_of``: the day by which a leave must not have run out."""

    def __init__(self, roll: Iterable[Row], others: Mapping[str, Sequence[Row]], as_of: date) -> None:
        self._entries: defaultdict[Life, list[Enrolment]] = defaultdict(list)
        for row in roll:
            if row.enrolment is not None:
                self._entries[row.life].append(row.enrolment)
        attendance = others.get("attendance", ())
        self._called = {row.life for row in attendance if row.life.state in HERE}
        self._absent = {row.life for row in attendance} - self._called
        self._covered = {(row.life.school.code, row.life.grade) for row in attendance if row.life.school}
        self._proved = {row.life for row in others.get("out_of_county", ())}
        end = f"{as_of.year + 1}"
        self._on_leave = {row.life for row in others.get("leave", ()) if str(row.values["expiry"]).startswith(end)}

    def gone(self, life: Life) -> bool:
        """The village says dead, moved away or abroad, and no roll says otherwise."""
        return life.says in _GONE and not any(each.status != "left" for each in self._entries[life])

    def elsewhere(self, life: Life) -> bool:
        """The village or the list of those at school elsewhere says so, and the child is on no roll here, or is called
        in no class here and has a proof."""
        there = self._attending(life)
        said = life.says in ("elsewhere", "elsewhere_proved") or life in self._proved
        return said and (not there or (self.proved(life) and self._missing(life, there)))

    def proved(self, life: Life) -> bool:
        """Some list has a proof of schooling elsewhere."""
        return life.says == "elsewhere_proved" or life in self._proved

    def taught(self, life: Life) -> bool:
        """In school or kindergarten, of whatever level: here by roll or class list, elsewhere by proof."""
        there = self._attending(life)
        if any(each.school.kind in _SENIOR or each.roster == "home_teaching" for each in there):
            return True
        school = [each for each in there if each.school.kind != "kindergarten"]
        if school:
            if life.says in _DENIED:
                return False
            return self.proved(life) if self._missing(life, school) else life not in self._on_leave
        if there:
            return True
        if any(each.status == "leave" for each in self._entries[life]):
            return False
        return (life in self._called and life.compulsory) or self.proved(life)

    def _attending(self, life: Life) -> list[Enrolment]:
        return [each for each in self._entries[life] if each.status == "attending"]

    def _missing(self, life: Life, school: Sequence[Enrolment]) -> bool:
        """No class list calls the child, though every school and grade that has it on its roll sent one."""
        if life in self._called or life in self._on_leave:
            return False
        return life in self._absent or all((each.school.code, each.grade) in self._covered for each in school)
