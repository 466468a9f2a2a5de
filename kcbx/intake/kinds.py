"""What kind of list a sheet of one form is, by its title, names and schools: of a senior school, of dropouts, of
changes."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from kcbx.definitions import schema
from kcbx.intake.forms import Form, key


def kind_by_title(form: Form, fields_present: Container[str], texts: Sequence[str]) -> str:
    """What title, sheet and file names say of the rows that say nothing themselves: dropouts, absentees,
    transferred_out, or ""; absentees only where no column says who is there."""
    named, table = "".join(texts), schema("intake")["kinds_by_title"]
    if any(word in key(named) for word in table["unless"]):
        return ""
    found = _first_kind(named, table.get(form.name, {}))
    told = "attendance" in fields_present or "absent_days" in fields_present
    return "" if found == "absentees" and told else found


def roster_kind(texts: Sequence[str], schools: Sequence[str]) -> str:
    """Which kind of school a roll belongs to: school, kindergarten, senior, vocational, special, home_teaching.

    The school column decides where nine in ten of its names agree; else title, sheet and file names do.
    """
    named = [kind for kind in map(_kind_of, schools) if kind]
    for kind in dict.fromkeys(named):
        if named.count(kind) >= 0.9 * len(schools):
            return "home_teaching" if _kind_of("".join(texts)) == "home_teaching" else kind
    if schools and not named:
        return "home_teaching" if _kind_of("".join(texts)) == "home_teaching" else "school"
    return next((kind for kind in map(_kind_of, texts) if kind), "school")


def _kind_of(text: str) -> str:
    return _first_kind(text, schema("intake")["roster_kinds"])


def _first_kind(text: str, kinds: Mapping[str, Sequence[str]]) -> str:
    """The first of the kinds of which a word stands in the text."""
    own = key(text)
    return next((kind for kind, marks in kinds.items() if any(key(mark) in own for mark in marks)), "")


__all__ = ["kind_by_title", "roster_kind"]
