"""What cannot be computed is told of the units it is lacking in, not of the county whose figure stands above."""

from __future__ import annotations

import pandas as pd
import pytest

from kcbx.app.showing_metrics import _lacking
from kcbx.terminal import Terminal

NOBODY = "分母为 0：没有这样的儿童"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("county", "")], "入学率"),
        ([("county", ""), ("township", "杉坪乡")], "入学率"),
        ([("sex", "未写明")], "入学率（性别 未写明）"),
        ([("township", "杉坪乡"), ("township", "云岭乡"), ("sex", "未写明")], "入学率（乡镇 2 个、性别 未写明）"),
    ],
    ids=["the county", "the county and so its units", "one unit", "several units"],
)
def test_which_units_an_indicator_lacks(
    rows: list[tuple[str, str]], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    table = pd.DataFrame(rows, columns=["level", "unit_name"])
    _lacking(table.assign(name="入学率", label="", not_computable_reason=NOBODY), Terminal(), labelled=False)
    shown = capsys.readouterr().out.splitlines()
    assert shown == ["", "算不出的 1 个（不等于 0）", f"  {NOBODY}：{told}"]
