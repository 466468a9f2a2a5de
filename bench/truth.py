"""The register of somebody who knows every child: the lists as they were handed in, every row known for who it is.

Who the child is, its birth date, sex and grade come from the truth; what a village or school *says* of the child stays
as written, for a rate can only be as right as what was reported. What no list says (a paper pupil whom nobody names)
stands in ``真相/indicators.json`` and is outside every tool's reach.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from kcbx.app.decisions.answered import Answered, roll_as_answered
from kcbx.app.register.classifying import classified
from kcbx.app.register.cleaning import Cleaned, clean
from kcbx.app.register.linking import Linked
from kcbx.app.register.run import Decided, Run
from kcbx.app.register.told import absent_from_class, what_others_know
from kcbx.cohorts import SchoolAges
from kcbx.config import Config
from kcbx.fields import empty
from kcbx.findings import Findings
from kcbx.linkage import Linkage
from kcbx.list_kinds import count_forms
from kcbx.reconcile.primary import attendance_rank, with_primary
from kcbx.register import Intake, Register

_TO_GRADE = ("kindergarten", "primary", "junior", "senior")


def true_register(intake: Intake, truth: Path, as_of: date, others: Path | None = None) -> Register:
    """The register of an intake of a generated county; ``truth``: its folder of truth, ``others``: the file of who
    stands on the lists beside census and roll, where the county has them."""
    children = pd.read_parquet(truth / "children.parquet").set_index("person_id")
    run = Run(Config(), as_of, b"bench", Findings(intake.findings))
    ages, read = run.ages, clean(intake, run)
    people = {
        form: persons(rows, pd.read_parquet(truth / f"{form}_rows.parquet"))
        for form, rows in (("census", read.census), ("roll", read.roll))
    }
    census, roll = (
        _known(rows, people[form], children, ages) for form, rows in (("census", read.census), ("roll", read.roll))
    )
    lists = {}
    for form, rows in read.others.items():
        if form in count_forms() or rows.empty:
            lists[form] = rows
            continue
        person = persons(rows, pd.read_parquet(others)) if others else pd.Series(None, rows["record_id"])
        lists[form] = _known(rows, person, children, ages).assign(child_id=person.to_numpy(), maybe_child_id=None)
        lists[form] = lists[form].astype({"child_id": "str", "maybe_child_id": "str"})
    roll = roll_as_answered(roll, Answered(), b"")
    cleaned = Cleaned(census, roll, lists, read.returned, read.earlier)
    linkage = _linkage(census, roll, people, children)
    absent = absent_from_class(lists, census, roll, linkage)
    linked = Linked(linkage, lists, lists, *what_others_know(lists, lists, census, roll, linkage, absent), absent)
    return classified(intake, cleaned, linked, Decided(), run)


def places(rows: pd.DataFrame) -> pd.MultiIndex:
    """File, sheet and row of each row, whether the columns are those of a table of kcbx or of truth."""
    prefix = "source_" if "source_file" in rows else ""
    found = rows[[f"{prefix}{name}" for name in ("file", "sheet", "row")]].set_axis(["file", "sheet", "row"], axis=1)
    return pd.MultiIndex.from_frame(found.fillna("").astype("str"))


def persons(rows: pd.DataFrame, truth: pd.DataFrame) -> pd.Series:
    """Who each row is, by record_id; null for a row that is nobody."""
    known = pd.Series(truth["person_id"].to_numpy(), index=places(truth))
    return pd.Series(known.reindex(places(rows)).to_numpy(), index=rows["record_id"])


def _known(rows: pd.DataFrame, person: pd.Series, children: pd.DataFrame, ages: SchoolAges) -> pd.DataFrame:
    """The rows with the identity, the age and the grade that are true; rows of nobody as they are."""
    who = children.reindex(person).set_axis(rows.index, axis=0)
    sure = who["name"].notna()
    due = who["grade_due"].astype("Int64")
    told = rows["stage"].isin(_TO_GRADE) & rows["grade"].notna()
    # A school knows the grades of its pupils, however it writes them; a village says what it says, and the list of
    # those taught at home names none.
    taught = rows["form"].eq("roll") & rows["status"].ne("home_taught").fillna(True)
    told |= taught & (rows["stage"].isin(_TO_GRADE) | rows["stage"].isna())
    grade = rows["grade"].mask(told, who["grade"].astype("Int64"))
    school = rows["stage"].isin(["primary", "junior"]) & grade.between(1, 9).fillna(False)
    true = {
        "name": who["name"],
        "name_key": who["name"],
        "sex": who["sex"],
        "id_sex": who["sex"],
        "birth_date": who["birth_date"],
        "id_number": who["id_number"],
        "id_state": who["name"].notna().map({True: "ok", False: None}),
        "cohort": who["cohort"].astype("Int64"),
        "age_at_cutoff": who["age_at_cutoff"].astype("Int64"),
        "grade_due": due,
        "compulsory": due.between(1, 9).astype("boolean"),
        "enough": sure.astype("boolean"),
        "grade": grade,
        "stage": rows["stage"].mask(school, grade.map(ages.stage_of, na_action="ignore")),
    }
    return rows.assign(**{name: rows[name].where(~sure, values) for name, values in true.items()})


def _linkage(census: pd.DataFrame, roll: pd.DataFrame, people: dict[str, pd.Series], children: pd.DataFrame) -> Linkage:
    """Every true pair accepted; of several rows of a child that of its own township, of its own school stands."""
    counted, listed = people["census"], people["roll"]
    pairs = (
        counted.rename_axis("census_id").rename("person").reset_index().dropna()
        .merge(listed.rename_axis("roll_id").rename("person").reset_index().dropna(), on="person")
    )  # fmt: skip
    home, school = (
        rows[name].eq(pd.Series(children[name].reindex(who).to_numpy(), rows.index)).fillna(False).astype(bool)
        for rows, name, who in ((census, "township", counted), (roll, "school", listed))
    )
    said = attendance_rank(roll)
    at_school = said[["presence", "stage"]].assign(true=school, grade=said["grade"])
    return Linkage(
        pairs=pairs.assign(decision="accepted", weight=0.0, margin=0.0, reason=""),
        nearest=empty("nearest"),
        census_groups=groups_of(counted, home.to_frame()),
        roll_groups=groups_of(listed, at_school),
        counts={},
    )


def groups_of(persons: pd.Series, rank: pd.DataFrame) -> pd.DataFrame:
    """The [groups] table of rows whose person is known by record_id; of each the row of the highest rank stands."""
    groups = persons.rename_axis("record_id").rename("child_id").reset_index()
    groups["child_id"] = groups["child_id"].fillna(groups["record_id"])
    return with_primary(groups, rank, empty("repeats"))
