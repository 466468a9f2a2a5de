"""The order of rows cannot show in a linkage."""

from __future__ import annotations

import random

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kcbx.reconcile.link import link
from tests.unit.reconcile.children import id_number, people

NAMES = ("扎西", "扎西顿珠", "卓玛", "张子轩", "张子萱", "张梓轩", "李伟", "李玮", "欧阳?然", "欧阳浩然")
BIRTHS = ("2013-02-02", "2013-02-20", "2013-02", "2014-07-19")
VILLAGES = ("红旗村", "河口村", None)

ROW = st.fixed_dictionaries(
    {
        "name": st.sampled_from(NAMES),
        "birth_date": st.sampled_from(BIRTHS),
        "village": st.sampled_from(VILLAGES),
        "guardian": st.sampled_from(("扎西", "王大山", None)),
        "sex": st.sampled_from(("男", "女", None)),
        "sequence": st.one_of(st.none(), st.integers(1, 6)),
    }
)


def rows(form: str, drawn: list[dict[str, object]]) -> pd.DataFrame:
    made = []
    for words in drawn:
        values = {**words, "township": "云岭乡"}
        sequence = values.pop("sequence")
        day = f"{values['birth_date']}-01"[:10]
        made.append({**values, "id_number": id_number(day, sequence) if isinstance(sequence, int) else None})
    return people(form, made)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ROW, max_size=9), st.lists(ROW, max_size=9), st.randoms(use_true_random=False))
def test_shuffling_changes_nothing(census: list[dict], roll: list[dict], chance: random.Random) -> None:  # type: ignore[type-arg]
    lists = rows("census", census), rows("roll", roll)
    found = link(*lists)
    shuffled = link(*(table.sample(frac=1, random_state=chance.randint(0, 999)) for table in lists))
    for name in ("pairs", "nearest", "census_groups", "roll_groups", "perhaps", "candidates"):
        pd.testing.assert_frame_equal(getattr(found, name), getattr(shuffled, name))
    assert found.counts == shuffled.counts


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ROW, max_size=9), st.lists(ROW, max_size=9))
def test_a_child_is_linked_to_one_child(census: list[dict], roll: list[dict]) -> None:  # type: ignore[type-arg]
    found = link(rows("census", census), rows("roll", roll))
    accepted = found.pairs[found.pairs["decision"] == "accepted"]
    ours = found.census_groups.set_index("record_id")["child_id"]
    theirs = found.roll_groups.set_index("record_id")["child_id"]
    assert (ours[accepted["census_id"]].to_numpy() == theirs[accepted["roll_id"]].to_numpy()).all()
    both = set(ours) & set(theirs)
    assert len(accepted) == sum((ours == child).sum() * (theirs == child).sum() for child in both)
    review = found.pairs[found.pairs["decision"] == "review"]
    assert not set(zip(review["census_id"], review["roll_id"], strict=True)) & set(
        zip(accepted["census_id"], accepted["roll_id"], strict=True)
    )
