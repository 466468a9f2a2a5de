"""Rows of the census that are one child, perhaps one, or two: the same child listed twice is counted once."""

from __future__ import annotations

from typing import Any

from kcbx.reconcile.link import link
from tests.unit.reconcile.children import EMPTY, id_number, people


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


def test_two_rows_of_one_name_and_day_without_a_number_are_one_child_unless_the_guardian_is_another() -> None:
    girl = {"name": "欧阳梓萱", "sex": "女", "birth_date": "2015-03-04", "township": "云岭乡", "village": "红旗村"}
    again = {**girl, "township": "龙塘镇", "village": "白林村"}
    assert listed_children(girl, again) == 1
    one, other = {**girl, "guardian": "欧阳锋"}, {**again, "guardian": "李梅"}
    assert (listed_children(one, other), perhaps_one(one, other)) == (2, 2)
    one, other = ({**each, "id_number": id_number("2015-03-04", order)} for each, order in ((girl, 22), (again, 48)))
    assert (listed_children(one, other), perhaps_one(one, other)) == (2, 0)


def test_a_day_written_where_nobody_knew_joins_nobody_of_another_township() -> None:
    girl = {"name": "阿米娜·热合曼", "sex": "女", "birth_date": "2013-01-01", "township": "云岭乡", "village": "红旗村"}
    rows = {"A": girl, "B": {**girl, "township": "龙塘镇", "village": "白林村"}}
    rows |= {name: {**girl, "name": f"{name}明{name}", "village": "大黎村"} for name in "赵钱孙李周吴郑王"}
    rows |= {f"{day}": {**girl, "name": "刘浩然", "birth_date": f"2014-05-{day}"} for day in range(10, 31)}
    assert link(people("census", rows), EMPTY).census_groups["child_id"].nunique() == len(rows)


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
    assert listed_children(girl, again) == 1
    for two in ({**again, "birth_date": "2021-07"}, {**again, "guardian": "马正才"}, {**again, "name": "马彩霞"}):
        assert listed_children(girl, two) == 2


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
