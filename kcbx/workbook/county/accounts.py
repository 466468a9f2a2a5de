"""The accounts of every sheet that came in: rows read, and where each of them went."""

from __future__ import annotations

import pandas as pd

from kcbx.definitions import form_words
from kcbx.workbook.county.picture import Picture

#: Where rows go, with the heading of the certificate, in its order; blank rows hold nothing and are not read.
SUMS = {
    "rows_read": "读到\n（行）",
    "rows_used": "采用",
    "rows_merged": "合并\n重复",
    "rows_notes": "小计、\n说明行",
    "rows_returned": "退回\n更正",
    "rows_review": "待人工\n核对",
    "difference": "差",
    "rows_blank": "另有\n空行",
}
#: The ends of a row, in the order of the equation.
ENDS = ("rows_used", "rows_merged", "rows_notes", "rows_returned", "rows_review")


def accounts(picture: Picture) -> pd.DataFrame:
    """The accounting table with what is left over (``difference``, to be 0) and the digest of each file."""
    table = picture.register.accounting.copy()
    numbers = [name for name in table.columns if name.startswith("rows_")]
    table[numbers] = table[numbers].fillna(0).astype(int)
    table["difference"] = table["rows_read"] - table[list(ENDS)].sum(axis=1)
    for name in ("form", "source_sheet"):
        table[name] = table[name].fillna("")
    digests = picture.register.sheets.drop_duplicates("source_file").set_index("source_file")["digest"]
    table["digest"] = table["source_file"].map(digests).fillna("").str[:12]
    forms = list(form_words())
    rank = {form: order for order, form in enumerate(forms[:-1])}
    return table.assign(_rank=table["form"].map(rank).fillna(len(forms))).sort_values(
        ["_rank", "form", "source_file", "source_sheet"], kind="stable"
    )


def by_file(table: pd.DataFrame) -> pd.DataFrame:
    """One row a file and kind of table; ``named`` says file › sheet, or how many sheets."""
    groups = table.groupby(["_rank", "form", "source_file"], sort=True)
    sums = groups[list(SUMS)].sum()
    sheets = groups["source_sheet"].agg(["size", "first"])
    sums["digest"] = groups["digest"].first()
    sums = sums.reset_index()
    sums["named"] = [
        f"{file} › {count} 个工作表" if count > 1 else " › ".join(part for part in (file, first) if part)
        for file, count, first in zip(sums["source_file"], sheets["size"], sheets["first"], strict=True)
    ]
    return sums
