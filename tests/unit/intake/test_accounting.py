"""Whatever stands below a header, every row ends in one place, and rows keep their numbers."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kcbx.intake.grid import Grid
from kcbx.intake.packing import unpack
from kcbx.intake.rows import is_blank
from kcbx.intake.sheet import Names, read_sheet

HEADER = ["序号", "村", "姓名", "性别", "身份证号", "出生日期", "就读情况", "监护人", "备注"]

cells = st.one_of(
    st.sampled_from(
        [
            "",
            "",
            "",
            " ",
            "合计",
            "小计",
            "说明",
            "填表人：",
            "大黎村",
            "李小一",
            "姓名",
            "男",
            "539901201509010011",
            "#",
            "0",
        ]
    ),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.integers(0, 10**18),
    st.text(max_size=6),
    st.dates(),
    st.booleans(),
)
rows = st.lists(
    st.one_of(
        st.lists(cells, min_size=len(HEADER), max_size=len(HEADER)), st.just(HEADER), st.just([""] * len(HEADER))
    ),
    max_size=12,
)
merges = st.lists(
    st.tuples(st.integers(1, 12), st.integers(0, 8), st.integers(0, 4)).map(
        lambda each: ((each[0], each[1]), (each[0] + each[2], each[1]))
    ),
    max_size=4,
)


@settings(deadline=None)
@given(rows, merges)
def test_every_row_ends_in_one_place(
    body: list[list[object]], merged: list[tuple[tuple[int, int], tuple[int, int]]]
) -> None:
    grid = Grid("摸底表", [HEADER, *body], merged)
    reading = read_sheet(grid, Names("红旗镇.xlsx", "红旗镇"))
    assert reading.form == "census"
    below = grid.rows[reading.header_row or 0 :]
    blank = sum(map(is_blank, below))
    assert reading.rows_blank == blank
    assert reading.rows_read == len(below) - blank
    assert reading.rows_read == len(reading.source_rows) + reading.rows_notes
    numbers = list(reading.source_rows)
    assert numbers == sorted(set(numbers))
    assert not any(is_blank(grid.rows[number - 1]) for number in numbers)


@settings(deadline=None)
@given(rows)
@example([["", "姓名", "姓名", "姓名", "", "", "", "", ""], HEADER])
@example([[""] * 9, HEADER, ["", "姓名", *[""] * 7], ["", 0.5, *[""] * 7]])
def test_text_cells_come_through_as_they_stand(body: list[list[object]]) -> None:
    """A name that is text reads as it was written, in its own row, unless it held control characters."""
    grid = Grid("摸底表", [HEADER, *body], [])
    reading = read_sheet(grid, Names("红旗镇.xlsx", "红旗镇"))
    if reading.mapping.get("name") != "姓名" or any(each.code == "control_characters" for each in reading.findings):
        return
    names = unpack([(reading.columns.get("name"), len(reading.source_rows))]).to_pylist()
    for number, name in zip(reading.source_rows, names, strict=True):
        cell = grid.rows[number - 1][HEADER.index("姓名")]
        if isinstance(cell, str) and name is not None:
            assert name == cell
