"""The kinds of sheet that are read: their fields, the headings people write for them, and what speaks for each.

All of it is data: ``schemas/forms/<form>.toml``, ``schemas/headings.toml``, ``schemas/intake.toml``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from kcbx.definitions import schema, schemas_in

#: Fields that say who a child is: never filled from a second column, never filled down.
IDENTITY = frozenset({"name", "id_number", "student_number", "birth_date", "sex"})

#: The field that a question like 是否失学 answers, the first that a form has.
_ASKED = ("status", "attendance")

_NOT_A_LETTER = re.compile(r"[\W_]+")


@lru_cache(maxsize=65536)
def key(text: str) -> str:
    """What two spellings of a heading have in common: no spaces, stars, brackets, width or case."""
    return _NOT_A_LETTER.sub("", unicodedata.normalize("NFKC", text)).lower()


@dataclass(frozen=True, eq=False)
class Form:
    """A kind of sheet; see the comments in ``schemas/forms/census.toml`` for the meaning of each part.

    ``essential``: of every group at least one field must have a column. ``essential_or_title``: a sheet whose
    title names the form may lack the later groups. ``needs_title``: only a title can tell the form, and none with a
    word of ``not_titles`` does. ``never``: words of titles under which a sheet is not the form, whatever its columns.
    ``by_row``: keys of the headings that say of each row what became of the child (异动类别); ``kinds_of_change``: of
    those (类别) that do only beside one of the ``days_of_change`` (变动时间).
    ``of_schools``: places in titles are those of schools, not of homes.
    ``headings``: key of a heading → field; no heading stands for two fields. ``taught``: those of them a person
    said (:mod:`teaching`). ``ticked``: those of them that are one answer each, with a tick below (旷课 √).
    ``containing``: key of a word → the field of a heading that is listed nowhere and has it. ``when_titled``: key of
    a heading → the field it means where the title names the form. ``yes_means``: key of a question → what 是 below it
    says of the field ``asked`` (是否失学: 失学). ``dated``: key of a heading → what any day below
    says (死亡时间: 死亡).
    """

    name: str
    label: str
    meaning: str
    fields: tuple[str, ...]
    essential: tuple[tuple[str, ...], ...]
    essential_or_title: bool
    needs_title: bool
    not_titles: tuple[str, ...]
    never: tuple[str, ...]
    by_row: frozenset[str]
    kinds_of_change: frozenset[str]
    days_of_change: frozenset[str]
    of_schools: bool
    titles: Mapping[str, float]
    signature: Mapping[str, float]
    headings: Mapping[str, str]
    ticked: frozenset[str]
    containing: Mapping[str, str]
    when_titled: Mapping[str, str]
    asked: str
    yes_means: Mapping[str, str]
    dated: Mapping[str, str]
    taught: frozenset[str] = frozenset()

    def lacks(self, found: frozenset[str], *, titled: bool) -> tuple[tuple[str, ...], ...]:
        """Essential groups of which no field was found."""
        needed = self.essential[:1] if titled and self.essential_or_title else self.essential
        return tuple(group for group in needed if not found & set(group))


@cache
def forms() -> Mapping[str, Form]:
    """All forms by name, in alphabetical order."""
    return {name: _form(name) for name in schemas_in("forms")}


@cache
def without_days(form: Form) -> Form:
    """The form for a list whose title says what happened: its days (转出时间) say no more than when."""
    return replace(form, dated={})


def _form(name: str) -> Form:
    words = schema(f"forms/{name}")
    common = schema("headings")
    asks = schema("intake")["headings"]
    yes_means = _by_key(asks["yes_means"]) | ({} if words.get("of_schools") else _by_key(asks["yes_means_at_home"]))
    headings = _by_key({field: common[field] for field in words["fields"]}) | _by_key(words["headings"])
    return Form(
        name=name,
        label=words["label"],
        meaning=words["meaning"],
        fields=tuple(words["fields"]),
        essential=tuple(map(tuple, words["essential"])),
        essential_or_title=words.get("essential_or_title", False),
        needs_title=words.get("needs_title", False),
        not_titles=tuple(words.get("not_titles", ())),
        never=tuple(words.get("never", ())),
        by_row=frozenset(map(key, words.get("by_row", ()))),
        kinds_of_change=frozenset(map(key, words.get("kinds_of_change", ()))),
        days_of_change=frozenset(map(key, words.get("days_of_change", ()))),
        of_schools=words.get("of_schools", False),
        titles=words["titles"],
        signature=words["signature"],
        headings=headings,
        ticked=frozenset(map(key, words.get("ticked", ()))),
        containing=_by_key(words.get("containing", {})),
        when_titled=_by_key(words.get("when_titled", {})),
        asked=next((field for field in _ASKED if field in words["fields"]), ""),
        yes_means=yes_means,
        dated=_by_key(asks["dated"]) if words.get("dated") else {},
    )


def _by_key(spellings: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {key(text): field for field, own in spellings.items() for text in own}


@cache
def headings_of_names(form: str) -> frozenset[str]:
    """The headings of the column of names, with a word for the child in front and without: found faster than by key,
    where every row is looked at."""
    listed = [*schema("headings")["name"], *schema(f"forms/{form}")["headings"].get("name", ())]
    prefixes = ["", *schema("intake")["headings"]["child_prefixes"]]
    gaps = ["", " ", "  ", "   ", "\u3000", "\u3000\u3000", "\n"]
    spaced = {heading.replace("姓名", f"姓{gap}名") for heading in listed for gap in gaps}
    return frozenset(prefix + heading for prefix in prefixes for heading in spaced)


@cache
def known_headings() -> frozenset[str]:
    """Keys of the headings of all forms, and of the columns ignored on purpose."""
    known = {heading for form in forms().values() for heading in (*form.headings, *form.yes_means)}
    return frozenset(known | ignored_headings())


@cache
def ignored_headings() -> frozenset[str]:
    """Keys of the columns ignored on purpose, but for those never read (:func:`words` ``never_read``)."""
    return frozenset(map(key, schema("intake")["headings"]["ignored"]))


@cache
def listed_only(name: str) -> Mapping[str, frozenset[str]]:
    """What the blank form offers in the columns whose words nothing else asks about, and an empty cell; by field."""
    template = schema("workbooks/template")
    offered = {**template["choices"], **template["templates"][name].get("choices", {})}
    asked = {field for each in template["mistakes"] if "choice_unlisted" in each["code"] for field in each["fields"]}
    return {
        field: frozenset(["", *offered[field]])
        for field in template["templates"][name]["fields"]
        if field in asked and field in offered
    }


@cache
def words(table: str, name: str) -> tuple[str, ...]:
    """A list of ``schemas/intake.toml`` as keys, longest first, so that the longest fits first."""
    return tuple(sorted(map(key, schema("intake")[table][name]), key=lambda word: (-len(word), word)))
