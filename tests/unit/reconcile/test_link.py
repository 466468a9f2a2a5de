"""What holds for every linkage: tables are whole, sentences say what differs, refusals are clear."""

from __future__ import annotations

import logging

import pandas as pd
import pytest

from kcbx.errors import ConfigInvalid
from kcbx.fields import columns
from kcbx.reconcile.explain import explain
from kcbx.reconcile.link import Beside, link
from tests.unit.reconcile.children import EMPTY, HE, HE_ID, LI, id_number, people


def test_tables_have_their_columns() -> None:
    found = link(people("census", {"A": HE, "B": LI}), people("roll", {"a": HE_ID}))
    assert list(found.pairs) == list(columns("pairs"))
    assert list(found.nearest) == list(columns("nearest"))
    assert list(found.census_groups) == list(found.roll_groups) == list(columns("groups"))


@pytest.mark.parametrize("empty", ["census", "roll", "both"])
def test_empty_lists(empty: str) -> None:
    census = EMPTY if empty != "roll" else people("census", {"A": HE})
    roll = EMPTY if empty != "census" else people("roll", {"a": HE})
    found = link(census, roll)
    assert found.pairs.empty
    assert found.nearest.empty
    assert len(found.census_groups) == len(census)


def test_every_row_has_one_group_and_every_child_one_primary_row() -> None:
    roll = people("roll", {"a": HE_ID, "b": HE_ID, "c": LI})
    found = link(people("census", {"A": HE_ID}), roll)
    groups = found.roll_groups
    assert groups["record_id"].tolist() == ["a", "b", "c"]
    assert groups.groupby("child_id")["primary"].sum().eq(1).all()
    assert groups["duplicate_reason"].notna().tolist() == [not primary for primary in groups["primary"]]
    assert set(found.census_groups["child_id"]) <= set(groups["child_id"])


def test_the_row_at_a_school_stands_for_the_child() -> None:
    roll = people("roll", {"a": {**HE_ID, "stage": "kindergarten"}, "b": {**HE_ID, "stage": "primary"}})
    groups = link(people("census", {"A": HE_ID}), roll).roll_groups.set_index("record_id")
    assert groups["primary"].to_dict() == {"a": False, "b": True}


def test_explain_shows_what_was_weighed() -> None:
    found = link(
        people("census", {"A": HE}), people("roll", {"a": HE_ID, "b": {**LI, "name": "何静怡", "village": "红旗村"}})
    )
    shown = explain(found, "A")
    assert shown.groupby("roll_id")["bits"].sum().sub(17).to_dict() == pytest.approx(
        shown.groupby("roll_id")["weight"].first().to_dict(), abs=1e-4
    )
    assert shown.loc[(shown["roll_id"] == "a") & (shown["comparison"] == "姓名"), "level"].tolist() == ["exact_0"]
    assert explain(found, "nobody").empty


def test_a_value_shared_by_all_is_left_out_and_told() -> None:
    rows = {
        f"{place}": {
            "name": f"张{place}",
            "birth_date": f"20{10 + place % 9}-0{1 + place % 9}-11",
            "phone": "13900000000",
        }
        for place in range(60)
    }
    found = link(people("census", rows), people("roll", {f"r{name}": row for name, row in rows.items()}))
    assert found.counts["pairs_phone"] == 0


def test_a_rule_that_brings_too_many_pairs_is_refused_without_naming_the_value() -> None:
    rows = {f"{place}": {**HE, "name": f"张{place}"} for place in range(70)}
    census, roll = people("census", rows), people("roll", {f"r{name}": row for name, row in rows.items()})
    with pytest.raises(ConfigInvalid, match="村＋出生日期") as refusal:
        link(census, roll, settings={"block": {"largest_block": 100_000, "most_pairs_per_row": 2}})
    assert "红旗村" not in str(refusal.value)
    assert "4,900" in str(refusal.value)


@pytest.mark.parametrize(
    "settings", [{"bands": {"accept": -5}}, {"bands": {"nothing": 1}}, {"levels": {}}, {"bands": {"margin": 0}}]
)
def test_wrong_settings_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(ConfigInvalid):
        link(EMPTY, EMPTY, settings=settings)


def test_nothing_is_printed_or_logged(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        link(people("census", {"A": HE}), people("roll", {"a": HE_ID}))
    out = capfd.readouterr()
    assert out.out == out.err == ""
    assert not [record for record in caplog.records if "何静雯" in record.getMessage()]


@pytest.mark.parametrize(
    ("ours", "theirs", "words"),
    [
        ({"birth_date": "2015-06-06"}, {}, "生日差1天"),
        ({"birth_date": "2013-06-05"}, {}, "出生年份差2年"),
        ({"birth_date": "2015-11-05"}, {}, "出生月份不同"),
        ({"name": "何静文"}, {}, "姓名末字同音（文/雯）"),
        ({"name": "何婧雯"}, {}, "姓名第二字同音（婧/静）"),
        ({"name": "何静怡"}, {}, "姓名末字不同（怡/雯）"),
        ({"birth_date": None}, {}, "一处没有出生日期"),
        ({"id_number": id_number("2015-06-05", 48)}, {}, "一处没有可用的身份证号"),
        (
            {"id_number": id_number("2015-06-05", 48)},
            {"id_number": id_number("2015-06-05", 84)},
            "身份证号第16、17、18位不同",
        ),
        (
            {"id_number": id_number("2015-06-05", 48)[:17]},
            {"id_number": id_number("2015-06-05", 48)},
            "位数不同（17位、18位）",
        ),
        ({"sex": "男"}, {}, "性别不同"),
        ({"guardian": "何大山"}, {"guardian": "何建军"}, "监护人不同"),
    ],
)
def test_a_sentence_says_what_differs(ours: dict[str, object], theirs: dict[str, object], words: str) -> None:
    found = link(people("census", {"A": {**HE, **ours}}), people("roll", {"a": {**HE, **theirs}}))
    said = [*found.pairs["reason"], *(found.nearest["same"] + "；" + found.nearest["differ"])]
    assert said
    assert words in said[0]


def test_a_list_laid_beside_others_is_linked_as_two_lists_are() -> None:
    known = people("census", {"A": HE, "B": LI, "C": {**HE, "name": "赵明远"}})
    rows = people("roll", {"a": HE_ID, "b": LI})
    shown = ["census_id", "roll_id", "decision", "weight", "margin"]
    beside = Beside(known)
    pd.testing.assert_frame_equal(beside.pairs(rows)[shown], link(known, rows).pairs[shown])
    some = known["record_id"].isin(["B", "C"])
    pd.testing.assert_frame_equal(
        beside.pairs(rows, only=known.loc[some, "record_id"])[shown], link(known[some], rows).pairs[shown]
    )


def test_a_value_too_many_share_is_left_out_of_its_rule() -> None:
    rows = {f"{number:02}": {**HE, "name": name, "phone": "13800000000"} for number, name in enumerate("赵钱孙李周")}
    census, roll = people("census", rows), people("roll", {f"r{name}": row for name, row in rows.items()})
    free, bound = (
        link(census, roll, settings={"block": {"largest_block": most, "most_pairs_per_row": 1000}}).counts
        for most in (1000, 20)
    )
    assert free["pairs_phone"] == 25
    assert bound["pairs_phone"] == 0
    assert "common_phone" not in free
    assert bound["common_phone"] == 1
