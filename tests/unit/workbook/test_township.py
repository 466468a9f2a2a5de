from __future__ import annotations

import dataclasses
import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from kcbx.app.returned.opening import returned_file
from kcbx.config import Config, Township
from kcbx.definitions import standings
from kcbx.followup.returned import origin
from kcbx.intake.sources import LOCK_PREFIXES
from kcbx.layouts import IDENTITY_SHEET, layout
from kcbx.register import Register
from kcbx.workbook import township
from kcbx.workbook.page import FIRST_ROW
from kcbx.workbook.recipients import masked, masked_pair
from kcbx.workbook.text import plain
from kcbx.workbook.township_lists import lists_by_township

from .invented_register import invented_register

REGISTER = invented_register(6000)
SHEETS = {code: layout("township", code) for code in ("to_verify", "pairs", "conflicts")}
NAMES = township.names(REGISTER)


def cells(path: Path) -> dict[str, list[list[object]]]:
    workbook = CalamineWorkbook.from_path(path)
    return {name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in workbook.sheet_names}


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("townships")
    for name in NAMES:
        township.write(REGISTER, Config(), name, folder / township.file_name(name))
    return {name: folder / township.file_name(name) for name in NAMES}


def keys(book: Path, code: str) -> list[str]:
    sheet = SHEETS[code]
    return [str(row[sheet.key]) for row in cells(book)[sheet.sheet][FIRST_ROW:] if row[sheet.key]]


def test_every_child_to_verify_is_in_the_workbook_of_its_township_and_in_no_other(books: dict[str, Path]) -> None:
    codes = [code for code, standing in standings().items() if standing.to_verify]
    for name, book in books.items():
        own = REGISTER.census[REGISTER.census["standing"].isin(codes) & (REGISTER.census["township"] == name)]
        assert sorted(keys(book, "to_verify")) == sorted(own["row_key"])
    assert sum(len(keys(book, "to_verify")) for book in books.values()) == REGISTER.census["standing"].isin(codes).sum()


def test_every_review_pair_and_every_conflict_a_village_can_settle_is_asked_once(books: dict[str, Path]) -> None:
    pairs = [key for book in books.values() for key in keys(book, "pairs")]
    review = REGISTER.links[REGISTER.links["decision"] == "review"]
    assert len(pairs) == len(set(pairs)) == len(review) > 0
    conflicts = [key for book in books.values() for key in keys(book, "conflicts")]
    assert len(conflicts) == len(set(conflicts)) == REGISTER.conflicts["field"].isin(SHEETS["conflicts"].fields).sum()


def test_no_id_number_and_no_phone_leaves_the_bureau(books: dict[str, Path]) -> None:
    numbers = set(REGISTER.census["id_number"].dropna()) | set(REGISTER.roll["id_number"].dropna())
    phones = set(REGISTER.census["phone"].dropna())
    for book in books.values():
        with zipfile.ZipFile(book) as archive:
            text = b"".join(archive.read(name) for name in archive.namelist()).decode()
        assert not set(re.findall(r"\d{17}[\dX]", text)) & numbers
        assert not set(re.findall(r"\d{11}", text)) & phones


def test_no_child_of_another_township_is_named(books: dict[str, Path]) -> None:
    """Names and birth dates of the other townships' children, as whole rows, are nowhere on the first list."""
    census = REGISTER.census
    sheet = SHEETS["to_verify"]
    for name, book in books.items():
        others = census[census["township"] != name]
        foreign = set(zip(others["name"], others["birth_date"], others["guardian"], strict=True))
        own = census[census["township"] == name]
        foreign -= set(zip(own["name"], own["birth_date"], own["guardian"], strict=True))
        shown = [
            tuple(row[sheet.position(field)] for field in ("name", "birth_date", "guardian"))
            for row in cells(book)[sheet.sheet][FIRST_ROW:]
        ]
        assert not foreign & set(shown)


def test_a_pair_whose_pupil_is_already_another_child_stays_with_the_bureau() -> None:
    review = REGISTER.links[REGISTER.links["decision"] == "review"].iloc[0]
    other = REGISTER.census.loc[REGISTER.census["record_id"] != review["census_id"], "record_id"].iloc[0]
    taken = pd.DataFrame([{**review, "census_id": other, "decision": "accepted"}]).astype(REGISTER.links.dtypes)
    register = dataclasses.replace(REGISTER, links=pd.concat([REGISTER.links, taken], ignore_index=True))
    before, after = (
        sum(len(lists.pairs) for lists in lists_by_township(each).values()) for each in (REGISTER, register)
    )
    assert after == before - 1


def test_same_register_same_bytes_whatever_the_order_of_its_rows(books: dict[str, Path], tmp_path: Path) -> None:
    shuffled = dataclasses.replace(
        REGISTER,
        **{
            name: getattr(REGISTER, name).sample(frac=1, random_state=3).reset_index(drop=True)
            for name in ("census", "roll", "links", "conflicts")
        },
    )
    for name in NAMES[:3]:
        township.write(shuffled, Config(), name, tmp_path / "again.xlsx")
        assert (tmp_path / "again.xlsx").read_bytes() == books[name].read_bytes()


def test_identity_is_locked_answers_are_open_and_everything_typed_is_text(books: dict[str, Path]) -> None:
    workbook = load_workbook(books["云岭乡"])
    for sheet in SHEETS.values():
        tab = workbook[sheet.sheet]
        listed = [row for row in range(FIRST_ROW + 1, tab.max_row + 1) if tab.cell(row, sheet.key + 1).value]
        assert listed
        assert tab.protection.sheet
        assert not tab.protection.password
        for row in listed:
            for position in range(sheet.gap):
                cell = tab.cell(row, position + 1)
                assert cell.protection.locked == (position < sheet.first_answer)
                assert cell.number_format == "@" or position == 0
            assert tab.cell(row, sheet.gap + 1).data_type == "f"
        assert tab.column_dimensions[tab.cell(1, sheet.key + 1).column_letter].hidden


def test_rows_below_the_list_are_open_for_children_who_were_on_no_list(books: dict[str, Path]) -> None:
    sheet = SHEETS["to_verify"]
    tab = load_workbook(books["云岭乡"])[sheet.sheet]
    for row in range(tab.max_row - sheet.new_rows + 1, tab.max_row + 1):
        assert not any(tab.cell(row, position + 1).protection.locked for position in range(sheet.gap))
        assert not tab.cell(row, sheet.key + 1).value


def test_a_returned_workbook_is_known_three_times(books: dict[str, Path]) -> None:
    workbook = load_workbook(books["云岭乡"])
    properties = {each.name: each.value for each in workbook.custom_doc_props.props}
    said = {row[0].value: row[1].value for row in workbook[IDENTITY_SHEET].iter_rows()}
    for source in (properties, said):
        assert source["kcbx_kind"] == "township"
        assert source["kcbx_recipient"] == "云岭乡"
        assert source["kcbx_batch"] == REGISTER.place.batch
        assert source["kcbx_template"] == "1"
    assert workbook[IDENTITY_SHEET].sheet_state == "veryHidden"
    assert keys(books["云岭乡"], "to_verify")


def hostile(text: str) -> Register:
    """The register with the name, guardian and status of every child to verify replaced."""
    census = REGISTER.census.copy()
    census[["name", "guardian", "status_text", "village"]] = text
    return dataclasses.replace(REGISTER, census=census)


@pytest.mark.parametrize(
    "text", ["=1+1", '=HYPERLINK("http://x.example","y")', "@SUM(A1)", "+1", "-1", "{=1}", "http://x.example", "{said}"]
)
def test_text_of_an_input_stays_text(text: str, tmp_path: Path) -> None:
    township.write(hostile(text), Config(), "云岭乡", tmp_path / "town.xlsx")
    sheet = SHEETS["to_verify"]
    workbook = load_workbook(tmp_path / "town.xlsx")
    shown = workbook[sheet.sheet].cell(FIRST_ROW + 1, sheet.position("name") + 1)
    assert (shown.value, shown.data_type, shown.hyperlink) == (text, "s", None)
    for tab in workbook:
        for row in tab.iter_rows():
            for cell in row:
                assert cell.data_type != "f" or text not in cell.value or text in {"+1", "-1"}


def test_villages_come_as_the_county_lists_them(tmp_path: Path) -> None:
    wanted = ("老鹰岩村", "云岭村")
    config = Config(townships=(Township(name="云岭乡", villages=wanted),))
    township.write(REGISTER, config, "云岭乡", tmp_path / "town.xlsx")
    sheet = SHEETS["to_verify"]
    rows = cells(tmp_path / "town.xlsx")[sheet.sheet][FIRST_ROW:]
    seen = list(dict.fromkeys(row[sheet.position("village")] for row in rows if row[sheet.key]))
    assert seen[:2] == list(wanted)
    assert seen[2:] == sorted(seen[2:])


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("539921201403152847", "539921****2847"),
        ("53992120140315574X", "539921****574X"),
        ("539921201403150", "539921****3150"),
        ("5399212", "53****2"),
        ("5", "****"),
        ("", ""),
    ],
)
def test_the_middle_of_an_id_number_is_masked(number: str, shown: str) -> None:
    assert masked(number) == shown


@given(st.text("0123456789X", max_size=20))
def test_something_of_an_id_number_always_stays_hidden(number: str) -> None:
    shown = masked(number).replace("****", "")
    assert len(shown) <= max(0, len(number) - 1) or not number


@given(st.text("0123456789X", min_size=18, max_size=18), st.text("0123456789X", min_size=18, max_size=18))
def test_masked_pairs_show_no_more_than_masked_numbers(one: str, other: str) -> None:
    first, second = masked_pair(one, other)
    assert (plain(first), plain(second)) == (masked(one), masked(other))
    differs = any("differs" in getattr(run, "roles", ()) for run in first)
    assert differs == (one != other)


@given(st.text(max_size=300))
@example("~$水口镇")
@example(".~水口镇")
def test_a_file_name_is_one_harmless_part(name: str) -> None:
    made = township.file_name(name)
    assert Path(made).name == made
    assert made.endswith(".xlsx")
    assert len(made.encode()) <= 150
    assert not re.search(r'[\x00-\x1f<>:"/\\|?*]', made)
    assert not re.match(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)", made)
    assert not made.startswith(LOCK_PREFIXES)  # it would be taken for the trace of an open workbook


def test_file_names_that_had_to_be_changed_never_meet() -> None:
    names = [
        "杉坪乡",
        "../杉坪乡",
        "..\\杉坪乡",
        "杉坪乡.",
        "杉/坪乡",
        "杉:坪乡",
        "CON",
        "con.x",
        "~$杉坪乡",
        "村" * 200,
        "村" * 201,
    ]
    assert len({township.file_name(name).casefold() for name in names}) == len(names)
    assert township.file_name("杉坪乡") == "杉坪乡.xlsx"


@pytest.mark.parametrize("name", ["镇" * 300, "😀" * 200])
def test_a_recipient_of_any_length_gets_a_workbook_that_says_who_it_is(name: str, tmp_path: Path) -> None:
    path = tmp_path / township.file_name(name)
    census = REGISTER.census.replace({"township": {"云岭乡": name}})
    township.write(dataclasses.replace(REGISTER, census=census), Config(), name, path)
    assert origin(returned_file(path.read_bytes(), path.name)).recipient == name


def test_a_township_without_children_to_verify_still_gets_its_conflicts(tmp_path: Path) -> None:
    census = REGISTER.census[~REGISTER.census["standing"].isin([c for c, s in standings().items() if s.to_verify])]
    register = dataclasses.replace(REGISTER, census=census.reset_index(drop=True), links=REGISTER.links.iloc[:0])
    keep = register.conflicts["census_id"].isin(census["record_id"])
    register = dataclasses.replace(register, conflicts=register.conflicts[keep])
    name = township.names(register)[0]
    township.write(register, Config(), name, tmp_path / "town.xlsx")
    pages = cells(tmp_path / "town.xlsx")
    assert pages["待核查"][2][0] == SHEETS["to_verify"].empty
    assert next(row for row in pages["封面"] if row[0] == "合计")[5] == 0
    assert [row for row in pages["信息不一致"][FIRST_ROW:] if row[SHEETS["conflicts"].key]]


def test_nobody_gets_a_workbook_for_nothing() -> None:
    register = dataclasses.replace(
        REGISTER,
        census=REGISTER.census[REGISTER.census["standing"] == "in_school"],
        links=REGISTER.links.iloc[:0],
        conflicts=REGISTER.conflicts.iloc[:0],
    )
    assert township.names(register) == []


def test_the_guide_is_one_printed_page_and_columns_stand_below_it(books: dict[str, Path]) -> None:
    guide = load_workbook(books[NAMES[0]])["填写说明"]
    paper = guide.page_setup
    assert (paper.orientation, paper.fitToHeight or 1, paper.fitToWidth or 1) == ("portrait", 1, 1)
    assert guide.sheet_properties.pageSetUpPr.fitToPage
    last = int(guide.print_area.rpartition("$")[2])
    told = [row[0] for row in guide.iter_rows(values_only=True)]
    assert "确认失学、辍学" in told[:last]
    assert "“待核查”的各列（只在屏幕上看）" in told[last:]
    heights = sum(guide.row_dimensions[row].height or 15 for row in range(1, last + 1))
    assert heights < 1100, "eleven points would be printed smaller than seven and a half"


@pytest.mark.parametrize(
    ("census_status", "roll_status", "called", "said"),
    [
        ("leave", "attending", "", "村里登记休学，学籍仍写在读"),
        ("attending", "attending", "", "点名单上无此人"),
        ("attending", "attending", "是否到校：否", "点名单写“是否到校：否”"),
        ("leave", "absent", "", "学籍状态“未到校”"),
    ],
)
def test_a_township_is_told_why_a_pupil_is_thought_not_to_be_there(
    census_status: str, roll_status: str, called: str, said: str
) -> None:
    linked = REGISTER.census["roll_id"].notna() & REGISTER.census["standing"].eq("in_school")
    child = REGISTER.census[linked].iloc[0]
    own, pupil = (
        REGISTER.census["record_id"].eq(child["record_id"]),
        REGISTER.roll["record_id"].eq(child["roll_id"]),
    )
    census = REGISTER.census.assign(
        standing=REGISTER.census["standing"].mask(own, "not_attending"),
        status=REGISTER.census["status"].mask(own, census_status),
    )
    words = "在读" if roll_status == "attending" else "未到校"
    roll = REGISTER.roll.assign(
        status=REGISTER.roll["status"].mask(pupil, roll_status),
        status_text=REGISTER.roll["status_text"].mask(pupil, words),
    )
    row = {"record_id": "A1", "child_id": child["child_id"], "status": "absent", "status_text": called}
    others = {"attendance": pd.DataFrame([row], dtype="str")} if called else {}
    lists = lists_by_township(dataclasses.replace(REGISTER, census=census, roll=roll, others=others))[child["township"]]
    why = next(row["why"] for row in lists.to_verify if row["key"] == child["row_key"])
    assert why.endswith(f"在籍，{said}")
