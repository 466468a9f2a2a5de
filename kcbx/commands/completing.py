"""What the Tab key offers for the value of an option: codes, forms and levels, each with its Chinese name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kcbx.definitions import schema, schemas_in

Completion = Callable[[], list[tuple[str, str]]]


def indicator_codes() -> list[tuple[str, str]]:
    """Codes of the indicators with their names."""
    return [(code, said["name"]) for group in schemas_in("indicators").values() for code, said in group.items()]


def blank_forms() -> list[tuple[str, str]]:
    """Forms of ``kcbx template`` with their titles, and all of them."""
    templates: Mapping[str, Mapping[str, str]] = schema("workbooks/template")["templates"]
    return [*((form, said["title"]) for form, said in templates.items()), ("all", "全部")]


def offered(words: str) -> Completion:
    """The values a help text names: ``clean 干净、ordinary 一般``."""
    return lambda: [(code, told) for code, _, told in (word.partition(" ") for word in words.split("、"))]
