"""Truth over time: what happened to each child within a year, and the rates that need a past."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from kcbx.sample.history.last_year import HERE, change_of
from kcbx.sample.history.lists import finished_last_summer
from kcbx.sample.life import Life
from kcbx.sample.rows import Row
from kcbx.sample.told import Told
from kcbx.sample.truth import rows_frame, write_indicators


def write_history_truth(
    folder: Path,
    lives: Sequence[Life],
    before: Sequence[Life],
    roll: Sequence[Row],
    lists: Mapping[str, Sequence[Row]],
    as_of: date,
) -> None:
    """Write other_rows.parquet, transitions.parquet and history.json, and indicators.json with what the lists tell."""
    write_indicators(folder, lives, Told(roll, lists, as_of))
    frames = [rows_frame(rows).assign(form=form) for form, rows in lists.items() if rows]
    pd.concat(frames, ignore_index=True).to_parquet(folder / "other_rows.parquet", index=False)
    transitions(lives, before).to_parquet(folder / "transitions.parquet", index=False)
    figures = json.dumps(rates(lives, before, lists["intake_list"]), ensure_ascii=False, indent=2, sort_keys=True)
    (folder / "history.json").write_text(figures + "\n", encoding="utf-8")


def transitions(lives: Sequence[Life], before: Sequence[Life]) -> pd.DataFrame:
    """One row a person: state, grade and school in both years, and the change between them."""
    return pd.DataFrame(
        [
            {
                "person_id": now.child.person_id,
                "state_before": was.state,
                "grade_before": was.grade,
                "on_roll_before": bool(was.enrolments),
                "in_census_before": bool(was.listed_in),
                "state": now.state,
                "grade": now.grade,
                "change": change_of(was, now),
            }
            for was, now in zip(before, lives, strict=True)
        ]
    )


def rates(lives: Sequence[Life], before: Sequence[Life], intake: Sequence[Row]) -> dict[str, Any]:
    """True figures: retention by person with its buckets, transition, drop-out within the year, returns.

    Elsewhere without proof is neither kept nor moved: it counts as lost, as the indicators count.
    """
    pairs = list(zip(before, lives, strict=True))
    cohort = [row.life for row in intake]
    buckets = Counter("grade_8_or_lower" if _repeats(life) else life.state for life in cohort)
    gone = sum(buckets[state] for state in ("dead", "abroad"))
    kept = sum(1 for life in cohort if _counts(life) and not _repeats(life))
    grade_nine = sum(1 for life in lives if life.grade == 9 and life.on_attending_roll)
    graduates = [now for was, now in pairs if finished_last_summer(was)]
    admitted = [
        now
        for now in graduates
        if now.state in ("senior", "vocational") or (now.state == "elsewhere" and now.grade > 9)
    ]
    pupils = [(was, now) for was, now in pairs if 1 <= was.grade <= 9 and was.state in HERE and was.enrolments]
    lost = [
        now for was, now in pupils if change_of(was, now) == "left" or (now.state == "elsewhere" and not now.proved)
    ]
    out = [(was, now) for was, now in pairs if was.truly_out]
    back = [now for was, now in out if now.state in HERE]
    return {
        "nine_year_retention": {
            "tracking": _share(kept, len(cohort) - gone),
            "macro": _share(grade_nine, len(cohort)),
            "buckets": dict(sorted(buckets.items())),
        },
        "junior_to_senior_transition": _share(len(admitted), len(graduates)),
        "dropout_rate": _share(len(lost), len(pupils)),
        "return_rate": _share(len(back), len(out)),
    }


def _counts(life: Life) -> bool:
    return life.state in HERE | {"finished"} or (life.state == "elsewhere" and life.proved)


def _repeats(life: Life) -> bool:
    return life.state in HERE and life.grade < 9


def _share(above: int, below: int) -> dict[str, float | int | None]:
    return {
        "numerator": above,
        "denominator": below,
        "value": round(100 * above / below, 4) if below else None,
    }
