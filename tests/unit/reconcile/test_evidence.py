"""What is prepared before pairs are formed: kinds of IDs, sounds and shapes of names, families with twins."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest

from kcbx.definitions import schema
from kcbx.reconcile.evidence import gather
from kcbx.reconcile.model import model
from kcbx.reconcile.sounds import aloud, folded, respelled, skeletons
from tests.unit.reconcile.children import id_number, people

SETTINGS = model().evidence
HE = {"name": "何静雯", "sex": "女", "birth_date": "2015-06-05", "township": "云岭乡", "village": "红旗村"}
OWN = id_number("2015-06-05", 48)
OTHERS = id_number("2012-01-17", 15)


def evidence(*rows: dict[str, object], roll: tuple[dict[str, object], ...] = ()) -> pd.DataFrame:
    census = people("census", list(rows))
    return gather(census, people("roll", list(roll)) if roll else census.head(0), SETTINGS)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"id_number": OWN}, "valid"),
        ({"id_number": OWN[:15]}, "cut"),
        ({"id_number": OWN[:16] + "9" + OWN[17]}, "broken"),
        ({"id_number": OWN, "id_state": "repaired"}, "mended"),
        ({"id_number": OWN[:6] + "********" + OWN[14:]}, "masked"),
        ({"id_number": OTHERS, "id_state": "not_childs"}, None),
        ({}, None),
    ],
)
def test_kinds_of_ids(values: dict[str, str], kind: str | None) -> None:
    found = evidence({**HE, **values}).loc[0, "id_kind"]
    assert found == kind or (kind is None and pd.isna(found))


@pytest.mark.parametrize(
    ("values", "foreign"),
    [
        ({"id_number": OWN}, False),
        ({"id_number": OTHERS}, True),
        ({"id_number": OWN, "birth_date": "2015-05-06"}, False),  # only day and month turned round
        ({"id_number": OWN, "birth_date": "2015-06"}, False),  # no day to contradict
        ({"id_number": OTHERS, "birth_date": None}, False),  # nothing written beside it
        ({"id_number": OWN, "grade": 6, "grade_due": 3}, False),  # three years over age, as happens
        ({"id_number": OWN, "grade": 10, "grade_due": 5}, True),  # a child of eleven in senior school
        ({"id_number": OWN, "grade": 1, "grade_due": 5}, True),
        ({"id_number": OWN, "grade": 10, "grade_due": None}, False),
    ],
)
def test_a_number_that_is_somebody_elses(values: dict[str, str | None], foreign: bool) -> None:
    assert evidence({**HE, **values}).loc[0, "id_foreign"] == foreign


def test_a_number_on_two_different_children_is_shared() -> None:
    other = {**HE, "name": "马小军", "birth_date": "2012-01-17", "id_number": OWN}
    assert evidence({**HE, "id_number": OWN}, other)["id_shared"].tolist() == [True, True]
    # A slip in the name of one child is not a second child.
    assert evidence({**HE, "id_number": OWN}, {**HE, "name": "何静文", "id_number": OWN})["id_shared"].sum() == 0
    # Once in each list is what linking is for.
    assert evidence({**HE, "id_number": OWN}, roll=(other,))["id_shared"].sum() == 0


def test_twins_are_known_by_day_and_family() -> None:
    she, he = {**HE, "guardian": "何建军"}, {**HE, "name": "何静怡", "guardian": "何建军", "village": "东山村"}
    assert evidence(she, he)["twin"].tolist() == [True, True]
    assert evidence(she, {**he, "birth_date": "2015-06-06"})["twin"].sum() == 0
    assert evidence(she, {**he, "guardian": "何大山"})["twin"].sum() == 0
    assert evidence(she, she)["twin"].sum() == 0  # the same child twice
    assert evidence(she, roll=(he,))["twin"].sum() == 0  # each list by itself


def test_a_phone_on_many_rows_is_nobodys() -> None:
    rows = [{**HE, "name": f"张{place}", "phone": "13900000000"} for place in range(SETTINGS["phone_common"] + 1)]
    assert evidence(*rows)["phone"].isna().all()
    assert evidence(*rows[:-1])["phone"].notna().all()


def test_a_day_written_where_nobody_knew_is_common() -> None:
    rows = [{**HE, "birth_date": "2015-01-01"}] * 30 + [
        {**HE, "birth_date": f"2015-03-{day:02d}"} for day in range(1, 28)
    ]
    found = evidence(*rows)
    assert found["birth_common"].tolist() == [True] * 30 + [False] * 27


def test_a_name_with_an_unreadable_character_has_a_pattern_and_no_sound() -> None:
    found = evidence({**HE, "name": "刘?然"}, {**HE, "name": "孙[生僻字]"}, HE)
    assert found["wild"].tolist()[:2] == ["刘_然", "孙_"]
    assert found["sound"].isna().tolist() == found["wild"].notna().tolist() == [True, True, False]


def test_rarity_counts_both_lists() -> None:
    found = evidence(*[HE] * 5, {**HE, "name": "欧阳雪"}, roll=(HE, HE))
    assert found["name_band"].tolist() == [2] * 5 + [0] + [2] * 2


@pytest.mark.parametrize(
    ("one", "other"),
    [("zhang wei", "zang wei"), ("liu na", "niu la"), ("chen jing", "cen jin"), ("huang fei", "fan fei")],
)
def test_dialects_fold(one: str, other: str) -> None:
    ours, theirs = folded([one, other], SETTINGS["sounds"])
    assert ours == theirs


@pytest.mark.parametrize("other", ["zha xi ci ren", "zha xi ce reng", "za xi cai ran"])
def test_transliterations_meet(other: str) -> None:
    heard = folded(["zha xi cai rang", other, "an li"], SETTINGS["sounds"])
    ours, theirs, han = respelled(heard, SETTINGS["sounds"])
    assert ours == theirs
    assert han == "an li"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("阿卜杜热合曼·阿卜力孜", "阿布都热合满·阿不里孜"),
        ("伊卜拉伊木·麦麦提", "依布拉音·买合买提"),
        ("额尔敦其木格", "额日登琪木格"),
        ("吉木日扎", "吉莫惹扎"),
        ("努尔别克·木拉提", "怒尔拜克·穆拉提"),
    ],
)
def test_spellings_of_other_tongues_meet(one: str, other: str) -> None:
    found = evidence({**HE, "name": one}, {**HE, "name": other})
    assert found["sound"].nunique() == 1


def test_the_name_and_the_father_stand_apart() -> None:
    found = evidence({**HE, "name": "阿依古丽·买买提"}, {**HE, "name": "刘浩然"})
    assert found["given"].fillna("").tolist() == ["a yi gu li", ""]
    assert found["father"].fillna("").tolist() == ["mai mai ti", ""]


def test_a_spelling_stands_in_one_group_only() -> None:
    lines = [line for lines in schema("transliterations").values() for line in lines]
    assert [spelling for spelling, count in Counter(" ".join(lines).split()).items() if count > 1] == []


def test_a_spelling_no_table_knows_meets_the_known_one_of_its_sound() -> None:
    heard = folded(["ge shang ci ren", "ge sang ce ren"], SETTINGS["sounds"])
    ours, theirs = respelled(heard, SETTINGS["sounds"])
    assert ours == theirs


def test_skeletons_and_reading_aloud() -> None:
    assert skeletons(["peng cuo", "ping cuo"], SETTINGS["skeleton"]) == ["ps", "ps"]
    read = aloud(pd.Series(["王丽|李军", None], dtype="str"), SETTINGS["sounds"])
    assert read[0].split("|")[0].split() == ["wan", "li"]
    assert pd.isna(read[1])


def test_lookalikes_stand_in_one_group() -> None:
    counts = Counter(character for group in schema("lookalikes")["groups"] for character in group)
    assert [character for character, times in counts.items() if times > 1] == []


@pytest.mark.parametrize(
    ("written", "school", "place", "said"),
    [
        ("广东省东莞市育才小学", "广东省东莞市育才小学", "广东省东莞市", True),
        ("随父母外出，广东省东莞市", None, "广东省东莞市", True),
        ("温州实验小学", "温州实验小学", "温州", True),
        ("在浙江省义乌市读书，阳光实验小学", "浙江省义乌市阳光实验小学", "浙江省义乌市", True),
        ("在浙江省义乌市，租房住", None, "浙江省义乌市", True),
        ("浙江省义乌市。", None, "浙江省义乌市", True),
        ("去成都市外国语学校读书", "成都市外国语学校", "成都市", True),
        ("随父母外地就读", None, None, True),
        ("省外上学", None, None, True),
        (None, None, None, None),
    ],
)
def test_a_school_outside_the_county(
    written: str | None, school: str | None, place: str | None, said: bool | None
) -> None:
    found = evidence({**HE, "school_elsewhere": written}).loc[0, ["away", "away_place", "away_said"]].astype(object)
    assert found.where(found.notna(), None).tolist() == [school, place, said]
