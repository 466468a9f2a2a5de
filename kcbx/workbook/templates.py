"""Which blank forms there are: their columns, what must be filled in, what is offered to choose.

The headings are the labels of ``fields.toml`` or other words that the form's schema knows, so what comes back is read
without a doubt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from kcbx.definitions import schema
from kcbx.fields import fields
from kcbx.workbook.text import pixels

_YES_OR_NO = ("是", "否")
#: Pixels across that A4 still prints at 8 points.
_WIDEST_ON_A4 = 1306


@dataclass(frozen=True)
class Template:
    """A blank form: its columns in order, those that must be filled in, what each offers.

    ``place``: whose list it is, ``home`` (township and village) or ``school``. ``labels`` and ``said``: the form's own
    headings and what its guide says of a column, by field.
    """

    form: str
    title: str
    place: str
    fields: tuple[str, ...]
    required: frozenset[str]
    choices: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]
    said: Mapping[str, str]

    def label(self, name: str) -> str:
        """The heading of a column, without its marks."""
        return self.labels.get(name, fields()[name].label)


@dataclass(frozen=True)
class Unit:
    """Who fills the form in, as its title says it; ``townships`` and ``villages`` are offered where known."""

    township: str = ""
    village: str = ""
    school: str = ""
    townships: Sequence[str] = ()
    villages: Sequence[str] = ()


@cache
def templates() -> Mapping[str, Template]:
    """All blank forms by form."""
    return {form: _template(form, words) for form, words in schema("workbooks/template")["templates"].items()}


def _template(form: str, words: Mapping[str, Any]) -> Template:
    offered = {**schema("workbooks/template")["choices"], **words.get("choices", {})}
    flags = {name: _YES_OR_NO for name in words["fields"] if fields()[name].kind == "flag"}
    choices = {name: tuple(offered[name]) for name in words["fields"] if name in offered}
    general = schema("workbooks/template")["guide"]
    return Template(
        *(form, words["title"], words["place"], tuple(words["fields"]), frozenset(words["required"])),
        {**flags, **choices},
        words.get("labels", {}),
        {name: general[name] for name in words["fields"] if name in general} | words.get("guide", {}),
    )


def width_of(name: str) -> float:
    """Width of a column in characters."""
    widths = schema("workbooks/template")["widths"]
    return float(widths.get(name, widths["flag" if fields()[name].kind == "flag" else "other"]))


def is_wide(template: Template) -> bool:
    """Whether one A4 page across would print it smaller than 8 points; then it takes two side by side."""
    return sum(pixels(width_of(name)) for name in template.fields) > _WIDEST_ON_A4


def title_of(template: Template, unit: Unit) -> str:
    """云岭乡云岭村适龄儿童少年摸底表; of a school's form 红旗小学学籍花名册."""
    who = unit.school if template.place == "school" else f"{unit.township}{unit.village}"
    return f"{who}{template.title}"
