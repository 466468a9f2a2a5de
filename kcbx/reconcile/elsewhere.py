"""What a row writes of a school outside the county: the place and the school, apart from the words around them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

#: What stands between the parts of a text.
_CLAUSES = re.compile(r"[，,；;：:。、（）()\s]+")


def _place_and_school(written: pd.Series, no_place: Sequence[str]) -> pd.Series:
    """The place and school outside the county, of texts such as 随父母在义乌市读书，实验小学: 义乌市实验小学.

    ``no_place``: patterns of the words that name neither; a text of such words alone is null.
    """
    words = f"(?:{'|'.join(no_place)})*"
    beside = re.compile(rf"^{words}|{words}$")
    told = {
        text: "".join(beside.sub("", clause) for clause in _CLAUSES.split(text)) for text in written.dropna().unique()
    }
    return written.map(told).astype("str").replace("", None)


def school_elsewhere(written: pd.Series, no_place: Sequence[str]) -> pd.DataFrame:
    """A school outside the county, 义乌市实验小学, and the place it is in (:func:`_place_and_school`).

    ``away_said``: true where somebody says that the child is at school elsewhere, if only 外地就读, which names no
    place; else null.
    """
    text = _place_and_school(written, no_place)
    parts = text.str.extract(r"^(?P<place>.*[省市县区州盟旗])(?P<school>.*)$")
    return pd.DataFrame(
        {
            "away": text.where(parts["school"].ne("")),
            "away_place": parts["place"].fillna(text),
            "away_said": written.notna().astype("boolean").mask(written.isna()),
        }
    )


__all__ = ["school_elsewhere"]
