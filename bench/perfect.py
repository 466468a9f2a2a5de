"""What the true links would give: standings and rates of a county whose every link is right.

Beside it stand those of the linker, so that a figure shows what linking did and not what villages left unsaid.
"""

from __future__ import annotations

import pandas as pd

from bench.counties import AS_OF, County
from bench.truth import groups_of
from kcbx.definitions import standings
from kcbx.fields import empty
from kcbx.linkage import Linkage
from kcbx.reconcile.primary import attendance_rank
from kcbx.reconcile.standing.census import census_standings

#: Standings that tell officials: go and look, nothing is known of this child.
NAMED = ("out_suspected", "out_declared")


def true_linkage(made: County) -> Linkage:
    """The linkage of somebody who knows every child."""
    pairs = pd.DataFrame(sorted(made.true_pairs), columns=["census_id", "roll_id"])
    return Linkage(
        pairs=pairs.assign(decision="accepted"),
        nearest=empty("nearest"),
        census_groups=groups_of(made.persons["census"], pd.DataFrame(index=made.census.index)),
        roll_groups=groups_of(made.persons["roll"], attendance_rank(made.roll)),
        counts={},
    )


def stand(made: County, linkage: Linkage) -> pd.DataFrame:
    """Standing and person of every census row; nothing but the two lists is known."""
    known = pd.DataFrame(index=pd.Index(made.census["record_id"], name="record_id"))
    found = census_standings(made.census, made.roll, linkage, known, AS_OF.isoformat())
    return found.assign(
        person=made.census["record_id"].map(made.persons["census"]),
        compulsory=made.census["compulsory"].fillna(False).astype(bool),
    )


def net_enrolment(found: pd.DataFrame, *, review_enrolled: bool = False) -> float:
    """Adjusted net enrolment of the compulsory ages, in percent; children in review do not count unless said so."""
    due = found[found["compulsory"] & found["standing"].map(lambda code: standings()[code].population)]
    enrolled = due["standing"].map(lambda code: standings()[code].enrolled)
    return 100 * float((enrolled | (due["standing"].eq("in_school_review") & review_enrolled)).mean())


def compare_standings(made: County, linkage: Linkage) -> dict[str, float]:
    """How the linker's standings differ from those of the true links; shares of children, rates in points."""
    ours, best = stand(made, linkage), stand(made, true_linkage(made))
    children = made.children.set_index("person_id")
    out = children["truly_out_of_school"] & children["in_census"] & ~children["on_any_roll"]
    listed = ours["standing"].map(lambda code: standings()[code].to_verify) | ours["standing"].eq("in_school_review")
    shown = set(ours.loc[listed, "person"])
    named = ours[ours["standing"].isin(NAMED)]
    on_roll = named["person"].map(children["on_any_roll"]).fillna(False).astype(bool)
    return {
        "truly out": int(out.sum()),
        "truly out, shown": sum(person in shown for person in out[out].index),
        "named": len(named),
        "named, on a roll": int(on_roll.sum()),
        "net enrolment, points off": net_enrolment(ours) - net_enrolment(best),
        "the same, review settled": net_enrolment(ours, review_enrolled=True) - net_enrolment(best),
    }
