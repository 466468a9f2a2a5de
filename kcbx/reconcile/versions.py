"""Two versions of one school's list, the first one and the corrected one, both in the folder.

Who was struck from the newer one is still at school by the older, and nobody can tell which is which: the school is
asked about every pupil who stands on one of them only.
"""

from __future__ import annotations

import pandas as pd

#: From how many pupils of a grade, and which part of them on two sheets, the sheets are two versions of one list.
_FEWEST, _PART = 10, 0.9
_CLASS = ["school", "grade"]


def versions(roll: pd.DataFrame) -> pd.DataFrame:
    """What two versions of a school's list come to, where nearly all pupils of a grade stand on two sheets or more;
    indexed as ``roll``.

    ``second_version``: the pupil stands on another sheet of the grade, and the row there is the one that counts.
    ``missing_on``: of a pupil on one sheet only, the other file with most of the grade; null for all others. ``roll``:
    [people] columns, ``child_id`` and ``duplicate_of``. Rows without a school or a grade say nothing.
    """
    rows = roll[roll[_CLASS].notna().all(axis=1)]
    rows = rows.assign(sheet=rows["source_file"] + "\t" + rows["source_sheet"])
    of_child = rows.groupby([*_CLASS, "child_id"])["sheet"].nunique().rename("sheets").reset_index()
    of_grade = of_child["sheets"].gt(1).groupby([of_child[name] for name in _CLASS])
    doubled = of_child[of_grade.transform("mean").ge(_PART) & of_grade.transform("size").ge(_FEWEST)]
    known = rows.reset_index().merge(doubled, on=[*_CLASS, "child_id"])
    counted = known.assign(later=known["duplicate_of"].notna()).sort_values(["later", "record_id"], kind="stable")
    second = counted.loc[counted.duplicated([*_CLASS, "child_id"]), "index"]
    once = known.loc[known["sheets"].eq(1), ["index", *_CLASS, "sheet"]]
    beside = once.merge(rows[[*_CLASS, "sheet", "source_file", "child_id"]], on=_CLASS, suffixes=("", "_beside"))
    others = beside[beside["sheet"].ne(beside["sheet_beside"])]
    pupils = others.groupby(["index", "source_file"])["child_id"].nunique().rename("pupils").reset_index()
    pupils = pupils.sort_values(["pupils", "source_file"], ascending=[False, True], kind="stable")
    found = pupils.drop_duplicates("index").set_index("index")["source_file"]
    return pd.DataFrame(
        {"second_version": roll.index.isin(second), "missing_on": found.reindex(roll.index).astype("str")},
        index=roll.index,
    )


__all__ = ["versions"]
