"""From sheets to the register: the middle of the story, with no side effect but progress.

Intake → people → linkage → standings → sentences → conflicts and findings → accounting → Register.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from kcbx.app import identity
from kcbx.app.better_ages import in_better_cohorts
from kcbx.app.other_lists import COUNT_FORMS, count_table, what_others_know, with_children
from kcbx.app.verdicts import binding
from kcbx.app.with_ledger import answered_reasons, known_with_answers, with_verdicts
from kcbx.config import Config
from kcbx.fields import SOURCE, empty
from kcbx.findings import Findings, Source
from kcbx.followup.ledger import Ledger
from kcbx.people import gazetteer, people
from kcbx.reconcile.accounting import account
from kcbx.reconcile.conflicts import conflicts
from kcbx.reconcile.found import report
from kcbx.reconcile.grades import settled_grades
from kcbx.reconcile.link import link
from kcbx.reconcile.sentences import census_sentences, roll_sentences
from kcbx.reconcile.standing.census import census_standings
from kcbx.reconcile.standing.roll import roll_standings
from kcbx.register import Intake, Linkage, Place, Register

#: Opens one stage of the work; the terminal's ``stage``, or nothing.
Stage = Callable[[str], AbstractContextManager[Any]]


@dataclass(frozen=True)
class Built:
    """The register, and the linkage it was made from (for ``explain`` and run.json)."""

    register: Register
    linkage: Linkage


@dataclass(frozen=True)
class Cleaned:
    """People tables of the sheets: census, roll and the other lists by form, and the rows that are nobody."""

    census: pd.DataFrame
    roll: pd.DataFrame
    others: Mapping[str, pd.DataFrame]
    returned: pd.DataFrame


@dataclass(frozen=True)
class Linked:
    """Who is who: the pairs of census and roll, the other lists with ``child_id``, and what all of them know.

    ``known``: columns as :func:`kcbx.reconcile.standing.census.census_standings`.
    """

    linkage: Linkage
    others: Mapping[str, pd.DataFrame]
    known: pd.DataFrame


def build(
    intake: Intake,
    config: Config,
    as_of: date,
    secret: bytes,
    stage: Stage,
    verdicts: pd.DataFrame | None = None,
    ledger: Ledger | None = None,
) -> Built:
    """The register of an intake. ``verdicts``: the [verdicts] table of earlier answers; ``ledger``:
    the county's cases, whose answers outweigh the lists.

    Raises SumsDoNotClose where a row was lost; nothing is written here.
    """
    findings = Findings(intake.findings)
    with stage("清理"):
        cleaned = clean(intake, config, as_of, findings)
    with stage("核对"):
        linked = _linked(cleaned, config, as_of, secret, findings, verdicts, ledger)
        cleaned = replace(
            cleaned, census=in_better_cohorts(cleaned.census, cleaned.roll, linked.linkage, config, as_of, findings)
        )
    with stage("归类"):
        register = classified(intake, cleaned, linked, config, as_of, secret, findings)
    return Built(register, linked.linkage)


def clean(intake: Intake, config: Config, as_of: date, findings: Findings) -> Cleaned:
    """The rows of the sheets as people, in values that can be compared."""
    tables = people_tables(intake, config, as_of, findings)
    census, census_returned = set_aside(tables.pop("census", empty("people")), findings)
    roll, roll_returned = set_aside(tables.pop("roll", empty("people")), findings)
    return Cleaned(census, roll, tables, pd.concat([census_returned, roll_returned]))


def _linked(
    cleaned: Cleaned,
    config: Config,
    as_of: date,
    secret: bytes,
    findings: Findings,
    verdicts: pd.DataFrame | None,
    ledger: Ledger | None,
) -> Linked:
    """Every list linked, with what people decided as hard constraints."""
    census, roll = cleaned.census, cleaned.roll
    if ledger is not None:
        verdicts = with_verdicts(ledger, verdicts)
    decided = None if verdicts is None else binding(verdicts, census, roll, secret, findings)
    linkage = link(census, roll, settings=config.linkage, verdicts=decided)
    others = with_children(cleaned.others, census, roll, linkage, config.linkage)
    known = what_others_know(others, census, roll, linkage)
    if ledger is not None:
        known = known_with_answers(known, ledger, census, linkage, as_of)
    return Linked(linkage, others, known)


def classified(
    intake: Intake,
    cleaned: Cleaned,
    linked: Linked,
    config: Config,
    as_of: date,
    secret: bytes,
    findings: Findings,
) -> Register:
    """Where everyone stands, why, what differs, and that every row is somewhere."""
    census, roll, linkage, known = cleaned.census, cleaned.roll, linked.linkage, linked.known
    years = config.ages(as_of)
    term = f"{as_of:%y}{'A' if as_of.month >= 9 or as_of.month == 1 else 'B'}"
    day = as_of.isoformat()
    standing = census_standings(census, roll, linkage, known, day, years.compulsory_years)
    standing["reason"] = answered_reasons(
        census_sentences(census, standing, roll, linkage), standing["standing"], census["record_id"], known
    )
    census, roll = (rows.rename(columns={"reason": "declared_reason"}) for rows in (census, roll))
    roll = roll.assign(grade_settled=settled_grades(census, roll, linked.others.get("attendance"), linkage))
    roll_standing = roll_standings(roll, census, standing, linkage)
    roll_standing["reason"] = roll_sentences(roll, roll_standing, linkage)
    census = _with_nearest(_with_identity(census.join(standing), linkage, secret, term), linkage)
    roll = roll.join(roll_standing).assign(
        duplicate_reason=roll["record_id"].map(linkage.roll_groups.set_index("record_id")["duplicate_reason"]),
        row_key=identity.row_keys(secret, roll),
    )
    links = _links(linkage, census, roll)
    pairs = census.loc[census["standing"].ne("duplicate") & census["roll_id"].notna(), ["record_id", "roll_id"]]
    differ = conflicts(census, roll, pairs.rename(columns={"record_id": "census_id"}))
    report(census, roll, differ, day, findings)
    accounting = account(intake.sheets, [census, roll], [*linked.others.values()], cleaned.returned)
    place = Place(
        county=config.county.name or "本县",
        as_of=as_of,
        ages=years,
        deadline=config.deadline(as_of),
        batch=identity.batch(term, pd.concat([census["record_id"], roll["record_id"]]), f"{day}{config!r}"),
        contact=config.county.contact,
        phone=config.county.phone,
    )
    return Register(
        place=place,
        census=census,
        roll=roll,
        links=links,
        conflicts=differ,
        others=linked.others,
        accounting=accounting,
        findings=findings.frame(),
        sheets=intake.sheets,
    )


def people_tables(intake: Intake, config: Config, as_of: date, findings: Findings) -> dict[str, pd.DataFrame]:
    """The people table of every form that lists children, the plain rows of those that count them."""
    rows = intake.rows
    places = gazetteer(config, rows.get("census", empty("people")), rows.get("roll", empty("people")))
    return {
        form: count_table(frame, findings)
        if form in COUNT_FORMS
        else people(form, frame, places, config, as_of, findings)
        for form, frame in rows.items()
    }


def set_aside(rows: pd.DataFrame, findings: Findings) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows that are somebody, and rows with neither name nor ID: those go back to the sender."""
    nobody = rows["name_key"].isna() & rows["id_number"].isna()
    for row in rows.loc[nobody, ["source_file", "source_sheet", "source_row"]].itertuples(index=False):
        findings.add("row_without_person", Source(str(row[0]), str(row[1]), int(row[2])), "姓名")
    kept = rows[~nobody].sort_values("record_id", kind="stable").reset_index(drop=True)
    return kept, rows[nobody]


def _with_identity(census: pd.DataFrame, linkage: Linkage, secret: bytes, term: str) -> pd.DataFrame:
    """The census with case numbers, row keys and the reason of each duplicate."""
    reasons = linkage.census_groups.set_index("record_id")["duplicate_reason"]
    return census.assign(
        case_number=identity.case_numbers(secret, identity.fingerprints(census), term),
        row_key=identity.row_keys(secret, census),
        duplicate_reason=census["record_id"].map(reasons),
        previous=pd.Series(None, index=census.index, dtype="str"),
    )


def _with_nearest(census: pd.DataFrame, linkage: Linkage) -> pd.DataFrame:
    """The census with the nearest roll row of each child that was not linked."""
    near = linkage.nearest.drop_duplicates("census_id").set_index("census_id")
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


def tables_of(register: Register, indicators: pd.DataFrame) -> Mapping[str, pd.DataFrame]:
    """The machine-readable result: every table of ``tables/`` by name; census and roll carry the whole register."""
    census, roll = register.census, register.roll
    return {
        "census": census.assign(
            census_id=census["record_id"],
            declared_school=census["school"].fillna(census["school_elsewhere"]),
            declared_status=census["status"],
        ),
        "roll": roll.assign(roll_id=roll["record_id"]),
        "links": register.links,
        "standings": census[[*SOURCE, "child_id", "standing", "reason", "case_number", "row_key"]].assign(
            census_id=census["record_id"], out_of_school_list=census["standing"].isin(_to_verify())
        ),
        "roll_standings": roll[[*SOURCE, "child_id", "standing", "row_key"]].assign(roll_id=roll["record_id"]),
        "conflicts": register.conflicts,
        "findings": register.findings,
        "indicators": indicators,
        "accounting": register.accounting,
        "sheets": register.sheets,
        **{f"{OTHER}{form}": rows for form, rows in register.others.items()},
    }


#: Tables of the lists beside census and roll: other_attendance, other_disability, …
OTHER = "other_"


def _to_verify() -> list[str]:
    from kcbx.definitions import standings  # noqa: PLC0415

    return [code for code, standing in standings().items() if standing.to_verify]
