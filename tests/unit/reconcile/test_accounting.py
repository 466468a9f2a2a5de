"""The certificate of rows closes, or there is no result."""

from __future__ import annotations

import pandas as pd
import pytest

from kcbx.errors import SumsDoNotClose
from kcbx.reconcile.accounting import account

SHEETS = pd.DataFrame(
    {
        "source_file": ["甲.xlsx", "乙.xlsx", "丙.xlsx"],
        "source_sheet": ["一村", "", "说明"],
        "form": ["census", "roll", ""],
        "rows_read": [5, 2, 7],
        "rows_notes": [1, 0, 0],
        "rows_blank": [3, 0, 0],
    }
)


def rows(file: str, sheet: str, *ends: str) -> pd.DataFrame:
    return pd.DataFrame({"source_file": file, "source_sheet": sheet, "standing": list(ends)})


def test_every_row_is_used_merged_set_aside_or_in_review() -> None:
    census = rows("甲.xlsx", "一村", "in_school", "duplicate", "in_school_review")
    table = account(SHEETS, [census, rows("乙.xlsx", "", "linked", "review")], [], rows("甲.xlsx", "一村", ""))
    first = table.iloc[0]
    assert (first["rows_used"], first["rows_merged"], first["rows_review"], first["rows_set_aside"]) == (1, 1, 1, 2)
    assert table.iloc[2]["rows_set_aside"] == 7


def test_a_lost_row_stops_the_run_and_names_the_sheet() -> None:
    with pytest.raises(SumsDoNotClose, match=r"乙\.xlsx"):
        account(SHEETS, [rows("甲.xlsx", "一村", *["in_school"] * 4), rows("乙.xlsx", "", "linked")], [], SHEETS[:0])
