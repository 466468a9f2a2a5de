"""From linked lists to the register: where everyone stands, why, what differs, and that every row is somewhere."""

from __future__ import annotations

import pandas as pd

from kcbx.app.decisions.answered import census_as_answered, conflicts_as_answered
from kcbx.app.decisions.with_ledger import answered_reasons
from kcbx.app.register import identity
from kcbx.app.register.better_ages import of_likely_age
from kcbx.app.register.cleaning import Cleaned
from kcbx.app.register.linking import Linked
from kcbx.app.register.placing import heard, placed
from kcbx.app.register.run import Decided, Run
from kcbx.clean.words import nulls
from kcbx.cohorts import term_code
from kcbx.linkage import Linkage
from kcbx.reconcile.accounting import account
from kcbx.reconcile.before import words_on_before
from kcbx.reconcile.conflicts import conflicts
from kcbx.reconcile.found import report
from kcbx.reconcile.grades import settled_grades
from kcbx.reconcile.sentences import census_sentences, roll_sentences
from kcbx.reconcile.standing.census import census_standings, doubtful
from kcbx.reconcile.standing.roll import roll_standings
from kcbx.reconcile.versions import versions
from kcbx.register import Intake, Register


def classified(intake: Intake, cleaned: Cleaned, linked: Linked, decided: Decided, run: Run) -> Register:
    """Where everyone stands, why, what differs, and that every row is somewhere."""
    linkage, secret, as_of = linked.linkage, run.secret, run.as_of
    standing = _census_standings(cleaned, linked, run)
    census, roll = (rows.rename(columns={"reason": "declared_reason"}) for rows in (cleaned.census, cleaned.roll))
    roll = _with_roll_standings(roll, census, standing, linked, secret)
    census = _with_nearest(_with_identity(census.join(standing), linkage, secret, term_code(as_of)), linkage)
    census = census.assign(previous=words_on_before(census, cleaned.earlier), reminder=nulls(census.index))
    links = _links(linkage, census, roll)
    pairs = census.loc[census["standing"].ne("duplicate") & census["roll_id"].notna(), ["record_id", "roll_id"]]
    differ = conflicts(census, roll, pairs.rename(columns={"record_id": "census_id"}), linked.others)
    differ = conflicts_as_answered(differ, census, decided.told)
    census = census_as_answered(census, differ)
    report(census, roll, linked.others, differ, as_of.isoformat(), run.findings)
    accounting = account(
        intake.sheets, [census, roll], [*linked.others.values()], pd.concat([cleaned.returned, cleaned.earlier])
    )
    contents = pd.concat([census["record_id"], roll["record_id"], heard(decided.verdicts, decided.ledger)])
    return Register(
        place=placed(run.config, as_of, contents),
        census=census,
        roll=roll,
        links=links,
        conflicts=differ,
        others=linked.others,
        accounting=accounting,
        findings=run.findings.frame(),
        sheets=intake.sheets,
    )


def _census_standings(cleaned: Cleaned, linked: Linked, run: Run) -> pd.DataFrame:
    """:func:`kcbx.reconcile.standing.census.census_standings` with the sentence (``reason``), the standing the child
    most probably has where a list is in doubt, and the child it most probably is once more."""
    census, roll, linkage, known = cleaned.census, cleaned.roll, linked.linkage, linked.known
    day, ages = run.as_of.isoformat(), run.ages
    standing = census_standings(census, roll, linkage, known, day, ages.compulsory_years)
    asked = census.assign(child_id=standing["child_id"])[doubtful(standing, census["record_id"], known, linked.likely)]
    doubted = of_likely_age(asked, linked.likely_others, ages)
    likely = census_standings(doubted, roll, linkage.without_doubt(), linked.likely, day, ages.compulsory_years)
    standing["likely_standing"] = likely["standing"].reindex(census.index).fillna(standing["standing"])
    standing["reason"] = answered_reasons(
        census_sentences(census, standing, roll, linkage, known), standing["standing"], census["record_id"], known
    )
    return standing.assign(maybe_child_id=standing["child_id"].map(linkage.maybe_child_of).astype("str"))


def _with_roll_standings(
    roll: pd.DataFrame, census: pd.DataFrame, standing: pd.DataFrame, linked: Linked, secret: bytes
) -> pd.DataFrame:
    """The roll with the grade that counts, standings and sentences, two versions of one list, and row keys."""
    linkage = linked.linkage
    roll = roll.assign(grade_settled=settled_grades(census, roll, linked.likely_others.get("attendance"), linkage))
    stands = roll_standings(roll, census, standing, linkage, linked.absent)
    roll = roll.join(stands.assign(reason=roll_sentences(roll, stands, linkage)))
    return roll.join(versions(roll)).assign(
        duplicate_reason=roll["record_id"].map(linkage.reason_of_roll), row_key=identity.row_keys(secret, roll)
    )


def _with_identity(census: pd.DataFrame, linkage: Linkage, secret: bytes, season: str) -> pd.DataFrame:
    """The census with case numbers, row keys and the reason of each duplicate."""
    return census.assign(
        case_number=identity.case_numbers(secret, identity.fingerprints(census), season),
        row_key=identity.row_keys(secret, census),
        duplicate_reason=census["record_id"].map(linkage.reason_of_census),
    )


def _with_nearest(census: pd.DataFrame, linkage: Linkage) -> pd.DataFrame:
    """The census with the nearest roll row of each child that was not linked."""
    near = linkage.nearest_of_census
    return census.assign(
        **{
            f"nearest_{name}": census["record_id"].map(near[name]).astype("str")
            for name in ("roll_id", "same", "differ")
        }
    )


def _links(linkage: Linkage, census: pd.DataFrame, roll: pd.DataFrame) -> pd.DataFrame:
    """The [links] table: pairs with the place of both rows."""
    table = linkage.pairs
    for side, rows in (("census", census), ("roll", roll)):
        places = rows.set_index("record_id")[["source_file", "source_sheet", "source_row"]]
        places.columns = pd.Index([f"{side}_file", f"{side}_sheet", f"{side}_row"])
        table = table.join(places, on=f"{side}_id")
    return table
