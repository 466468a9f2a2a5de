"""What waits for a person to judge, in its three units: pairs, the rows of both lists in them, children of age."""

from __future__ import annotations

from dataclasses import dataclass

from kcbx.workbook.county.picture import Picture


@dataclass(frozen=True, slots=True)
class Waiting:
    """``pairs`` to judge; ``census`` and ``roll``: rows that end nowhere else (a pair may hold a row that is settled,
    and a row may be in several pairs); ``children``: those of the census rows the nine cohorts answer for.
    """

    pairs: int
    census: int
    roll: int
    children: int

    @property
    def told(self) -> str:
        """The rows and the children in them, for one who saw the other figure elsewhere."""
        return f"摸底表 {self.census:,} 行（适龄儿童 {self.children:,} 人）、学籍 {self.roll:,} 行待定"


def waiting(picture: Picture) -> Waiting:
    """Count what waits."""
    accounting = picture.register.accounting
    rows = accounting.assign(form=accounting["form"].fillna("")).groupby("form")["rows_review"].sum()
    return Waiting(
        pairs=len(picture.review_pairs),
        census=int(rows.get("census", 0)),
        roll=int(rows.get("roll", 0)),
        children=int(picture.counted["place"].eq("待核对").sum()),
    )
