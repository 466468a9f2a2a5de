"""A child's true life as a value: where it really is, the rows the rolls hold of it, what its village says."""

from __future__ import annotations

from dataclasses import dataclass, field

from kcbx.sample.people import Child
from kcbx.sample.places import School, Village

#: States of a child of compulsory age who has no lawful ground to be out of school and is.
OUT = frozenset({"never_entered", "dropped_out", "paper"})

#: States of a child who is taught, here or elsewhere.
LEARNING = frozenset(
    {
        "in_school", "no_register", "special_school", "with_class", "home_taught", "elsewhere",
        "senior", "vocational", "kindergarten", "still_in_kindergarten",
    }
)  # fmt: skip


@dataclass(slots=True, eq=False)
class Enrolment:
    """A row of truth on a roll. ``status``: attending, leave or left; ``roster``: which kind of list."""

    life: Life
    school: School
    grade: int
    status: str = "attending"
    roster: str = "school"
    class_number: int = 1


@dataclass(slots=True, eq=False)
class Life:
    """The true state of a child. ``school`` and ``grade`` are where the child is, or would be if in school.

    ``says``: what the village writes of the child; ``listed_in``: villages whose sheets hold the child.
    """

    child: Child
    state: str
    grade: int
    school: School | None
    place: str = ""
    away_school: str = ""
    proved: bool = False
    says: str = "blank"
    listed_in: list[Village] = field(default_factory=list)
    enrolments: list[Enrolment] = field(default_factory=list)

    @property
    def outsider(self) -> bool:
        """Whether the household is registered in another county."""
        return self.child.household.village is None

    @property
    def compulsory(self) -> bool:
        """Whether the birth date lies in the nine compulsory cohorts."""
        return 1 <= self.child.grade_due <= 9

    @property
    def truly_out(self) -> bool:
        """Of compulsory age, on the county's registers, alive, here, and neither taught nor excused."""
        return self.compulsory and not self.outsider and self.state in OUT

    @property
    def on_attending_roll(self) -> bool:
        """Whether some roll says that the child attends."""
        return any(each.status == "attending" for each in self.enrolments)
