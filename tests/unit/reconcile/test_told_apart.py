"""Two children of the census who most probably are one, unless another list knows two numbers of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from people_table import linkage, people
from unit.reconcile.children import id_number

from kcbx.reconcile.told_apart import told_apart

BORN = "2014-02-24"
ONE, OTHER = (id_number(BORN, number) for number in (223, 225))
FEIBO, FEI = {"name": "熊飞博", "id_number": ONE}, {"name": "熊飞"}


def one_child(*listed: dict[str, Any], fei: dict[str, Any] = FEI) -> bool:
    """Whether 熊飞博 and 熊飞 still may be one; ``listed``: rows of the register of the poor, all given to 熊飞."""
    census, roll = people("census", FEIBO, {"id_number": None, **fei}), people("roll", {"name": "甲"})
    both = pd.DataFrame({"child_id": ["child-C0", "child-C1"], "maybe_child_id": ["child-C1", "child-C0"]})
    linked = replace(linkage(census, roll), perhaps=both)
    poor = people("low_income", *listed) if listed else people("low_income", FEI).iloc[:0]
    return bool(len(told_apart(linked, census, {"low_income": poor.assign(child_id="child-C1")}).perhaps))


@pytest.mark.parametrize(
    ("listed", "one"),
    [
        ([], True),
        ([{**FEI, "id_number": OTHER}], False),
        ([{**FEI, "id_number": ONE}], True),  # the number of the other row: one child
        ([{**FEI, "id_number": None}], True),
        ([{**FEI, "id_number": OTHER, "id_state": "bad_check"}], True),  # no number to rely on
        ([{"name": "熊飞博", "id_number": OTHER}], True),  # under another name than the row's
    ],
)
def test_a_register_that_knows_a_number_of_each_tells_them_apart(listed: list[dict[str, Any]], one: bool) -> None:
    assert one_child(*listed) == one


def test_who_writes_a_number_of_its_own_is_judged_by_linkage_alone() -> None:
    assert one_child({**FEI, "id_number": OTHER}, fei={**FEI, "id_number": OTHER})
