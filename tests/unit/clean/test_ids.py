"""Which numbers end in the right check character."""

from __future__ import annotations

import pandas as pd
import pytest

from kcbx.clean.ids import is_valid_id
from tests.unit.reconcile.children import id_number

OWN = id_number("2015-06-05", 48)


@pytest.mark.parametrize("number", [id_number("2015-06-05", sequence) for sequence in range(40, 60)])
def test_the_check_character_tells_every_single_slip(number: str) -> None:
    slips = [
        number[:place] + digit + number[place + 1 :]
        for place in range(17)
        for digit in "0123456789"
        if digit != number[place]
    ]
    assert is_valid_id(pd.Series([number, *slips], dtype="str")).tolist() == [True] + [False] * len(slips)


def test_what_is_not_a_number_is_not_valid() -> None:
    odd = pd.Series([OWN[:17] + "x", OWN[:17], OWN + "1", OWN + "\n", "", None], dtype="str")
    assert not is_valid_id(odd).any()
