"""The forms as data: whole, free of contradiction, and every heading leads to its field."""

from __future__ import annotations

from collections import Counter
from string import Formatter

import pytest

from kcbx.definitions import schema, schemas_in
from kcbx.fields import fields
from kcbx.findings import Finding, Source, catalogue
from kcbx.intake.forms import forms, key
from kcbx.intake.headings import field_of, is_ignored, is_never_read
from kcbx.intake.hints import HINTS

NAMES = sorted(schemas_in("forms"))


@pytest.mark.parametrize("name", NAMES)
def test_a_form_names_known_fields_only(name: str) -> None:
    words = schema(f"forms/{name}")
    assert set(words["fields"]) <= fields().keys()
    assert len(words["fields"]) == len(set(words["fields"]))
    spoken_of = (
        set(words["signature"]) | set(words["headings"]) | {field for group in words["essential"] for field in group}
    )
    assert spoken_of <= set(words["fields"])
    assert words["essential"]
    assert words["titles"]
    assert not set(HINTS) & set(words["fields"])


@pytest.mark.parametrize("name", NAMES)
def test_no_heading_fits_two_fields(name: str) -> None:
    own = Counter(key(heading) for headings in schema(f"forms/{name}")["headings"].values() for heading in headings)
    assert [heading for heading, count in own.items() if count > 1] == []


def test_no_common_heading_fits_two_fields() -> None:
    common = Counter(key(heading) for headings in schema("headings").values() for heading in headings)
    assert [heading for heading, count in common.items() if count > 1] == []
    assert schema("headings").keys() == fields().keys()


@pytest.mark.parametrize("name", NAMES)
def test_every_heading_leads_to_its_field(name: str) -> None:
    form = forms()[name]
    claimed = {key(h) for own in schema(f"forms/{name}")["headings"].values() for h in own}
    for field in form.fields:
        for heading in (*schema("headings")[field], *schema(f"forms/{name}")["headings"].get(field, ())):
            if key(heading) in claimed and heading not in schema(f"forms/{name}")["headings"].get(field, ()):
                continue  # the form has claimed this heading for another field
            assert field_of(form, (heading,)) == field, heading
            assert field_of(form, (f"*{heading[0]} {heading[1:]}\n（必填）",)) == field, heading


def test_headings_are_neither_ignored_nor_never_read() -> None:
    for headings in schema("headings").values():
        for heading in headings:
            assert not is_never_read((heading,)), heading
            assert not is_ignored((heading,)) or "成员" in heading, heading


@pytest.mark.parametrize(
    "path",
    [("民族",), ("成员1民族",), ("民 族（全称）",), ("宗教信仰",), ("监护人", "政治面貌"), ("血型",), ("是否党员",)],
)
def test_what_is_never_read_is_no_field_of_any_form(path: tuple[str, ...]) -> None:
    assert is_ignored(path)
    assert all(field_of(form, path) is None for form in forms().values())


def test_every_finding_of_the_room_formats_with_its_example() -> None:
    for code in schema("findings/intake"):
        kind = catalogue()[code]
        assert kind.severity in ("error", "warning", "note")
        assert kind.values == set(kind.example)
        message = Finding(code, Source("a.xlsx", "表", 3), "姓名", kind.example).message
        assert message
        assert not [name for _, name, _, _ in Formatter().parse(message) if name]
        assert kind.meaning
        assert kind.advice
