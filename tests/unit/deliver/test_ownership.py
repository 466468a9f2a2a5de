"""Whose row is whose, told from the tables alone."""

from __future__ import annotations

import pandas as pd
import pytest

from kcbx.deliver.ownership import OutgoingRow, Owners, owners


@pytest.fixture(scope="module")
def owned() -> Owners:
    """A is out of school in 云岭乡 and registered in 杉坪乡, too; B is in school; C is said to be at 云岭中学."""
    census = [
        ("C1", "A", "云岭乡", None, "out_suspected", True),
        ("C2", "A", "杉坪乡", None, "duplicate", False),
        ("C3", "B", "云岭乡", "云岭中学", "in_school", False),
        ("C4", "C", "杉坪乡", "云岭中学", "claimed_not_found", True),
        ("C5", "D", None, None, "out_suspected", True),
    ]
    frame = pd.DataFrame(census, columns=["census_id", "row_key", "township", "declared_school", "standing", "listed"])
    roll = pd.DataFrame(
        [("R1", "P", "云岭中学"), ("R2", "Q", "县一中"), ("R3", "S", None)], columns=["roll_id", "row_key", "school"]
    )
    links = pd.DataFrame(
        [("C1", "R2", "review"), ("C3", "R1", "accepted")], columns=["census_id", "roll_id", "decision"]
    )
    return owners(
        {
            "census": frame[["census_id", "township", "declared_school"]],
            "standings": frame[["census_id", "row_key", "standing"]].assign(out_of_school_list=frame["listed"]),
            "roll": roll[["roll_id", "school"]],
            "roll_standings": roll[["roll_id", "row_key"]],
            "links": links,
        }
    )


def row(key: str, code: str = "to_verify", **known: str) -> OutgoingRow:
    return OutgoingRow("待核查", 7, code, key, {"name": "某", **known})


@pytest.mark.parametrize(
    ("kind", "recipient", "code", "key"),
    [
        ("township", "云岭乡", "to_verify", "A"),
        ("township", "杉坪乡", "to_verify", "C"),
        ("township", "云岭乡", "pairs", "A-Q"),
        ("township", "云岭乡", "conflicts", "B-birth_date"),
        ("township", "杉坪乡", "conflicts", "A-name"),
        ("school", "云岭中学", "to_verify", "P"),
        ("school", "云岭中学", "to_verify", "C"),
    ],
)
def test_own_rows_may_go(owned: Owners, kind: str, recipient: str, code: str, key: str) -> None:
    assert owned.fault(kind, recipient, row(key, code)) == ""


@pytest.mark.parametrize(
    ("kind", "recipient", "code", "key"),
    [
        ("township", "杉坪乡", "to_verify", "A"),  # its duplicate there is on no list
        ("township", "云岭乡", "to_verify", "B"),  # own child, but in school: nobody need be told
        ("township", "云岭乡", "to_verify", "C"),
        ("township", "云岭乡", "to_verify", "D"),
        ("township", "云岭乡", "pairs", "A-P"),  # a pair nobody has to decide
        ("township", "水口镇", "pairs", "A-Q"),
        ("township", "云岭乡", "pairs", "A"),
        ("township", "云岭乡", "conflicts", "C-name"),
        ("township", "云岭乡", "未知", "A"),
        ("school", "县一中", "to_verify", "P"),
        ("school", "云岭中学", "to_verify", "B"),  # declared there and found: no question
        ("school", "云岭中学", "to_verify", "S"),
        ("school", "云岭中学", "pairs", "P"),
        ("bureau", "云岭乡", "to_verify", "A"),
        ("township", "云岭乡", "to_verify", "XXXX"),
        ("township", "云岭乡", "to_verify", ""),
    ],
)
def test_no_other_row_may(owned: Owners, kind: str, recipient: str, code: str, key: str) -> None:
    assert owned.fault(kind, recipient, row(key, code))


def test_a_line_that_names_nobody_needs_no_key(owned: Owners) -> None:
    assert owned.fault("township", "云岭乡", row("", name="", serial="说明")) == ""


@pytest.mark.parametrize(
    "number", ["539921201703051428", "53992120170305142X", "539921170305142", "号539921201703051428。"]
)
def test_a_whole_id_number_never_goes_out(owned: Owners, number: str) -> None:
    assert owned.fault("township", "云岭乡", row("A", id_number=number)) == "身份证号没有遮盖"
    assert owned.fault("township", "云岭乡", row("A-name", "conflicts", census_value=number)) == "身份证号没有遮盖"
    assert row("A", guardian=number).stray_id


@pytest.mark.parametrize("number", ["539921****1428", "5399****", "", "13900000000"])
def test_a_masked_one_may(owned: Owners, number: str) -> None:
    assert owned.fault("township", "云岭乡", row("A", id_number=number)) == ""
    assert not row("A", guardian=number).stray_id
