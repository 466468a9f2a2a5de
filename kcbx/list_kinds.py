"""What kind of list each form is: whose children it lists, and the time it speaks of (``schemas/forms/<form>.toml``).

A form that says nothing of it is a list of today, of children by where they live.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from kcbx.definitions import schemas_in

#: The ``roster_kind`` of a roll that holds changes of the register, each row saying which.
CHANGES = "changes"
#: The time a list speaks of: where children are now, where they went last summer, who entered school years ago.
Time = Literal["today", "last_summer", "entry"]


@cache
def count_forms() -> frozenset[str]:
    """Forms that hold numbers, not children."""
    return frozenset(form for form, words in schemas_in("forms").items() if "name" not in words["fields"])


@cache
def forms_of_schools() -> frozenset[str]:
    """Forms a school fills in for its own pupils."""
    written = frozenset(form for form, words in schemas_in("forms").items() if words.get("of_schools"))
    return written - count_forms()


@cache
def forms_of_homes() -> frozenset[str]:
    """Forms filled in for the county's own children, by where they live."""
    return frozenset(schemas_in("forms")) - forms_of_schools() - count_forms()


@cache
def forms_of_everybody() -> frozenset[str]:
    """Forms that hold grown-ups, too."""
    return frozenset(form for form, words in schemas_in("forms").items() if words.get("of_everybody"))


@cache
def forms_about(time: Time) -> frozenset[str]:
    """Forms of children that speak of a time."""
    told = {form: words.get("about", "today") for form, words in schemas_in("forms").items()}
    return frozenset(form for form, about in told.items() if about == time) - count_forms()


__all__ = ["CHANGES", "Time", "count_forms", "forms_about", "forms_of_everybody", "forms_of_homes", "forms_of_schools"]
