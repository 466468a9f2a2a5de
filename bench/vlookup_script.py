"""What a handy colleague would write in an afternoon: pandas and openpyxl, a join on ID, then on name and birth date.

python -m bench.vlookup_script INPUT LIST.xlsx
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

_HEADINGS = {
    "id": ("身份证", "公民身份", "证件号"),
    "name": ("姓名", "学生姓名", "儿童姓名", "适龄儿童姓名", "孩子姓名", "名字"),
    "birth": ("出生日期", "出生年月", "出生时间", "生日"),
}


def read(folder: Path) -> pd.DataFrame:
    """All sheets below a folder that have a row of headings, one below the other."""
    tables = []
    for path in sorted(folder.rglob("*.xlsx")):
        for raw in pd.read_excel(path, sheet_name=None, header=None, dtype=str, engine="openpyxl").values():
            table = _headed(raw)
            if table is not None:
                tables.append(table.assign(file=path.name))
    return pd.concat(tables, ignore_index=True)


def _headed(raw: pd.DataFrame) -> pd.DataFrame | None:
    for at in range(min(6, len(raw))):
        row = raw.iloc[at].fillna("").str.replace(r"[\s*]", "", regex=True)
        found = {
            field: next((column for column, text in row.items() if text.startswith(words)), None)
            for field, words in _HEADINGS.items()
        }
        if found["name"] is not None and found["id"] is not None:
            body = raw.iloc[at + 1 :]
            return pd.DataFrame(
                {
                    field: body[column] if column is not None else pd.Series(pd.NA, index=body.index, dtype="str")
                    for field, column in found.items()
                }
            )
    return None


def main() -> None:
    folder, target = map(Path, sys.argv[1:3])
    census, roll = read(folder / "摸底"), read(folder / "学籍")
    found = census["id"].isin(set(roll["id"].dropna()))
    pairs = roll.dropna(subset=["name", "birth"]).drop_duplicates(["name", "birth"])
    rest = census[~found].merge(
        pairs[["name", "birth", "id"]], on=["name", "birth"], how="left", suffixes=("", "_roll")
    )
    rest[rest["id_roll"].isna()].to_excel(target, index=False, engine="openpyxl")


if __name__ == "__main__":
    main()
