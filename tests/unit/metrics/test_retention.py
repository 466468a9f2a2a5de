"""From intake to the last grade: every step has its number, and the steps close."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from oracle.random_register import random_county
from oracle.small_register import small_register

from kcbx.metrics.retention import retention_steps
from kcbx.metrics.rosters import Lists
from kcbx.register import Register

NINE = {"due": 9, "stage": "junior", "grade": 9}


def steps(register: Register) -> dict[str, int]:
    table = retention_steps(Lists(register))
    return dict(zip(table["step"], table["people"], strict=True))


def test_by_name() -> None:
    children = [
        {**NINE, "standing": "in_school", "n": 3},
        {"due": 9, "standing": "elsewhere_proved"},
        {"due": 9, "standing": "gone", "census_status": "dead"},
        {"due": 9, "standing": "in_school", "stage": "junior", "grade": 8},
        {"due": 9, "standing": "out_suspected"},
    ]
    register = small_register(children, others={"intake_list": [{"child": place} for place in (0, 1, 3, 4, 5, 6)]})
    assert steps(register) == {
        **{"entered": 6, "moved_in": 1, "moved_out": -1, "dead": -1, "below": -1, "lost": -1, "now": 3},
    }
    assert retention_steps(Lists(register))["label"].iloc[0] == "2018年招生"


def test_by_counts_what_nobody_explains_is_lost() -> None:
    counts = {"school": "甲小学", "intake_year": 2018, "intake_count": 10, "moved_in": 2, "moved_out": 3, "died": 1}
    children = [{**NINE, "standing": "in_school", "n": 6}]
    lost = small_register(children, others={"intake_counts": [counts]})
    assert steps(lost) == {"entered": 10, "moved_in": 2, "moved_out": -3, "dead": -1, "lost": -2, "now": 6}
    more = small_register(children, others={"intake_counts": [counts | {"intake_count": 7}]})
    assert steps(more) == {"entered": 7, "moved_in": 2, "unsaid": 1, "moved_out": -3, "dead": -1, "now": 6}


def test_without_intake_there_are_no_steps() -> None:
    assert retention_steps(Lists(small_register([{**NINE, "standing": "in_school"}]))).empty


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32).map(random_county))
def test_the_steps_close(county: tuple[Register, Register | None]) -> None:
    table = retention_steps(Lists(*county))
    if table.empty:
        return
    pupils = Lists(county[0]).pupils.rows
    now = int((pupils["present"] & pupils["level"].eq(2) & pupils["grade"].eq(9)).sum())
    assert table["people"].iloc[-1] == now
    assert table["people"].iloc[:-1].sum() == now
    assert table["total"].iloc[-2] == table["total"].iloc[-1]
