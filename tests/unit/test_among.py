"""Values among others: whatever pandas says of them, by a quicker way."""

from __future__ import annotations

import pandas as pd
import pytest

from kcbx.among import among


@pytest.mark.parametrize("values", [["a", "b", None, "c"], [None, None], []])
@pytest.mark.parametrize("others", [["c", "a", "a"], ["c", None], [None], []])
def test_what_occurs_among_others_is_what_pandas_says(values: list[str | None], others: list[str | None]) -> None:
    own, rest = pd.Series(values, dtype="str"), pd.Series(others, dtype="str")
    assert among(own, rest).tolist() == own.isin(rest).tolist()
    assert among(pd.Index(own), pd.Index(rest)).tolist() == own.isin(rest).tolist()
