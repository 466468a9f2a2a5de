"""From intake to the last grade: what became of the cohort now in its last compulsory year, step by step.

By name where the list of entrants was sent, else by the counts schools report; every step has its number and the
steps close: entered ± steps = pupils of the last grade now. Order and words: ``measuring.toml`` [retention_steps].
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kcbx.among import among
from kcbx.definitions import schema
from kcbx.fields import conform, empty
from kcbx.metrics import needs
from kcbx.metrics.indicators import Term, catalogue
from kcbx.metrics.populations import POPULATIONS
from kcbx.metrics.rosters import Lists


def retention_steps(lists: Lists) -> pd.DataFrame:
    """The [retention_steps] table; empty where neither list nor counts, or no pupils of the last grade, are there."""
    if needs.missing(["roll.junior"], lists):
        return empty("retention_steps")
    if not needs.missing(["intake_list"], lists):
        return _steps(_by_name(lists), "list", lists)
    counted = _by_counts(lists)
    return _steps(counted, "counts", lists) if counted["entered"] else empty("retention_steps")


def _steps(people: Mapping[str, int], source: str, lists: Lists) -> pd.DataFrame:
    """Steps nobody took are left out, but for the first and the last."""
    words = catalogue()["nine_year_retention"]["default"].words
    rows, total = [], 0
    for step, told in schema("measuring")["retention_steps"].items():
        number = people.get(step, 0)
        total = number if step == "now" else total + number
        if number or step in {"entered", "now"}:
            rows.append((step, words(told["label"], lists.ages), number, total, source))
    return conform(pd.DataFrame(rows, columns=["step", "label", "people", "total", "source"]), "retention_steps")


def _by_name(lists: Lists) -> dict[str, int]:
    entrants, now = lists.entrants.rows, _last_grade(lists)
    stayed = among(entrants["child_id"], now)
    gone = entrants.loc[~stayed, "fate"].value_counts()
    fates = {step: told["fates"] for step, told in schema("measuring")["retention_steps"].items() if "fates" in told}
    return {
        "entered": len(entrants),
        "moved_in": len(now) - int(stayed.sum()),
        **{step: -sum(int(gone.get(fate, 0)) for fate in each) for step, each in fates.items()},
        "now": len(now),
    }


def _by_counts(lists: Lists) -> dict[str, int]:
    found = {}
    for step, told in schema("measuring")["retention_steps"].items():
        sign, *columns = told.get("counts", ("+",))
        found[step] = sum(_counted(lists, column) for column in columns) * (1 if sign == "+" else -1)
    now = len(_last_grade(lists))
    unsaid = now - sum(found.values())
    return {**found, "lost" if unsaid < 0 else "unsaid": unsaid, "now": now}


def _counted(lists: Lists, column: str) -> int:
    term = Term(population="intake", parameters={"column": column})
    return int(POPULATIONS[term.population].choose(lists, **term.parameters).people.sum())


def _last_grade(lists: Lists) -> pd.Series:
    """The children now in the last compulsory grade of the roll."""
    found = POPULATIONS["pupils"].choose(lists, level="junior", grades=[lists.ages.compulsory_years])
    return found.roster.rows.loc[found.people > 0, "child_id"]
