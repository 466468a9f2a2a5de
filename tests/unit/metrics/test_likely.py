"""What a rate counts while nobody has decided a pair: nobody twice, and nobody who is somebody else for sure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from oracle.small_register import small_register

from kcbx.config import Config
from kcbx.fields import columns
from kcbx.metrics.ages import ages_by_roll
from kcbx.metrics.compute import measure
from kcbx.metrics.counting import Counting
from kcbx.metrics.likely import most_likely
from kcbx.metrics.likely_lists import likely_children
from kcbx.metrics.rosters import Lists
from kcbx.register import Register

#: A row that writes no day of birth but bears a number, perhaps a brother's.
OF_ANOTHER = {"id_birth": "2012-06-06", "id_state": "ok", "birth_source": "id"}
WAITING = {"standing": "in_school_review", "due": 3}
PUPIL = {"stage": "primary", "grade": 3, "standing": "review", "due": 3}
TWINS = ({"standing": "in_school", "due": 3, "stage": "primary", "grade": 3, "name_pinyin": "yu shi yan"}, WAITING)


def in_doubt(made: Register, pairs: pd.DataFrame) -> Register:
    """The register with these doubtful pairs: census_id, roll_id, weight."""
    table = pairs.assign(decision="review").reindex(columns=list(columns("links")))
    return replace(made, links=table.astype({name: column.dtype for name, column in columns("links").items()}))


def register(*pairs: tuple[str, str, float], pupils: int = 2) -> Register:
    """Two children in review, some pupils, and the doubtful pairs between them."""
    table = pd.DataFrame(pairs, columns=["census_id", "roll_id", "weight"])
    return in_doubt(small_register([WAITING, WAITING], [PUPIL] * pupils), table)


def enrolled(made: Register, variant: str = "default") -> int:
    table = measure(Counting.of(made), Config()).set_index(["indicator", "variant", "level"])
    return int(table.loc[("compulsory_net_enrolment", variant, "county"), "numerator"])


def test_the_heavier_pair_comes_first_and_no_pupil_is_two_children() -> None:
    made = register(("c000000", "s000000", 20.0), ("c000001", "s000000", 22.0), ("c000000", "s000001", 12.0))
    assert most_likely(made).rows.to_dict() == {"c000001": "s000000", "c000000": "s000001"}
    assert (enrolled(made), enrolled(made, "confirmed")) == (2, 0)


def test_two_children_for_one_pupil_count_once() -> None:
    made = register(("c000000", "s000000", 20.0), ("c000001", "s000000", 20.0))
    assert most_likely(made).rows.to_dict() == {"c000000": "s000000"}
    assert enrolled(made) == 1


def test_a_pupil_who_is_linked_is_nobody_else() -> None:
    made = register(("c000000", "s000000", 20.0))
    taken = made.roll.assign(standing=made.roll["standing"].mask(made.roll["record_id"].eq("s000000"), "linked"))
    assert most_likely(replace(made, roll=taken)).rows.empty


def test_a_pupil_who_is_away_makes_nobody_enrolled() -> None:
    made = register(("c000000", "s000000", 20.0), pupils=1)
    away = made.roll.assign(status=pd.Series(["dropout"], index=made.roll.index, dtype="str"))
    assert (enrolled(made), enrolled(replace(made, roll=away))) == (1, 0)


def test_who_most_probably_is_another_child_once_more_is_nobody_of_the_population() -> None:
    made = register(("c000000", "s000000", 20.0), ("c000001", "s000001", 12.0))
    taken = made.roll.assign(standing=made.roll["standing"].mask(made.roll["record_id"].eq("s000001"), "linked"))
    made = replace(made, roll=taken)
    assert most_likely(made).listed_again.tolist() == ["c000001"]
    table = measure(Counting.of(made), Config()).set_index(["indicator", "variant", "level"])
    rate = table.loc[("compulsory_net_enrolment", "default", "county")]
    assert (rate["numerator"], rate["denominator"]) == (1, 1)


@pytest.mark.parametrize(
    ("other", "again"),
    [
        ({}, True),
        ({"who": 2}, False),
        ({"birth": "2017-03-06"}, False),
        ({"school_key": "二中"}, False),
        ({"census_grade": 4}, False),
        ({"census_grade": None}, False),
    ],
)
def test_two_names_in_one_seat_of_one_number_and_day_are_one_child(other: dict[str, Any], again: bool) -> None:
    """A twin with the number copied would sit there under its own name."""
    home = {"township": "甲乡", "village": "一村", "birth": "2017-03-05", "who": 1, "school_key": "三中"}
    linked = {**home, "standing": "in_school", "stage": "primary", "grade": 3, "name_pinyin": "wang guang chang"}
    cradle = {**home, "standing": "in_school_review", "census_grade": 3, "name_pinyin": "wang an an", **other}
    made = small_register([linked, cradle])
    made = in_doubt(made, pd.DataFrame({"census_id": ["c000001"], "roll_id": ["r000000"], "weight": [12.0]}))
    assert most_likely(made).listed_again.tolist() == (["c000001"] if again else [])


def test_who_may_still_be_somebody_of_his_own_stays_in_the_population() -> None:
    made = register(("c000000", "s000000", 20.0), ("c000001", "s000000", 21.0), ("c000000", "s000001", 12.0))
    assert most_likely(made).listed_again.empty
    assert most_likely(made).rows.to_dict() == {"c000001": "s000000", "c000000": "s000001"}


def test_of_two_rows_of_one_child_the_one_at_home_counts_then_the_one_with_a_number() -> None:
    one, other = {"due": 5, "standing": "out_suspected", "who": 1}, {"due": 5, "standing": "out_suspected"}
    at_home = small_register([{**one, "same_as": 1}, other])
    assert most_likely(at_home).listed_again.tolist() == ["c000000"]
    unknown = small_register([{**one, "same_as": 1}, {**other, "same_as": 0}])
    assert most_likely(unknown).listed_again.tolist() == ["c000001"]


def test_who_counts_and_where_it_is_at_home_are_two_questions() -> None:
    """The row with the pupil counts, in the village where the lists know the child."""
    left = {"due": 5, "standing": "in_school", "stage": "primary", "grade": 5, "township": "甲乡", "village": "一村"}
    home = {"due": 5, "standing": "out_suspected", "township": "乙乡", "village": "二村"}
    made = small_register([{**left, "same_as": 1}, home])
    assert most_likely(made).listed_again.tolist() == ["c000001"]
    counted = Lists(made).household.rows.query("population")
    assert counted[["township", "village", "enrolled"]].to_numpy().tolist() == [["乙乡", "二村", True]]


def test_of_two_rows_of_one_child_the_one_with_proof_counts() -> None:
    proved, claimed = ({"due": 5, "standing": f"elsewhere_{said}"} for said in ("proved", "claimed"))
    for kids, again in (([claimed, proved], "c000000"), ([proved, claimed], "c000001")):
        both = [{**kid, "same_as": 1 - place} for place, kid in enumerate(kids)]
        assert most_likely(small_register(both)).listed_again.tolist() == [again]


@pytest.mark.parametrize(
    ("listed", "own_name", "apart"),
    [
        (("徐宁", "2"), "徐宁", True),
        (("徐宁", "1"), "徐宁", False),  # the list has the pupil's number, too
        (("徐蕾", "2"), "徐宁", False),  # of somebody else, by its name
        (("徐宁", None), "徐宁", False),  # the list has no number
        (("徐蕾", "2"), "徐蕾", False),  # of the pupil's own name
    ],
)
def test_a_child_known_by_a_number_of_its_own_is_not_its_twin(
    listed: tuple[str, str | None], own_name: str, apart: bool
) -> None:
    child = {**WAITING, "name": own_name, "name_pinyin": {"徐宁": "xu ning", "徐蕾": "xu lei"}[own_name]}
    pupil = {**PUPIL, "name": "徐蕾", "name_pinyin": "xu lei", "id_number": "1", "id_state": "ok"}
    row = {"child": 0, "name_key": listed[0], "id_number": listed[1], "id_state": "ok" if listed[1] else "empty"}
    made = small_register([child], [pupil], {"low_income": [row]})
    pairs = pd.DataFrame({"census_id": ["c000000"], "roll_id": ["s000000"], "weight": [20.0]})
    assert most_likely(in_doubt(made, pairs)).rows.empty == apart


@pytest.mark.parametrize(("born", "taken"), [("2013-04-12", "c000001"), ("2013-05-12", "c000000")])
def test_of_twins_with_each_other_s_numbers_the_pupil_is_the_one_of_its_name(born: str, taken: str) -> None:
    """李佳棋 bears the number of 李倩, who is on the roll: the pair of the number is the heavier one."""
    qian = {"name": "李倩", "name_pinyin": "li qian", "birth_date": "2013-04-12"}
    twin = {**WAITING, "name": "李佳棋", "name_pinyin": "li jia qi", "birth_date": "2013-04-12"}
    made = small_register([twin, {**WAITING, **qian, "birth_date": born}], [{**PUPIL, **qian}])
    pairs = pd.DataFrame({"census_id": ["c000000", "c000001"], "roll_id": "s000000", "weight": [19.8, 16.0]})
    assert most_likely(in_doubt(made, pairs)).rows.to_dict() == {taken: "s000000"}


@pytest.mark.parametrize(("village", "other"), [("一村", {"c000000": "s000001"}), ("二村", {})])
def test_of_twins_with_each_other_s_numbers_the_other_pupil_is_the_other_twin(
    village: str, other: dict[str, str]
) -> None:
    """李佳棋 stands on the roll under a former name, joined to the village by the number of the sister only."""
    born, home = {"birth_date": "2013-04-12", "township": "甲乡"}, {"village": "一村"}
    qian = {"name": "李倩", "name_pinyin": "li qian", **born}
    twin = {**WAITING, "name": "李佳棋", "name_pinyin": "li jia qi", **born, "village": village}
    former = {**PUPIL, "name": "李来弟", "name_pinyin": "li lai di", **born}
    made = small_register([twin, {**WAITING, **qian, **home}], [{**PUPIL, **qian}, former])
    pairs = pd.DataFrame(
        {
            "census_id": ["c000000", "c000001", "c000001"],
            "roll_id": ["s000000", "s000000", "s000001"],
            "weight": [18.0, 19.0, 17.0],
        }
    )
    assert most_likely(in_doubt(made, pairs)).rows.to_dict() == {"c000001": "s000000", **other}


def villages(*names: str, roll: str | None) -> Register:
    """Two children in review for one pupil, the first the likelier; each in a village, the roll names one."""
    kids = [WAITING | {"township": "甲乡", "village": name} for name in names]
    pairs = pd.DataFrame({"census_id": ["c000000", "c000001"], "roll_id": "s000000", "weight": [22.0, 20.0]})
    return in_doubt(small_register(kids, [PUPIL | {"township": "甲乡", "village": roll}]), pairs)


def test_of_two_villages_that_list_one_pupil_the_one_on_the_roll_counts() -> None:
    made = villages("一村", "二村", roll="二村")
    assert most_likely(made).rows.to_dict() == {"c000001": "s000000"}
    assert most_likely(made).listed_again.tolist() == ["c000000"]
    made = villages("一村", "二村", roll=None)
    assert most_likely(made).rows.to_dict() == {"c000000": "s000000"}
    assert most_likely(made).listed_again.tolist() == ["c000001"]


def test_two_children_of_one_village_are_two() -> None:
    made = villages("一村", "一村", roll="一村")
    assert most_likely(made).rows.to_dict() == {"c000000": "s000000"}
    assert most_likely(made).listed_again.empty


def test_two_names_in_one_village_are_two_children_though_one_pupil_is_taken() -> None:
    def again(sound: str, *villages: str) -> list[str]:
        one, other = ({**kid, "township": "甲乡", "village": home} for kid, home in zip(TWINS, villages, strict=True))
        pairs = pd.DataFrame({"census_id": ["c000001"], "roll_id": "r000000", "weight": [12.0]})
        made = in_doubt(small_register([one, {**other, "name_pinyin": sound}]), pairs)
        return most_likely(made).listed_again.tolist()

    assert again("yu shi na", "一村", "一村") == []
    assert again("yu shi yan", "一村", "一村") == again("yu yan", "一村", "一村") == ["c000001"]
    assert again("yu shi na", "一村", "二村") == ["c000001"]


def test_a_row_in_doubt_is_the_child_nobody_else_on_the_list_is() -> None:
    rows = pd.DataFrame(
        {
            "record_id": ["d", "a", "b", "c", "e"],
            "child_id": pd.Series([None, None, "one", None, None], dtype="str"),
            "maybe_child_id": pd.Series(["two", "two", None, "one", None], dtype="str"),
        }
    )
    found = likely_children(rows)
    assert found[found.notna()].to_dict() == {1: "two", 2: "one"}
    assert likely_children(rows.iloc[::-1]).sort_index().equals(found)
    assert likely_children(rows.drop(columns="maybe_child_id")).equals(rows["child_id"])


def roll_says(made: Register, record_id: str, **values: object) -> Register:
    """The register with these cells of one roll row."""
    roll = made.roll.copy()
    for name, value in values.items():
        roll.loc[roll["record_id"].eq(record_id), name] = value
    return replace(made, roll=roll)


def listed_in(
    *villages: str, weight: float = 20.0, others: dict[str, list[dict[str, object]]] | None = None
) -> Register:
    """A child linked in one village, and one in review in another whose only pair is with the same pupil."""
    linked, waiting = (
        {**kid, "township": "甲乡", "village": home, "name_pinyin": "yu shi yan"}
        for kid, home in zip(TWINS, villages, strict=True)
    )
    pairs = pd.DataFrame({"census_id": ["c000001"], "roll_id": "r000000", "weight": [weight]})
    return in_doubt(small_register([linked, waiting], others=others), pairs)


def test_a_child_listed_again_where_the_roll_has_it_counts_there() -> None:
    made = roll_says(listed_in("一村", "二村"), "r000000", village="二村")
    homes = most_likely(made).homes
    assert homes["village"].to_dict() == {"c000000": "二村"}
    assert set(Lists(made).household.rows.query("population")["village"]) == {"二村"}
    assert most_likely(listed_in("一村", "二村")).homes.empty


@pytest.mark.parametrize(
    ("own", "pupil", "one"),
    [
        ({"birth_date": "2017-05-01"}, {"birth_date": "2015-05-01"}, False),
        ({"birth_date": "2016-05-01"}, {"birth_date": "2015-05-01"}, True),
        ({"birth_date": "2017-05-01", "name_pinyin": "yu shi na"}, {"birth_date": "2015-05-01"}, True),
        ({"birth_date": "2017-05-01", "birth_source": "id"}, {"birth_date": "2015-05-01"}, True),
        ({"grade": 1}, {"grade": 4}, False),
        ({"grade": 2}, {"grade": 4}, True),
        ({"grade": None}, {"grade": 6}, False),
        ({}, {"grade": None}, True),
        ({"grade": 7}, {}, True),
        ({"grade": 7, "birth_source": "id"}, {}, False),
    ],
    ids=[
        *("days", "a year", "one name", "read from the number", "grades", "near", "the grade due", "no grade"),
        *("a grade its day does not allow", "nor the day of somebody else's number"),
    ],
)
def test_a_pupil_of_another_name_and_age_who_bears_the_number_is_a_brother_or_sister(
    own: dict[str, object], pupil: dict[str, object], one: bool
) -> None:
    """The child in review is yu shi yan of grade 3 by age, the pupil yu shi na of grade 3."""
    made = register(("c000000", "s000000", 9.0), pupils=1)
    written = {"birth_source": "column", "birth_date": "2017-05-01"}
    said = {"name_pinyin": "yu shi yan", "grade": 3} | written | own
    there = {"name_pinyin": "yu shi na", "grade": 3} | written | pupil
    census, roll = (table.copy() for table in (made.census, made.roll))
    for name in said:
        census.loc[0, name], roll.loc[0, name] = said[name], there[name]
    assert most_likely(replace(made, census=census, roll=roll)).rows.to_dict() == (
        {"c000000": "s000000"} if one else {}
    )


def test_the_register_of_the_poor_names_a_child_under_whichever_row_counts() -> None:
    """Two rows most probably are one child; the register speaks of the one that is not counted."""
    children = [{"standing": "out_suspected", "due": 3}, {"standing": "out_suspected", "due": 3}]
    made = small_register(children, [])
    census = made.census.assign(maybe_child_id=[None, made.census["child_id"][0]])
    poor = made.census.iloc[[1]].assign(form="low_income", low_income=True, maybe_child_id=None)
    rows = Lists(replace(made, census=census, others={"low_income": poor})).household.rows
    counted = rows[rows["population"]]
    assert counted["low_income"].tolist() == [True]


def test_who_hardly_resembles_a_pupil_or_stands_on_a_class_list_is_nobody_once_more() -> None:
    assert most_likely(listed_in("一村", "二村")).listed_again.tolist() == ["c000001"]
    assert most_likely(listed_in("一村", "二村", weight=-2.0)).listed_again.empty
    called: dict[str, list[dict[str, object]]] = {"attendance": [{"child": 1}]}
    assert most_likely(listed_in("一村", "二村", others=called)).listed_again.empty


def test_a_class_list_that_calls_the_number_of_the_pupil_calls_the_pupil() -> None:
    def again(number: str) -> list[str]:
        called: dict[str, list[dict[str, object]]] = {"attendance": [{"child": 1, "id_number": number}]}
        made = roll_says(listed_in("一村", "二村", others=called), "r000000", id_number="539921201506060011")
        return most_likely(made).listed_again.tolist()

    assert again("539921201506060011") == ["c000001"]
    assert again("53992120150606002X") == []


@pytest.mark.parametrize(
    ("births", "two"),
    [
        (("2015-06-06", "2016-01-01"), True),
        (("2015-06-06", "2015-06-06"), False),
        (("2015-06-06", "2016-01"), False),
        (("2015-06-06", None), False),
    ],
)
def test_neighbours_of_one_name_born_on_two_days_are_two(births: tuple[str, str | None], two: bool) -> None:
    made = listed_in("一村", "一村")
    made = replace(made, census=made.census.assign(birth_date=pd.Series(births, dtype="str")))
    assert most_likely(made).listed_again.tolist() == ([] if two else ["c000001"])


@pytest.mark.parametrize(
    ("one", "other", "twice"),
    [
        ({}, {}, ["c000001"]),
        ({}, {"who": "7"}, ["c000000"]),
        ({"who": "7"}, {"stage": "primary", "grade": 3}, ["c000000"]),
        ({"standing": "in_school", "stage": "primary"}, {"who": "7"}, ["c000001"]),
        ({"standing": "in_school", "stage": "primary"}, {"standing": "in_school", "stage": "primary"}, []),
    ],
    ids=["the first", "a number", "a likely pupil", "a pupil", "two pupils"],
)
def test_of_two_children_of_the_census_who_are_one_the_one_with_a_pupil_counts(
    one: dict[str, object], other: dict[str, object], twice: list[str]
) -> None:
    made = small_register([WAITING | one | {"same_as": 1}, WAITING | other | {"same_as": 0}])
    assert most_likely(made).listed_again.tolist() == twice
    assert Lists(made).household.rows["population"].sum() == 2 - len(twice)


def test_nobody_is_one_with_himself_or_with_a_child_that_is_not_there() -> None:
    made = small_register([WAITING | {"same_as": 0}, WAITING | {"same_as": 9}])
    assert most_likely(made).listed_again.empty


@pytest.mark.parametrize(("whom", "statuses"), [("child", ["absent"]), ("pupil", ["absent", "out"])])
def test_a_child_in_review_whom_the_class_list_misses_is_not_in_class(whom: str, statuses: list[str]) -> None:
    def rows(*said: str | None) -> pd.DataFrame:
        kid = {**WAITING, "stage": "primary", "grade": 3}
        seats = [{whom: 0, "status": status} for status in said]
        return Lists(small_register([kid], others={"attendance": seats})).household.rows

    assert rows(*statuses)[["likely", "enrolled"]].to_numpy().tolist() == [["not_attending", False]]
    assert rows(*statuses, None)[["likely", "enrolled"]].to_numpy().tolist() == [["in_school_review", True]]


def test_a_child_of_whom_only_the_grade_is_known_is_of_the_age_due_in_it() -> None:
    rows = Lists(small_register([{"standing": "too_little", "census_grade": 4}, {"standing": "too_little"}]))
    told = rows.household.rows[["grade_due", "age", "cohort"]].astype("Int64")
    assert told.iloc[0].tolist() == [4, 9, 2023]
    assert told.iloc[1].isna().all()


def test_a_child_in_review_whose_pupils_all_are_others_stands_where_it_would_without_them() -> None:
    made = listed_in("一村", "一村")
    census = made.census.assign(
        name_pinyin=["yu shi yan", "yu shi na"],
        likely_standing=["in_school", "elsewhere_claimed"],
    )
    rows = Lists(replace(made, census=census)).household.rows
    assert rows["likely"].tolist() == ["in_school", "elsewhere_claimed"]
    assert rows["standing"].tolist() == ["in_school", "in_school_review"]


@pytest.mark.parametrize(
    ("sound", "weight", "own", "other", "margin", "again"),
    [
        ("yu shi yan", 12.0, None, None, 0.0, True),
        ("yu shi", 12.0, None, None, 0.0, True),
        ("yu shi yan", -1.0, None, None, 0.0, False),
        ("yu shi na", 12.0, None, None, -9.0, False),
        ("yu shi na", 12.0, "7", "7", -9.0, True),
        ("yu shi na", 12.0, "7", "7", 1.0, False),
        ("yu shi na", 12.0, "7", "8", -9.0, False),
    ],
    ids=["the name", "a part", "hardly", "a sister", "her number", "a twin's number", "another number"],
)
def test_a_roll_row_in_doubt_about_a_child_with_another_is_that_pupil_once_more(
    sound: str, weight: float, own: str | None, other: str | None, margin: float, again: bool
) -> None:
    kid = {"standing": "in_school", "due": 3, "stage": "primary", "grade": 3, "name_pinyin": "yu shi yan"}
    pupil = PUPIL | {"name_pinyin": sound} | ({"who": other} if other else {})
    pairs = pd.DataFrame(
        {"census_id": ["c000000"], "roll_id": "s000000", "weight": [weight], "margin": [margin]},
    )
    made = in_doubt(small_register([kid | ({"who": own} if own else {})], [pupil]), pairs)
    assert most_likely(made).enrolled_again.to_dict() == ({"s000000": "c000000"} if again else {})
    assert len(Lists(made).pupils) == (1 if again else 2)


@pytest.mark.parametrize(
    ("own", "roll", "better"),
    [
        ({"birth_date": "2012-06"}, {}, True),
        ({"id_birth": "2011-01-01", "id_state": "ok"}, {}, True),
        ({"id_birth": "2012-06-06", "id_state": "ok"}, {}, False),
        ({}, {"id_birth": "2011-01-01", "id_state": "ok"}, True),
        ({}, {"id_birth": "2010-01-01", "id_state": "ok"}, False),
        ({"id_birth": "2011-01-01", "id_state": "bad_check"}, {}, False),
        ({"grade": 11, "grade_due": 9}, {"grade_due": 10}, True),
        ({"grade": 11, "grade_due": 9, "id_birth": "2012-06-06", "id_state": "ok"}, {"grade_due": 10}, False),
        ({"grade": 10, "grade_due": 9}, {"grade_due": 10}, False),
        ({"grade": 13, "grade_due": 9}, {"grade_due": 10}, False),
        ({"birth_date": "2012-06"}, {"birth_date": "2011"}, False),
        ({"grade_due": 10}, {"grade": 11, "grade_due": 8, "id_birth": "2011-01-01", "id_state": "ok"}, False),
        ({"grade_due": 10}, {"grade": 9, "grade_due": 8, "id_birth": "2011-01-01", "id_state": "ok"}, True),
        ({"birth_date": "2012-06", "grade_due": 10}, {"grade": 11, "grade_due": 8}, False),
        (OF_ANOTHER, {"id_birth": "2011-01-01", "id_state": "ok"}, True),
        (OF_ANOTHER, {}, False),
        (OF_ANOTHER | {"birth_source": "column"}, {"id_birth": "2011-01-01", "id_state": "ok"}, False),
    ],
)
def test_the_age_of_a_child_in_review_is_the_better_of_two(
    own: dict[str, object], roll: dict[str, object], better: bool
) -> None:
    said = {"birth_date": "2012-06-06", "id_birth": None, "id_state": "empty", "grade": None, "grade_due": 9}
    said |= {"birth_source": "column"}
    there = said | {"birth_date": "2011-01-01"}
    rows = pd.DataFrame([said | own]), pd.DataFrame([there | roll])
    assert ages_by_roll(*rows).tolist() == [better]
