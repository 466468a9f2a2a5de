"""Errors of student numbers: temporary, generated, made from an older ID, or not there yet."""

from __future__ import annotations

from random import Random

from kcbx.sample.errors.kinds import Scene, kind
from kcbx.sample.errors.numbers import mistype, temporary_number, whole_number
from kcbx.sample.rows import Row


@kind("student_number")
def number_temporary(row: Row, scene: Scene, rng: Random) -> bool:
    """Still the L number of the first enrolment, though the ID is known by now."""
    if not row.text("student_number"):
        return False
    row.values["student_number"] = temporary_number(row, rng)
    return True


@kind("student_number")
def number_generated(row: Row, scene: Scene, rng: Random) -> bool:
    """A J number, given when there was no ID."""
    if not row.text("student_number"):
        return False
    row.values["student_number"] = f"J{rng.randrange(10**17, 10**18)}"
    return True


@kind("student_number")
def number_older(row: Row, scene: Scene, rng: Random) -> bool:
    """A G number from an ID that was corrected since."""
    number = whole_number(row)
    if not row.text("student_number") or not number:
        return False
    row.values["student_number"] = f"G{mistype(number, rng)}"
    return True


@kind("student_number")
def number_missing(row: Row, scene: Scene, rng: Random) -> bool:
    """No student number yet."""
    present = bool(row.text("student_number"))
    row.values["student_number"] = ""
    return present
