"""What kind of list a sheet of one form is, by its title, names and schools: of a senior school, of dropouts, of
changes."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence

from kcbx.definitions import schema
from kcbx.intake.forms import Form, key

#: What a list holds beside what it is called after: （含送教上门）, （不含毕业班）, 附设幼儿班.
_BESIDES = re.compile(
    r"[（(【\[]\s*(?:其中)?(?:不?包?含|包括|加|及)[^）)】\]]*[）)】\]]|(?:不?包?含|包括)?附设[^（(]{0,6}班"
)


def kind_by_title(form: Form, fields_present: Container[str], texts: Sequence[str]) -> str:
    """What title, sheet and file names say of the rows that say nothing themselves: dropouts, absentees,
    transferred_out, or ""; absentees only where no column says who is there."""
    named, table = "".join(texts), schema("intake")["kinds_by_title"]
    if any(word in key(named) for word in table["unless"]):
        return ""
    found = _first_kind(named, table.get(form.name, {}))
    told = "attendance" in fields_present or "absent_days" in fields_present
    return "" if found == "absentees" and told else found


def says_of_most(texts: Sequence[str | None]) -> bool:
    """Whether a column says of most rows what became of the pupil; where it is mostly empty the list is of those who
    are there, and it is a remark on some of them."""
    return 2 * sum(bool(text) for text in texts) > len(texts)


def roster_kind(texts: Sequence[str], schools: Sequence[str]) -> str:
    """Which kind of school a roll belongs to: school, kindergarten, senior, vocational, special, home_teaching.

    The school column decides where nine in ten of its names agree; else title, sheet and file names do. What a title
    says a list holds besides (含附设幼儿班) is no kind of all of it.
    """
    texts = [_BESIDES.sub("", text) for text in texts]
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


__all__ = ["kind_by_title", "roster_kind", "says_of_most"]
