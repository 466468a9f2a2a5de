"""What a rate counts while nobody has decided a pair: nobody twice, and nobody who is somebody else for sure."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from oracle.small_register import small_register

from kcbx.config import Config
from kcbx.fields import columns
from kcbx.metrics.compute import measure
from kcbx.metrics.likely import likely_children, most_likely
from kcbx.register import Register

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
    table = measure(made, Config()).set_index(["indicator", "variant", "level"])
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
    table = measure(made, Config()).set_index(["indicator", "variant", "level"])
    rate = table.loc[("compulsory_net_enrolment", "default", "county")]
    assert (rate["numerator"], rate["denominator"]) == (1, 1)


def test_who_may_still_be_somebody_of_his_own_stays_in_the_population() -> None:
    made = register(("c000000", "s000000", 20.0), ("c000001", "s000000", 21.0), ("c000000", "s000001", 12.0))
    assert most_likely(made).listed_again.empty
    assert most_likely(made).rows.to_dict() == {"c000001": "s000000", "c000000": "s000001"}


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
