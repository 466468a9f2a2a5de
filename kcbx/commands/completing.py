"""What the Tab key offers for the value of an option: codes, forms and levels, each with its Chinese name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kcbx.definitions import schema, schemas_in, standings

Completion = Callable[[], list[tuple[str, str]]]


def indicator_codes() -> list[tuple[str, str]]:
    """Codes of the indicators with their names."""
    return [(code, said["name"]) for group in schemas_in("indicators").values() for code, said in group.items()]


def blank_forms() -> list[tuple[str, str]]:
    """Forms of ``kcbx template`` with their titles, and all of them."""
    templates: Mapping[str, Mapping[str, str]] = schema("workbooks/template")["templates"]
    return [*((form, said["title"]) for form, said in templates.items()), ("all", "全部")]


def case_states() -> list[tuple[str, str]]:
    """States of a case with their labels."""
    return [(code, said["label"]) for code, said in schema("followup/cases")["states"].items()]


def visits() -> list[tuple[str, str]]:
    """The visits after a return with their labels."""
    return [(each["code"], each["label"]) for each in schema("followup/cases")["observation"]]


def papers() -> list[tuple[str, str]]:
    """The papers that may be recorded, with their labels."""
    return [(code, said["label"]) for code, said in schema("followup/cases")["documents"].items()]


def settled_standings() -> list[tuple[str, str]]:
    """Where a child of a closed case may stand, with the labels."""
    return [(each.code, each.label) for each in standings().values() if not each.to_verify]


def offered(words: str) -> Completion:
    """The values a help text names: ``clean 干净、ordinary 一般``."""
    return lambda: [(code, told) for code, _, told in (word.partition(" ") for word in words.split("、"))]
