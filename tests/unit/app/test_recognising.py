"""A child spelt another way this term is the same child; one that nothing speaks for stays unknown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from oracle.small_register import small_register
from unit.reconcile.children import id_number, person

from kcbx.app.recognising import recognised
from kcbx.cohorts import SchoolAges
from kcbx.register import Register

CHILD = {"name": "阿孜古丽", "sex": "女", "birth_date": "2015-05-03", "guardian": "阿不都", "phone": "15400000001"}


def term(year: int, *children: dict[str, Any]) -> Register:
    """A register whose roll lists these children."""
    made = small_register([], [{"stage": "primary", "grade": 3}] * len(children), ages=SchoolAges(year))
    rows = pd.DataFrame([person("roll", f"r{place}", **child) for place, child in enumerate(children)])
    own = ["name", "name_key", "name_pinyin", "sex", "birth_date", "birth_precision", "birth_source", "id_number"]
    own += ["id_state", "id_birth", "guardian", "guardian_keys", "phone"]
    return replace(made, roll=made.roll.assign(**{name: rows[name].astype("str") for name in own}))


def known(before: dict[str, Any], now: dict[str, Any]) -> bool:
    return recognised(term(2025, before), term(2026, now), {}).known_as is not None and bool(
        len(recognised(term(2025, before), term(2026, now), {}).known_as)
    )


def test_a_respelt_name_with_a_mistyped_number_is_the_same_child() -> None:
    number = id_number("2015-05-03", 22)
    wrong = number[:16] + str((int(number[16]) + 1) % 10) + number[17]
    assert known({**CHILD, "id_number": number}, {**CHILD, "name": "阿孜顾丽", "id_number": wrong})


def test_another_child_of_the_name_is_not() -> None:
    other = {"birth_date": "2013-11-20", "guardian": "买买提", "phone": "15400000009"}
    first, second = id_number("2015-05-03", 22), id_number("2013-11-20", 46)
    assert not known({**CHILD, "id_number": first}, {**CHILD, **other, "id_number": second})


def test_twins_whose_numbers_were_swapped_are_told_by_name() -> None:
    numbers = [id_number("2015-05-03", serial) for serial in (22, 24)]
    one, other = CHILD, {**CHILD, "name": "热依汗"}
    before = term(2025, *({**child, "id_number": each} for child, each in zip((one, other), numbers, strict=True)))
    now = term(2026, *({**child, "id_number": each} for child, each in zip((other, one), numbers, strict=True)))
    found = recognised(before, now, {}).known_as
    names = [rows.set_index("child_id")["name"] for rows in (before.roll, now.roll)]
    assert found is not None
    assert len(found) == 2
    assert [names[0][was] for was in found.index] == [names[1][is_] for is_ in found]
