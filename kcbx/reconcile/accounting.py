"""The certificate of rows: every row of every sheet ends in exactly one place, or the run stops."""

from __future__ import annotations

import pandas as pd

from kcbx.errors import Problem, SumsDoNotClose
from kcbx.fields import conform

_SHEET = ["source_file", "source_sheet"]
#: standing → where its row is counted; everything else is used.
_COUNTED_AS = {
    "duplicate": "rows_merged",
    "duplicate_roll": "rows_merged",
    "in_school_review": "rows_review",
    "review": "rows_review",
}


def account(
    sheets: pd.DataFrame,
    standing_rows: list[pd.DataFrame],
    other_rows: list[pd.DataFrame],
    returned: pd.DataFrame,
) -> pd.DataFrame:
    """The [accounting] table, one row a sheet in the order of ``sheets``.

    ``standing_rows``: frames of rows with source columns and standing. ``other_rows``: rows of forms without
    standings, all used. ``returned``: rows set aside for the sender to correct. Raises SumsDoNotClose where
    a sheet's rows read are not the sum of their ends.
    """
    ends = pd.concat(
        [frame[_SHEET].assign(end=frame["standing"].map(_COUNTED_AS).fillna("rows_used")) for frame in standing_rows]
        + [frame[_SHEET].assign(end="rows_used") for frame in other_rows]
        + [returned[_SHEET].assign(end="rows_returned")]
    )
    counted = ends.groupby([*_SHEET, "end"]).size().unstack(fill_value=0)
    counted = counted.reindex(
        columns=["rows_used", "rows_merged", "rows_review", "rows_returned"], fill_value=0
    ).reset_index()
    table = sheets[[*_SHEET, "form", "rows_read", "rows_notes", "rows_blank"]].merge(counted, how="left", on=_SHEET)
    numbers = [column for column in table.columns if str(column).startswith("rows_")]
    table[numbers] = table[numbers].fillna(0).astype("Int64")
    unread = table["form"].fillna("") == ""
    table.loc[unread, "rows_notes"] = table.loc[unread, "rows_read"]
    table["rows_set_aside"] = table["rows_notes"] + table["rows_returned"]
    check(table)
    return conform(table, "accounting")


def difference(table: pd.DataFrame) -> pd.Series:
    """Rows read less rows used, merged, set aside and sent to review: 0 in every row, or rows were lost."""
    return table["rows_read"] - table[["rows_used", "rows_merged", "rows_set_aside", "rows_review"]].sum(axis=1)


def check(table: pd.DataFrame) -> None:
    """Raise SumsDoNotClose naming every sheet whose rows do not add up."""
    lost = table[difference(table) != 0]
    if len(lost):
        raise SumsDoNotClose(
            [
                Problem(
                    f"读到 {row.rows_read} 行，只说清 {row.rows_read - gap} 行，相差 {gap} 行",
                    f"{row.source_file} › {row.source_sheet}",
                    advice="这是 kcbx 的缺陷，请把此提示报告给开发者；没有写出任何结果",
                )
                for row, gap in zip(lost.itertuples(), difference(lost), strict=True)
            ]
        )
