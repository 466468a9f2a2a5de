"""What a person said of a sender's headings, and the forms as they then read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kcbx.intake.forms import Form, forms, key


@dataclass(frozen=True, slots=True)
class Taught:
    """Headings of a file as they are shown to the analyst → field; "" for a column that is not to be read.

    ``form``: the form it holds for; "" for every form that has the field. ``sheet``: "" for all sheets.
    What must never be read (ethnicity, religion) cannot be taught.
    """

    headings: Mapping[str, str]
    form: str = ""
    sheet: str = ""


def forms_as_taught(taught: Sequence[Taught], sheet: str) -> Mapping[str, Form]:
    """The forms for one sheet: what was taught outweighs ``schemas/``, and the last word the ones before."""
    said = [each for each in taught if each.sheet in ("", sheet)]
    return {name: _as_taught(form, said) for name, form in forms().items()} if said else forms()


def _as_taught(form: Form, said: Sequence[Taught]) -> Form:
    own = {
        key(heading): field
        for each in said
        if each.form in ("", form.name)
        for heading, field in each.headings.items()
        if not field or field in form.fields
    }
    return replace(form, headings={**form.headings, **own}, taught=frozenset(own))
