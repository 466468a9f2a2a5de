"""Who is who, in every list, with what people decided as hard constraints; and what the lists and answers know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from kcbx.app.decisions.answered import transferred, verdicts_as_answered
from kcbx.app.decisions.verdicts import binding, report_torn
from kcbx.app.decisions.with_ledger import known_with_answers, laid_over
from kcbx.app.register.cleaning import Cleaned
from kcbx.app.register.other_lists import with_children
from kcbx.app.register.run import Decided, Run
from kcbx.app.register.told import absent_from_class, what_others_know
from kcbx.linkage import Linkage
from kcbx.metrics.likely_lists import likely_lists
from kcbx.reconcile.home import at_home
from kcbx.reconcile.link import link
from kcbx.reconcile.seat import at_school
from kcbx.reconcile.told_apart import told_apart
from kcbx.reconcile.told_together import told_together


@dataclass(frozen=True)
class Linked:
    """Who is who: the pairs of census and roll, the other lists with ``child_id``, and what all of them know.

    ``known``: columns as :func:`kcbx.reconcile.standing.census.census_standings`. ``likely_others`` and ``likely``: the
    same as ``others`` and ``known``, were every row in doubt the child it most probably speaks of. ``absent``: child_id
    of those whom the class lists do not have in class.
    """

    linkage: Linkage
    others: Mapping[str, pd.DataFrame]
    likely_others: Mapping[str, pd.DataFrame]
    known: pd.DataFrame
    likely: pd.DataFrame
    absent: pd.Index


def link_lists(cleaned: Cleaned, decided: Decided, run: Run) -> Linked:
    """Every list linked, with what people decided as hard constraints."""
    census, roll, settings = cleaned.census, cleaned.roll, run.config.linkage
    verdicts = verdicts_as_answered(decided.told, decided.verdicts)
    bound = None if verdicts is None else binding(verdicts, census, roll, run.secret, run.findings)
    linkage = link(census, roll, settings=settings, verdicts=bound)
    if bound is not None:
        report_torn(linkage, bound, census, roll, run.findings)
    others = with_children(cleaned.others, census, roll, linkage, settings)
    likely_others = likely_lists(others)
    linkage = told_apart(told_together(linkage, census, roll, others), census, others)
    linkage = at_school(linkage, census, roll, likely_others)
    linkage = at_home(linkage, census, roll, likely_others)
    absent = absent_from_class(others, census, roll, linkage)
    known, likely = what_others_know(others, likely_others, census, roll, linkage, absent)
    left = transferred(roll, linkage, decided.told, run.secret)
    if len(left):
        known, likely = (laid_over(each, left) for each in (known, likely))
    if (ledger := decided.ledger) is not None:
        known, likely = (
            known_with_answers(each, ledger, census, linkage, run.as_of, decided.lists) for each in (known, likely)
        )
    return Linked(linkage, others, likely_others, known, likely, absent)
