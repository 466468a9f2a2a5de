"""Which date decides an age: two sources outweigh one, and one alone is never overruled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import pytest
from people_table import people
from unit.reconcile.children import id_number

from kcbx.app.register.better_ages import in_better_cohorts, of_likely_age
from kcbx.app.register.cleaning import Cleaned
from kcbx.app.register.linking import Linked
from kcbx.app.register.run import Run
from kcbx.cohorts import SchoolAges
from kcbx.config import Config
from kcbx.findings import Findings
from kcbx.linkage import Linkage
from kcbx.reconcile.ages import settled_births

WRITTEN, TRUE, LUNAR = "2016-10-12", "2016-08-12", "2016-07-10"
NUMBER = {"id_number": id_number(TRUE, 11), "id_birth": TRUE, "id_sex": "男"}
CUT = {**NUMBER, "id_state": "truncated"}


def linkage(linked: bool) -> Linkage:
    def group(record: str, child: str) -> pd.DataFrame:
        return pd.DataFrame({"record_id": [record], "child_id": [child], "primary": [True], "duplicate_reason": [None]})

    none = pd.DataFrame()
    return Linkage(none, none, group("C0", "one"), group("R0", "one" if linked else "other"), {})


@pytest.mark.parametrize(
    ("census", "roll", "linked", "settled"),
    [
        ({"birth_date": WRITTEN, **NUMBER}, {"birth_date": TRUE}, True, TRUE),
        ({"birth_date": WRITTEN}, {"birth_date": TRUE, **NUMBER}, True, TRUE),
        ({"birth_date": None, "id_number": None}, {"birth_date": TRUE}, True, TRUE),
        ({"birth_date": "2016", "id_number": None}, {"birth_date": TRUE}, True, TRUE),
        ({"birth_date": WRITTEN}, {"birth_date": TRUE}, True, None),
        ({"birth_date": TRUE, **NUMBER}, {"birth_date": WRITTEN}, True, None),
        ({"birth_date": WRITTEN, **NUMBER}, {"birth_date": "2016-08-13", **NUMBER}, True, TRUE),
        ({"birth_date": WRITTEN, **NUMBER}, {"birth_date": "2016-08-13"}, True, None),
        ({"birth_date": WRITTEN, **NUMBER}, {"birth_date": WRITTEN, **NUMBER}, True, None),
        ({"birth_date": WRITTEN, **CUT}, {"birth_date": TRUE}, True, TRUE),
        ({"birth_date": WRITTEN, **CUT}, {"birth_date": "2016-08-29", **NUMBER}, True, TRUE),
        ({"birth_date": WRITTEN, **CUT}, {"birth_date": "2010-01-01"}, False, TRUE),
        ({"birth_date": "2013-01-20", **CUT}, {"birth_date": TRUE}, False, None),
        ({"birth_date": None, "id_number": None}, {"birth_date": "2015-08-12", **NUMBER}, True, TRUE),
        ({"birth_date": None, "id_number": None}, {"birth_date": "2016-12-08", **NUMBER}, True, TRUE),
        ({"birth_date": None, "id_number": None}, {"birth_date": "2013-01-20", **NUMBER}, True, "2013-01-20"),
        ({"birth_date": WRITTEN, "sex": "男", **NUMBER}, {"birth_date": "2010-01-01"}, False, TRUE),
        ({"birth_date": LUNAR, **CUT}, {"birth_date": "2010-01-01"}, False, TRUE),
        ({"birth_date": WRITTEN, "sex": "女", **NUMBER}, {"birth_date": "2010-01-01"}, False, None),
        ({"birth_date": WRITTEN, "sex": "男", **NUMBER, "id_state": "bad_check"}, {"birth_date": TRUE}, False, None),
    ],
)
def test_two_sources_outweigh_one(
    census: dict[str, Any], roll: dict[str, Any], linked: bool, settled: str | None
) -> None:
    found = settled_births(people("census", {"name": "甲", **census}), people("roll", roll), linkage(linked), {})
    assert found["birth_date"].tolist() == ([settled] if settled else [])


def listed(**row: Any) -> dict[str, pd.DataFrame]:
    """A register of low-income families that knows the child."""
    return {"low_income": people("low_income", row).assign(child_id="one")}


@pytest.mark.parametrize(
    ("census", "roll", "register", "settled"),
    [
        ({"birth_date": None, "id_number": None}, {"birth_date": TRUE}, {"birth_date": WRITTEN}, TRUE),
        ({"birth_date": None, "id_number": None}, None, {"birth_date": TRUE}, TRUE),
        ({"birth_date": WRITTEN, **NUMBER}, None, {"birth_date": TRUE}, TRUE),
        ({"birth_date": WRITTEN}, None, {"birth_date": TRUE, **NUMBER}, TRUE),
        ({"birth_date": WRITTEN}, None, {"birth_date": TRUE}, None),
        ({"birth_date": TRUE}, None, {"birth_date": None}, None),
    ],
    ids=["the roll first", "no date", "own number", "its number", "one against one", "no word"],
)
def test_a_register_is_a_witness_where_no_roll_is(
    census: dict[str, Any], roll: dict[str, Any] | None, register: dict[str, Any], settled: str | None
) -> None:
    rows = people("roll", roll or {"birth_date": "2010-01-01"})
    found = settled_births(people("census", census), rows, linkage(roll is not None), listed(**register))
    assert found["birth_date"].tolist() == ([settled] if settled else [])


def test_any_list_that_knows_the_child_may_confirm_the_day_of_the_roll() -> None:
    census, roll = people("census", {"C0": {"birth_date": WRITTEN}}), people("roll", {"R0": {"birth_date": TRUE}})
    found = settled_births(census, roll, linkage(True), listed(birth_date=TRUE, **NUMBER))
    assert found["birth_date"].tolist() == [TRUE]


@pytest.mark.parametrize(
    ("roll", "source", "settled"),
    [
        ({"birth_date": WRITTEN, **NUMBER}, "column", [TRUE]),
        ({"birth_date": WRITTEN, **NUMBER}, "id", []),
        ({"birth_date": WRITTEN, "id_number": id_number(WRITTEN, 21), "id_birth": WRITTEN}, "column", []),
    ],
    ids=["a third date", "one number three times", "the roll's number says the day written"],
)
def test_two_lists_with_one_wrong_day_are_belied_by_their_numbers_and_a_third_list(
    roll: dict[str, Any], source: str, settled: list[str]
) -> None:
    census = people("census", {"birth_date": WRITTEN, **NUMBER})
    others = listed(birth_date=TRUE, birth_source=source, **NUMBER)
    assert settled_births(census, people("roll", roll), linkage(True), others)["birth_date"].tolist() == settled


def in_cohorts(
    census: pd.DataFrame,
    roll: pd.DataFrame,
    linked: Linkage,
    others: Mapping[str, pd.DataFrame],
    answered: pd.Series,
    findings: Findings,
) -> Cleaned:
    """The two lists in the cohorts of their better dates."""
    cleaned = Cleaned(census, roll, others, census.iloc[:0], census.iloc[:0])
    known = Linked(linked, others, others, pd.DataFrame(), pd.DataFrame(), pd.Index([]))
    return in_better_cohorts(cleaned, known, answered, Run(Config(), date(2026, 9, 20), b"", findings))


def placed(
    census: dict[str, Any], linked: bool, answered: Mapping[int, str] | None = None, **register: Any
) -> tuple[pd.DataFrame, list[str]]:
    findings, others = Findings(), listed(**register) if register else {}
    looked_up = pd.Series(answered or {}, dtype="str")
    rows, roll = people("census", {"name": "甲", **census}), people("roll", {"birth_date": TRUE})
    found = in_cohorts(rows, roll, linkage(linked), others, looked_up, findings).census
    assert found["birth_date"].tolist() == rows["birth_date"].tolist(), "what is shown stays as written"
    return found, findings.frame()["code"].tolist()


def test_the_child_moves_to_its_cohort_and_it_is_said() -> None:
    found, codes = placed({"birth_date": WRITTEN, **NUMBER}, linked=True)
    assert found["grade_due"].tolist() == [5]
    assert codes == ["age_by_better_date"]


def test_what_a_township_has_looked_up_outweighs_every_list() -> None:
    found, codes = placed({"birth_date": WRITTEN, **NUMBER}, linked=True, answered={0: WRITTEN})
    assert (found["grade_due"].isna().tolist(), codes) == ([True], []), "the day written is the right one"
    found, codes = placed({"birth_date": WRITTEN}, linked=True, answered={0: "2012-03-07"})
    assert (found["grade_due"].tolist(), codes) == ([9], ["age_by_better_date"])


def test_a_child_on_no_roll_leaves_the_compulsory_ages_only_where_a_register_confirms_its_number() -> None:
    older = {"id_number": id_number("2009-03-01", 11), "id_birth": "2009-03-01", "id_sex": "男", "sex": "男"}
    found, codes = placed({"birth_date": "2014-03-01", "due": 7, "compulsory": True, **older}, linked=False)
    assert found["compulsory"].tolist() == [True]
    assert codes == []
    found, codes = placed(
        {"birth_date": "2014-03-01", "due": 7, "compulsory": True, **older}, linked=False, birth_date="2009-03-01"
    )
    assert found["compulsory"].tolist() == [False]
    assert codes == ["age_by_better_date"]


def test_a_register_confirms_a_number_of_which_the_own_is_a_digit_away() -> None:
    """The village typed a zero too many into the number and the year after into the date; two registers have both."""
    number = id_number("2011-04-14", 11)
    register = {"birth_date": "2011-04-14", "id_number": number, "id_birth": "2011-04-14"}
    child = {"birth_date": "2012-04-14", "due": 9, "compulsory": True, "id_state": "bad_length"}
    for typed, due, said in (
        (f"{number[:10]}0{number[10:]}", 10, ["age_by_better_date"]),
        (f"{number[:10]}00{number[10:]}", 9, []),
    ):
        found, codes = placed({**child, "id_number": typed}, linked=False, **register)
        assert (found["grade_due"].tolist(), codes) == ([due], said)


@pytest.mark.parametrize(("written", "true"), [("2020-08-18", "2020-10-04"), ("2020-01-09", "2020-09-01")])
def test_a_day_that_is_the_own_number_s_misread_is_no_evidence_against_it(written: str, true: str) -> None:
    """A 农历 day, or day and month turned round: the village lists a child of five, not one who should be in school."""
    child = {"sex": "男", "birth_date": written, "due": 1, "compulsory": True}
    number = {"id_number": id_number(true, 11), "id_birth": true, "id_sex": "男"}
    found, codes = placed({**child, **number}, linked=False)
    assert (found["grade_due"].tolist(), codes) == ([0], ["age_by_better_date"])
    found, codes = placed({**child, **number, "sex": None}, linked=False)
    assert (found["grade_due"].tolist(), codes) == ([0], ["age_by_better_date"])
    for unsure in ({"id_sex": "女"}, {"id_state": "bad_check"}):
        found, codes = placed({**child, **number, **unsure}, linked=False)
        assert (found["grade_due"].tolist(), codes) == ([1], [])


def test_a_child_whom_the_village_calls_too_young_is_of_the_age_of_its_own_number() -> None:
    """散居 is said of children before school age; a number alone takes nobody off the list."""
    number = {"id_number": id_number("2021-06-14", 12), "id_birth": "2021-06-14", "id_sex": "女", "sex": "女"}
    child = {"birth_date": "2020-06-14", "due": 1, "compulsory": True, **number}
    assert placed({**child, "status": "not_due"}, linked=False)[0]["grade_due"].tolist() == [0]
    assert placed({**child, "status": "out"}, linked=False)[0]["grade_due"].tolist() == [1]
    older = {"id_number": id_number("2009-06-14", 12), "id_birth": "2009-06-14"}
    assert placed({**child, **older, "status": "not_due"}, linked=False)[0]["grade_due"].tolist() == [1]


def test_a_month_that_is_the_own_number_s_by_the_farmers_calendar_is_no_evidence_against_it() -> None:
    """Born on 20 September by its number, in the eighth month of the 农历: five years old, not six."""
    number = {"id_number": id_number("2020-09-20", 12), "id_birth": "2020-09-20", "id_sex": "女", "sex": "女"}
    for month, due in (("2020-08", 0), ("2020-07", 1)):
        written = {"birth_date": month, "birth_precision": "month", "due": 1, "compulsory": True}
        assert placed({**written, **number}, linked=False)[0]["grade_due"].tolist() == [due]


def test_a_child_without_a_date_is_of_the_age_that_a_register_tells() -> None:
    found, codes = placed({"birth_date": None, "compulsory": None}, linked=False, birth_date=TRUE)
    assert (found["grade_due"].tolist(), codes) == ([5], ["age_by_better_date"])


def test_a_date_read_from_a_number_years_from_the_grade_is_a_siblings() -> None:
    """In grade 3 by the word of the village, three years too young for school by a number, and no date is written."""
    only_number = {"birth_date": "2024-08-12", "birth_source": "id", "due": -2, "compulsory": False, "grade": 3}
    found, codes = placed(only_number, linked=False)
    assert found[["grade_due", "compulsory"]].to_numpy().tolist() == [[3, True]]
    assert codes == ["age_by_grade"]
    whole = {"sex": "男", "id_sex": "男", "id_number": id_number("2024-08-12", 11), "id_birth": "2024-08-12"}
    found, codes = placed({**only_number, **whole}, linked=False)
    assert (found["grade_due"].tolist(), codes) == ([3], ["age_by_grade"]), "a brother's: the sex says nothing"
    for more in ({"birth_source": "column"}, {"grade": 0}, {"grade": None}):
        found, codes = placed({**only_number, **more}, linked=False)
        assert (found["grade_due"].tolist(), codes) == ([-2], [])


def test_a_pupil_is_of_the_age_of_its_number_where_the_day_written_is_a_slip_away() -> None:
    slip = people("roll", {"birth_date": WRITTEN, "due": 4, **NUMBER})
    other = people("roll", {"birth_date": "2013-01-20", "due": 8, **NUMBER})
    unsure = people("roll", {"birth_date": WRITTEN, "due": 4, **NUMBER, "id_state": "bad_check"})
    for rows, due in ((slip, 5), (other, 8), (unsure, 4)):
        found = in_cohorts(people("census"), rows, linkage(False), {}, pd.Series(dtype="str"), Findings()).roll
        assert found["grade_due"].tolist() == [due]
        assert found["birth_date"].tolist() == rows["birth_date"].tolist(), "what is shown stays as written"


def test_who_writes_a_grade_and_no_date_is_counted_at_the_age_of_the_grade() -> None:
    rows = people("census", {"name": "甲", "grade": 4}, {"name": "乙"}, {"name": "丙", "due": 5, "grade": 4})
    found = of_likely_age(rows.assign(child_id=["甲", "乙", "丙"]), {}, SchoolAges(2026))
    assert found["grade_due"].fillna(0).tolist() == [4, 0, 5]
    assert found["enough"].tolist()[:2] == [True, False]
    assert found["compulsory"].fillna(False).tolist()[0]


def test_who_writes_no_date_is_counted_at_the_age_that_a_list_most_probably_tells() -> None:
    rows = people("census", {"name": "甲", "grade": 4}, {"name": "乙"}, {"name": "丙", "due": 5})
    told = people("out_of_county", {"name": "甲", "due": 6}, {"name": "乙", "due": 9}, {"name": "丙", "due": 8})
    children = ["甲", "乙", "丙"]
    lists = {"out_of_county": told.assign(child_id=children)}
    found = of_likely_age(rows.assign(child_id=children), lists, SchoolAges(2026))
    assert found["grade_due"].tolist() == [6, 9, 5]
    assert found["enough"].tolist()[:2] == [True, True]


def test_the_grade_takes_nobody_off_the_list() -> None:
    found, codes = placed(
        {"birth_date": "2014-08-12", "birth_source": "id", "due": 7, "compulsory": True, "grade": 11}, linked=False
    )
    assert (found["grade_due"].tolist(), codes) == ([7], [])


@pytest.mark.parametrize(("grade", "within"), [(10, False), (9, True), (None, True)])
def test_who_writes_the_very_grade_due_by_a_number_that_was_cut_is_of_that_age(grade: int | None, within: bool) -> None:
    child = {"birth_date": "2011-09-25", "due": 9, "compulsory": True, "grade": grade}
    number = {"id_number": id_number("2011-01-25", 266)[:15], "id_birth": "2011-01-25", "id_state": "truncated"}
    found, codes = placed({**child, **number}, linked=False)
    assert (found["compulsory"].tolist(), codes) == ([within], [] if within else ["age_by_better_date"])


def test_a_number_on_a_register_alone_takes_nobody_off_the_list() -> None:
    child = {"birth_date": "2014-03-01", "due": 7, "compulsory": True}
    found, codes = placed(child, linked=False, **NUMBER | {"birth_date": "2009-03-01", "id_birth": "2009-03-01"})
    assert (found["compulsory"].tolist(), codes) == ([True], [])


def test_a_number_that_is_a_brother_s_says_nothing_of_the_age() -> None:
    brother = {"name": "乙", "sex": "男", "birth_date": TRUE, **NUMBER}
    own = {"name": "甲", "sex": "男", "birth_date": "2023-08-09", **NUMBER}
    alone = settled_births(people("census", own), people("roll", {"birth_date": "2010-01-01"}), linkage(False), {})
    beside = settled_births(people("census", own), people("roll", brother), linkage(False), {})
    assert (alone["birth_date"].tolist(), beside["birth_date"].tolist()) == ([TRUE], [])
