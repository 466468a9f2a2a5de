"""What holds for every linkage: tables whole, verdicts bind, duplicates count once, refusals are clear."""

from __future__ import annotations

import logging
from typing import Any

import pandas as pd
import pytest

from kcbx.app.verdicts import report_torn
from kcbx.errors import ConfigInvalid
from kcbx.fields import columns
from kcbx.findings import Findings
from kcbx.reconcile.explain import explain
from kcbx.reconcile.link import Beside, link
from kcbx.reconcile.verdicts import fingerprint, stale
from tests.unit.reconcile.children import id_number, people

HE = {"name": "何静雯", "sex": "女", "birth_date": "2015-06-05", "township": "云岭乡", "village": "红旗村"}
LI = {"name": "李浩宇", "sex": "男", "birth_date": "2014-05-06", "township": "云岭乡", "village": "河口村"}
HE_ID = {**HE, "id_number": id_number("2015-06-05", 48)}
EMPTY = people("roll", {"x": HE}).head(0)


def verdict(census: pd.DataFrame, roll: pd.DataFrame, said: str, when: str = "2026-10-01") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "census_fingerprint": fingerprint(census),
            "roll_fingerprint": fingerprint(roll),
            "verdict": said,
            "who": "张老师",
            "when": when,
        }
    )


def decisions(found: object) -> list[str]:
    return found.pairs["decision"].tolist()  # type: ignore[attr-defined]


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


def test_a_verdict_links_what_evidence_would_not() -> None:
    census, roll = people("census", {"A": HE}), people("roll", {"a": LI})
    assert decisions(link(census, roll)) == []
    found = link(census, roll, verdicts=verdict(census, roll, "same"))
    assert decisions(found) == ["accepted_by_person"]
    assert found.pairs["reason"].tolist() == ["由同一儿童的其他各行或人工判定得出"]
    assert found.census_groups["child_id"].tolist() == found.roll_groups["child_id"].tolist()


def test_a_verdict_parts_what_evidence_would_link() -> None:
    census, roll = people("census", {"A": HE_ID}), people("roll", {"a": HE_ID})
    found = link(census, roll, verdicts=verdict(census, roll, "different"))
    assert decisions(found) == ["rejected_by_person"]
    assert found.census_groups["child_id"].tolist() != found.roll_groups["child_id"].tolist()


def test_unsure_goes_back_to_people() -> None:
    census, roll = people("census", {"A": HE_ID}), people("roll", {"a": HE_ID})
    assert decisions(link(census, roll, verdicts=verdict(census, roll, "unsure"))) == ["review"]


def test_the_latest_verdict_counts() -> None:
    census, roll = people("census", {"A": HE}), people("roll", {"a": LI})
    both = pd.concat([verdict(census, roll, "different", "2026-10-02"), verdict(census, roll, "same", "2026-10-01")])
    assert decisions(link(census, roll, verdicts=both)) == ["rejected_by_person"]


def test_two_rows_called_one_child_by_a_person_are_one_child() -> None:
    census, roll = people("census", {"A": HE}), people("roll", {"a": HE_ID, "b": LI})
    said = pd.concat([verdict(census, roll.iloc[[place]].reset_index(drop=True), "same") for place in (0, 1)])
    found = link(census, roll, verdicts=said)
    assert decisions(found) == ["accepted_by_person", "accepted_by_person"]
    assert found.roll_groups["child_id"].nunique() == 1


def test_whoever_calls_a_second_row_the_pupil_does_not_take_it_from_the_first() -> None:
    bare = {"name": HE["name"], "village": "河口村", "township": HE["township"]}
    census, roll = people("census", {"A": HE_ID, "B": bare}), people("roll", {"a": HE_ID})
    assert decisions(link(census, roll)) == ["accepted"]
    found = link(census, roll, verdicts=verdict(census.iloc[[1]].reset_index(drop=True), roll, "same"))
    assert decisions(found) == ["accepted_by_person", "accepted_by_person"]
    assert found.census_groups["child_id"].nunique() == 1


def test_whoever_gives_the_pupil_to_another_child_leaves_the_first_one_to_people() -> None:
    census, roll = people("census", {"A": HE_ID, "B": LI}), people("roll", {"a": HE_ID})
    found = link(census, roll, verdicts=verdict(census.iloc[[1]].reset_index(drop=True), roll, "same"))
    assert decisions(found) == ["review", "accepted_by_person"]
    apart = verdict(census.iloc[[0]].reset_index(drop=True), roll, "different")
    both = [apart, verdict(census.iloc[[1]].reset_index(drop=True), roll, "same")]
    assert decisions(link(census, roll, verdicts=pd.concat(both))) == ["rejected_by_person", "accepted_by_person"]


@pytest.mark.parametrize("same", [0, 1])
def test_two_rows_of_one_child_judged_otherwise_are_both_asked_about_again(same: int) -> None:
    census = people("census", {"A": HE_ID, "B": {**HE_ID, "village": "河口村"}})
    roll = people("roll", {"a": HE_ID})
    rows = [census.iloc[[place]].reset_index(drop=True) for place in (0, 1)]
    said = pd.concat([verdict(rows[same], roll, "same"), verdict(rows[1 - same], roll, "different")])
    found = link(census, roll, verdicts=said)
    assert found.census_groups["child_id"].nunique() == 1
    assert found.pairs[["census_id", "roll_id", "decision"]].to_numpy().tolist() == [
        ["A", "a", "review"],
        ["B", "a", "review"],
    ]
    assert found.counts["verdicts_torn"] == 2
    told = Findings()
    report_torn(found, said, census, roll, told)
    assert [each.code for each in told] == ["verdicts_torn"] * 2
    agreed = link(census, roll, verdicts=pd.concat([verdict(each, roll, "same") for each in rows]))
    assert (decisions(agreed), agreed.counts["verdicts_torn"]) == (["accepted_by_person"] * 2, 0)
    doubted = pd.concat([verdict(rows[same], roll, "same"), verdict(rows[1 - same], roll, "unsure")])
    assert decisions(link(census, roll, verdicts=doubted)) == ["accepted_by_person"] * 2


def test_a_verdict_about_a_changed_row_is_stale_and_does_not_bind() -> None:
    census, roll = people("census", {"A": HE}), people("roll", {"a": HE_ID})
    said = verdict(census, roll, "different")
    corrected = people("census", {"A": {**HE, "birth_date": "2015-06-06"}})
    found = link(corrected, roll, verdicts=said)
    assert found.counts["verdicts_stale"] == len(stale(corrected, roll, said)) == 1
    assert "rejected_by_person" not in decisions(found)


def test_a_fingerprint_does_not_depend_on_the_place_in_the_file() -> None:
    here, there = people("census", {"A": HE}), people("census", {"B": {**HE, "source_row": 77, "school": "红旗小学"}})
    assert fingerprint(here).tolist() == fingerprint(there).tolist()
    assert fingerprint(here).tolist() != fingerprint(people("census", {"A": HE_ID})).tolist()


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


def test_two_rows_of_one_name_and_day_that_were_not_joined_are_perhaps_one() -> None:
    boy = {"name": "袁涛龙", "sex": "男", "birth_date": "2015-01-28", "phone": "15474907849", "guardian": "袁兴旺"}
    rows = {
        "A": {**boy, "township": "大坪乡", "village": "沙马洛村"},
        "B": {**boy, "name": "媛涛龙", "name_pinyin": "yuan tao long", "township": "龙塘镇", "village": "白林村"},
        "C": {**boy, "name": "袁涛虎", "birth_date": "2016-03-01"},
    }
    rows["A"]["name_pinyin"] = "yuan tao long"
    found = link(people("census", rows), EMPTY)
    children = found.census_groups.set_index("record_id")["child_id"]
    assert children.nunique() == 3
    perhaps = dict(zip(found.perhaps["child_id"], found.perhaps["maybe_child_id"], strict=True))
    assert perhaps == {children["A"]: children["B"], children["B"]: children["A"]}


def perhaps_one(one: dict[str, Any], other: dict[str, Any]) -> int:
    """How many of two rows of the census name the other as the child they perhaps are."""
    return len(link(people("census", {"A": one, "B": other}), EMPTY).perhaps)


def listed_children(one: dict[str, Any], other: dict[str, Any]) -> int:
    """How many children two rows of the census are."""
    return int(link(people("census", {"A": one, "B": other}), EMPTY).census_groups["child_id"].nunique())


def test_no_brother_or_sister_is_born_some_weeks_later() -> None:
    """努尔比亚 once more by her first name and the day of another calendar; a sister of that name is years younger."""
    girl = {"name": "努尔比亚·阿迪力", "sex": "女", "birth_date": "2020-06-13", "guardian": "阿迪力肉孜"}
    girl |= {"township": "马鞍山乡", "village": "东坎村", "id_number": id_number("2020-06-13", 24)}
    again = {**girl, "name": "努尔比亚", "birth_date": "2020-05-14"}
    assert listed_children(girl, again) == 1
    for two in ({**again, "birth_date": "2018-05-14"}, {**again, "guardian": "买买提"}, {**again, "sex": "男"}):
        assert listed_children(girl, two) == 2


def test_a_doubled_name_of_the_cradle_beside_the_own_number_is_perhaps_the_child() -> None:
    boy = {"sex": "男", "birth_date": "2022-11-12", "guardian": "梁贵林", "township": "柳溪镇", "village": "老湾村"}
    boy |= {"name": "梁俊豪", "id_number": id_number("2022-11-12", 221)}
    assert perhaps_one(boy, {**boy, "name": "梁毛毛"}) == 2
    for two in ("梁婷婷", "梁浩然"):
        assert perhaps_one(boy, {**boy, "name": two}) == 0


def test_two_rows_of_one_family_and_school_in_two_villages_are_perhaps_one() -> None:
    girl = {"sex": "女", "birth_date": "2020-03-19", "guardian": "贾建军", "school_key": "张家屯小学", "grade": 1}
    here, there = {"township": "柳溪镇", "village": "张家屯村"}, {"township": "城关镇", "village": "石岭村"}
    one, other = {**girl, **here, "name": "贾欣怡"}, {**girl, **there, "name": "贾欢怡"}
    assert perhaps_one(one, other) == 2
    for two in ({**other, **here}, {**other, "guardian": "贾建民"}, {**other, "school_key": "石岭小学"}):
        assert perhaps_one(one, two) == 0


def test_two_rows_of_one_name_family_and_school_in_two_villages_are_perhaps_one_though_a_digit_of_the_day_differs() -> (
    None
):
    girl = {"name": "王欣妍", "sex": "女", "guardian": "王开云", "school_key": "云岭红黄蓝幼儿园"}
    one = {**girl, "birth_date": "2023-04-16", "township": "云岭乡", "village": "日哈村"}
    one |= {"id_number": id_number("2023-04-16", 234)}
    other = {**girl, "birth_date": "2023-04-26", "township": "大坪乡", "village": "五坝村"}
    assert perhaps_one(one, other) == 2
    for two in ({"birth_date": "2022-11-07"}, {"guardian": "王开文"}, {"school_key": "大坪小学"}, {"name": "王欣雨"}):
        assert perhaps_one(one, {**other, **two}) == 0


def test_two_rows_of_one_number_and_family_in_two_villages_are_perhaps_one_whatever_the_names() -> None:
    boy = {"sex": "男", "birth_date": "2007-11-09", "guardian": "艾力阿不都", "id_number": id_number("2007-11-09", 161)}
    here, there = {"township": "红岩乡", "village": "红旗村"}, {"township": "龙塘镇", "village": "黄垭村"}
    one = {**boy, **here, "name": "艾麦提·艾力", "name_pinyin": "ai mai ti ai li"}
    other = {**boy, **there, "name": "玉素甫", "name_pinyin": "yu su fu"}
    assert perhaps_one(one, other) == 2
    for two in ({**other, **here}, {**other, "guardian": "买买提"}, {**other, "birth_date": "2008-11-09"}):
        assert perhaps_one(one, two) == 0


def test_two_rows_of_one_family_and_telephone_in_two_villages_are_perhaps_one_where_one_has_no_number() -> None:
    boy = {"sex": "男", "birth_date": "2023-05-23", "guardian": "谢光荣", "phone": "15491903237"}
    one = {
        **boy,
        "name": "谢登林",
        "township": "龙塘镇",
        "village": "柳岭村",
        "id_number": id_number("2023-05-23", 183),
    }
    other = {**boy, "name": "谢登材", "township": "城关镇", "village": "西街社区"}
    assert perhaps_one(one, other) == 2
    numbered = {**other, "id_number": id_number("2023-05-23", 185)}
    for two in ({**other, "phone": "15400000000"}, numbered, {**other, "name": "谢天佑"}):
        assert perhaps_one(one, two) == 0


def test_two_rows_of_one_family_that_both_say_elsewhere_in_two_villages_are_perhaps_one() -> None:
    girl = {"sex": "女", "birth_date": "2015-09-21", "guardian": "高云贵", "school_elsewhere": "外地就读"}
    girl["id_number"] = id_number("2015-09-21", 200)[:15]
    one = {**girl, "name": "高倩", "township": "白水镇", "village": "大黎村"}
    other = {**girl, "name": "高琳", "township": "水口镇", "village": "色达木村"}
    assert perhaps_one(one, other) == 2
    for two in ({**other, "township": "白水镇", "village": "大黎村"}, {**other, "school_elsewhere": None}):
        assert perhaps_one(one, two) == 0


def test_two_rows_of_one_name_and_family_are_one_child_though_one_writes_the_month_only() -> None:
    girl = {"name": "马彩艳", "sex": "女", "birth_date": "2021-06-27", "guardian": "马忠义", "village": "石塘村"}
    again = {**girl, "birth_date": "2021-06", "birth_precision": "month", "township": "龙塘镇", "village": "王家田村"}

    def children(two: dict[str, Any]) -> int:
        return link(people("census", {"A": girl, "B": two}), EMPTY).census_groups["child_id"].nunique()

    assert children(again) == 1
    for two in ({**again, "birth_date": "2021-07"}, {**again, "guardian": "马正才"}, {**again, "name": "马彩霞"}):
        assert children(two) == 2


def test_a_name_of_the_cradle_beside_the_same_number_and_day_is_perhaps_one() -> None:
    boy = {
        "name": "林信晨",
        "sex": "男",
        "birth_date": "2022-11-05",
        "id_number": "539921202211053195",
        "id_state": "ok",
    }
    again = {**boy, "name": "丫丫", "village": "红岩村", "guardian": "林大勇"}
    assert perhaps_one(boy, again) == 2
    for two in ({**again, "name": "林信月"}, {**again, "id_number": None, "id_state": "empty"}):
        assert perhaps_one(boy, two) == 0


def test_twins_whose_names_sound_alike_are_two_by_their_numbers() -> None:
    boy = {
        "sex": "男",
        "birth_date": "2016-04-22",
        "village": "和平村",
        "guardian": "邹正芬",
        "name_pinyin": "bai ze rui",
    }
    boys = {"A": {**boy, "name": "白泽瑞"}, "B": {**boy, "name": "白泽睿"}}
    assert len(link(people("census", boys), EMPTY).perhaps) == 2
    numbers = {"A": "539921201604221917", "B": "539921201604221933"}
    known = {name: {**row, "id_number": numbers[name], "id_state": "ok"} for name, row in boys.items()}
    assert link(people("census", known), EMPTY).perhaps.empty
