"""The sentence behind a verdict: what two rows have in common and where they differ, in the county's words.

Words are those of the levels in ``schemas/linkage.toml``. Where a level's text holds ``{…}``, the detail is read
from the two rows: which digit, how many days, which character. Nothing is said that a person cannot check.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import date
from itertools import zip_longest
from typing import Any

import numpy as np
import pandas as pd

from kcbx.reconcile.model import Model

Row = Mapping[Hashable, Any]

#: Columns details are read from.
_READ = ("name_key", "birth_date", "id_number", "id_birth")
_ORDINAL = "一二三四五六七八九"
#: Up to so many days two birth dates are told by the days between them.
_DAYS_TOLD = 60


def sentences(pairs: pd.DataFrame, people: pd.DataFrame, model: Model) -> pd.DataFrame:
    """``same`` and ``differ`` for each pair, index kept; empty text where there is nothing to say.

    ``pairs`` has ``left``, ``right`` (row numbers of ``people``) and the ``level_`` columns.
    """
    levels = pairs[[f"level_{name}" for name in model.comparisons]].to_numpy()
    if not len(levels):
        return pd.DataFrame({"same": pd.Series(dtype="str"), "differ": pd.Series(dtype="str")}, index=pairs.index)
    patterns, which = np.unique(levels, axis=0, return_inverse=True)
    which, read = which.reshape(-1), people[list(_READ)]
    written = {}
    for side in ("same", "differ"):
        texts = [_pattern(pattern, side, model) for pattern in patterns]
        finished = [texts[number] for number in which]
        unfinished = np.flatnonzero(np.array(["{" in text for text in texts])[which])
        ours, theirs = (read.iloc[pairs[name].to_numpy()[unfinished]].to_dict("records") for name in ("left", "right"))
        for place, one, other in zip(unfinished, ours, theirs, strict=True):
            finished[place] = _filled(finished[place], one, other)
        written[side] = pd.Series(finished, index=pairs.index, dtype="str")
    return pd.DataFrame(written)


def whole(words: pd.DataFrame) -> pd.Series:
    """One sentence: what is the same, then what differs."""
    return one_after_another(words["same"], words["differ"])


def one_after_another(first: pd.Series, second: pd.Series) -> pd.Series:
    """Two texts side by side as one, parted by ； where neither is empty."""
    both = first.ne("") & second.ne("")
    return first + pd.Series(np.where(both, "；", ""), index=first.index, dtype="str") + second


def _pattern(pattern: np.ndarray, side: str, model: Model) -> str:
    """The words of one side for a pattern of levels; what cannot be compared stands at the end of what differs."""
    said, silent = [], []
    for comparison, place in zip(model.comparisons.values(), map(int, pattern), strict=True):
        if place < 0:
            silent.append(comparison.silent)
        elif comparison.levels[place].side == side:
            said.append(comparison.levels[place].text)
    words = said if side == "same" else said + [text for text in silent if text]
    return ("、" if side == "same" else "；").join(dict.fromkeys(words))


def _filled(text: str, ours: Row, theirs: Row) -> str:
    for name, detail in _DETAILS.items():
        mark = "{" + name + "}"
        if mark in text:
            text = text.replace(mark, detail(ours, theirs))
    return text


def _id_cut(_: Row, __: Row) -> str:
    return "身份证号前15位一致（末三位为000，系电子表格按数字保存造成的损坏）"


def _id_place(ours: Row, theirs: Row) -> str:
    """Which digits differ; for lengths that differ, only that."""
    one, other = str(ours["id_number"]), str(theirs["id_number"])
    if len(one) != len(other) and min(len(one), len(other)) != 15:
        return f"身份证号位数不同（{len(one)}位、{len(other)}位）"
    places = [place for place, (a, b) in enumerate(zip(one, other, strict=False), start=1) if a != b]
    if not places:
        return "身份证号不同"
    if len(places) == 2 and places[1] == places[0] + 1 and one[places[0] - 1] == other[places[1] - 1]:
        return f"身份证号第{places[0]}、{places[1]}位颠倒"
    return f"身份证号第{'、'.join(map(str, places))}位不同" if len(places) <= 3 else "身份证号不同"


def _birth_reading(ours: Row, theirs: Row) -> str:
    """Why two written dates are one: the ID's date, day and month turned round, or the lunar calendar."""
    one, other = str(ours["birth_date"]), str(theirs["birth_date"])
    for row, written in ((theirs, one), (ours, other)):
        if row["id_birth"] == written:
            return "出生日期与身份证号一致"
    if one[:4] == other[:4] and one[5:7] == other[8:10] and one[8:10] == other[5:7]:
        return "出生日期日月颠倒"
    return "出生日期按另一种写法相同（如农历）"


def _birth_gap(ours: Row, theirs: Row) -> str:
    one, other = str(ours["birth_date"]), str(theirs["birth_date"])
    try:
        first, second = date.fromisoformat(one), date.fromisoformat(other)
    except ValueError:
        return "出生日期不同"
    days = abs((first - second).days)
    if days <= _DAYS_TOLD:
        return f"生日差{days}天"
    if one[5:] == other[5:]:
        return f"出生年份差{abs(first.year - second.year)}年"
    if one[:4] == other[:4] and one[8:] == other[8:]:
        return "出生月份不同"
    return "出生日期不同"


def _name_char(ours: Row, theirs: Row, why: str = "") -> str:
    """Which character of the name differs."""
    one, other = str(ours["name_key"]), str(theirs["name_key"])
    places = [place for place, (a, b) in enumerate(zip_longest(one, other)) if a != b]
    if len(one) != len(other) or not places:
        return f"姓名{why or '不同'}"
    if len(places) > 1:
        return f"姓名{why or '不同'}（{one}/{other}）"
    place = places[0]
    which = (
        "末字" if place == len(one) - 1 else "首字" if place == 0 else f"第{_ORDINAL[place]}字" if place < 9 else "一字"
    )
    return f"姓名{which}{why or '不同'}（{one[place]}/{other[place]}）"


_DETAILS: Mapping[str, Callable[[Row, Row], str]] = {
    "id_cut": _id_cut,
    "id_place": _id_place,
    "birth_reading": _birth_reading,
    "birth_gap": _birth_gap,
    "name_char": _name_char,
    "name_sound": lambda ours, theirs: _name_char(ours, theirs, "同音"),
    "name_near_sound": lambda ours, theirs: _name_char(ours, theirs, "音近"),
    "name_shape": lambda ours, theirs: _name_char(ours, theirs, "形近"),
}
