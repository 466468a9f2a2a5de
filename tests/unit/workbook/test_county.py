"""The county workbook: its sums, its sheets, its print set-up, and that nothing in it can act on its own."""

from __future__ import annotations

import dataclasses
import re
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from kcbx.app.results.indicator_words import indicator_words
from kcbx.config import Config
from kcbx.definitions import form_words, schema, schemas_in, standings
from kcbx.fields import columns
from kcbx.findings import catalogue
from kcbx.metrics.compute import measure
from kcbx.metrics.counting import Counting
from kcbx.register import Measured, Register
from kcbx.workbook import county
from kcbx.workbook.county.certificate import accounts
from kcbx.workbook.county.ledgers import ledgers
from kcbx.workbook.county.matrix import count
from kcbx.workbook.county.overview import GRID, WIDTH
from kcbx.workbook.county.picture import Picture
from kcbx.workbook.county.rolls import by_school
from kcbx.workbook.county.township_chart import by_township
from kcbx.workbook.county.waiting import waiting
from kcbx.workbook.text import line_count, pixels, text_width
from tests.unit.workbook.invented_register import invented_register

TABS = [
    *("总览", "年龄段×村", "学校", "疑似失学", "在籍不在校", "学籍有户籍无", "待人工核对", "信息不一致", "重复登记"),
    *("残疾儿童", "重点群体", "适龄儿童台账", "疑似辍学台账", "辍学台账", "数据质量", "问题明细", "行数核对", "说明"),
]
TEXT_COLUMNS = {"身份证号", "联系电话", "个案号"}


@pytest.fixture(scope="module")
def register() -> Register:
    return invented_register(700)


@pytest.fixture(scope="module")
def picture(register: Register) -> Picture:
    return Picture(register, Config())


@pytest.fixture(scope="module")
def path(register: Register, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("county") / "全县汇总.xlsx"
    county.write(register, Config(), path)
    return path


@pytest.fixture(scope="module")
def book(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


def listed(book: openpyxl.Workbook, tab: str) -> pd.DataFrame:
    """The rows of a list page by heading."""
    rows = list(book[tab].iter_rows(min_row=5, values_only=True))
    frame = pd.DataFrame(rows[1:], columns=[str(head).removesuffix(" ▼") for head in rows[0]])
    return frame.dropna(how="all")


def test_the_tabs_stand_in_order(book: openpyxl.Workbook) -> None:
    assert [sheet.title for sheet in book if sheet.sheet_state == "visible"] == TABS
    assert book.active.title == "总览"


def test_same_register_same_bytes(register: Register, path: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    county.write(register, Config(), again)
    assert again.read_bytes() == path.read_bytes()


def test_order_of_rows_changes_nothing(register: Register, path: Path, tmp_path: Path) -> None:
    shuffled = dataclasses.replace(
        register,
        **{
            name: getattr(register, name).sample(frac=1, random_state=3).reset_index(drop=True)
            for name in ("census", "roll", "links", "conflicts", "accounting", "findings", "sheets")
        },
    )
    other = tmp_path / "other.xlsx"
    county.write(shuffled, Config(), other)
    for tab in TABS:
        assert rows_of(other, tab) == rows_of(path, tab), tab


def rows_of(path: Path, tab: str) -> list[tuple]:
    return list(openpyxl.load_workbook(path)[tab].iter_rows(values_only=True))


def test_every_figure_counts_the_same_children(picture: Picture) -> None:
    counts = count(picture)
    assert counts.closes
    whole = counts.villages.sum()
    assert whole["登记"] == len(picture.counted)
    assert whole["待核实"] == len(picture.to_verify) == by_township(picture).to_numpy().sum()
    assert (counts.townships.sum() == whole).all()
    census = picture.register.census
    groups = {code for code, each in standings().items() if each.to_verify}
    assert whole["待核实"] == census["standing"].isin(groups).sum()


def test_a_child_belongs_to_a_group_when_any_list_says_so(register: Register) -> None:
    census, roll = register.census.copy(), register.roll.copy()
    flags = ["disabled", "low_income"]
    census[flags], roll[flags] = pd.NA, pd.NA
    linked = census[census["roll_id"].notna() & census["compulsory"] & census["standing"].eq("in_school")]
    by_census, by_roll, by_register = linked.index[:3]
    census.loc[by_census, "disabled"] = True
    roll.loc[roll["record_id"].eq(census.loc[by_roll, "roll_id"]), "disabled"] = True
    named = pd.DataFrame({"child_id": [census.loc[by_register, "child_id"], None]}, dtype="str")
    changed = dataclasses.replace(register, census=census, roll=roll, others={"disability": named})
    children = Picture(changed, Config()).children
    assert set(children.index[children["disabled"]]) == {by_census, by_roll, by_register}
    assert not children["low_income"].any()


def test_a_matrix_that_lost_a_child_says_so(picture: Picture) -> None:
    counts = count(picture)
    broken = counts.villages.copy()
    broken.iloc[0, 1] -= 1
    assert not dataclasses.replace(counts, villages=broken).closes


def test_the_matrix_sheet_closes(book: openpyxl.Workbook, picture: Picture) -> None:
    rows = list(book["年龄段×村"].iter_rows(min_row=8, values_only=True))
    outline = [book["年龄段×村"].row_dimensions[8 + place].outlineLevel for place in range(len(rows))]
    county_row, villages = rows[0], [row for row, level in zip(rows, outline, strict=True) if level]
    assert county_row[0] == "全县"
    for column in range(1, len(county_row)):
        assert county_row[column] == sum(row[column] for row in villages)
    townships = [row for row, level in zip(rows[1:], outline[1:], strict=True) if not level]
    assert [row[0] for row in townships] == list(picture.townships)


LONG_TOWNSHIP = "双江拉祜族佤族布朗族傣族自治乡"
LONG_VILLAGE = "勐库镇忙那村民委员会第一易地扶贫搬迁集中安置点社区"


def test_names_of_places_are_never_cut_off(register: Register, tmp_path: Path) -> None:
    """In lists and in the matrix: a name too long for its column takes a second line."""
    census = register.census.replace({"township": {"云岭乡": LONG_TOWNSHIP}, "village": {"云岭村": LONG_VILLAGE}})
    county.write(dataclasses.replace(register, census=census), Config(), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    seen = set()
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value in (LONG_TOWNSHIP, LONG_VILLAGE) and sheet.sheet_state == "visible":
                    width = sheet.column_dimensions[cell.column_letter].width
                    lines = line_count(cell.value, width, cell.font.sz)
                    assert cell.alignment.wrap_text or lines == 1, (sheet.title, cell.coordinate)
                    assert sheet.row_dimensions[cell.row].height >= lines * cell.font.sz * 1.4, (sheet.title, cell.row)
                    seen.add(sheet.title)
    assert {"年龄段×村", "疑似失学", "适龄儿童台账"} <= seen


def test_the_chart_of_townships_has_room_for_every_name(register: Register, tmp_path: Path) -> None:
    """More than ten townships: the last line is the rest, a number without a bar."""
    children = register.census["village"].where(register.census["standing"].ne("in_school"), "甲村") + "乡"
    many = Picture(dataclasses.replace(register, census=register.census.assign(township=children)), Config())
    table = by_township(many)
    assert len(many.townships) > len(table) == 10
    assert str(table.index[-1]).startswith("其余")
    assert table.to_numpy().sum() == len(many.to_verify)
    county.write(many.register, Config(), tmp_path / "many.xlsx")
    *_, first, rest = [row[:4] for row in rows_of(tmp_path / "many.xlsx", "图表数据") if row[0]]
    assert sum(first[1:]) > 0
    assert str(rest[0]).endswith(f"  {table.iloc[-1].sum():,}")
    assert rest[1:] == (0, 0, 0)


def test_schools_close(picture: Picture) -> None:
    table = by_school(picture)
    parts = ["linked", "review", "from_elsewhere", "not_in_census", "duplicate_roll", "too_little"]
    assert table["on_roll"].sum() == len(picture.register.roll)
    assert table[parts].sum(axis=1).eq(table["on_roll"]).all()


def test_the_certificate_closes_to_the_row(picture: Picture, book: openpyxl.Workbook) -> None:
    table = accounts(picture)
    assert table["difference"].eq(0).all()
    sheet = book["行数核对"]
    note = next(row[0] for row in sheet.iter_rows() if str(row[0].value).startswith("“待人工核对”指"))
    assert note.alignment.wrap_text, "a sentence wider than the paper is cut off in print"
    words = " ".join(str(row[0]) for row in sheet.iter_rows(values_only=True) if row[0])
    assert f"读到 {table['rows_read'].sum():,} 行" in words
    assert "每一行均有去向，无一行丢失" in words


def test_a_row_that_is_missing_is_cried_out(register: Register, tmp_path: Path) -> None:
    accounting = register.accounting.copy()
    accounting.loc[0, "rows_used"] -= 2
    broken = dataclasses.replace(register, accounting=accounting)
    path = tmp_path / "broken.xlsx"
    county.write(broken, Config(), path)
    assert any("× 相差 2 行" in str(cell) for row in rows_of(path, "总览") for cell in row)
    assert any("本单不得使用" in str(cell) for row in rows_of(path, "行数核对") for cell in row)


def test_lists_hold_whom_they_promise(book: openpyxl.Workbook, picture: Picture) -> None:
    register = picture.register
    assert len(listed(book, "疑似失学")) == len(picture.to_verify)
    ledgers = len(listed(book, "疑似辍学台账")) + len(listed(book, "辍学台账"))
    assert ledgers == len(picture.to_verify)
    assert len(listed(book, "适龄儿童台账")) == len(picture.counted)
    assert len(listed(book, "待人工核对")) == register.links["decision"].eq("review").sum()
    assert len(listed(book, "信息不一致")) == len(register.conflicts)
    assert len(listed(book, "问题明细")) == len(register.findings)
    assert listed(book, "数据质量")["处数"].sum() == len(register.findings)
    twice = register.census["duplicate_of"].notna().sum() + register.roll["duplicate_of"].notna().sum()
    assert len(listed(book, "重复登记")) == 2 * twice


def test_suspects_come_in_order_of_category_with_case_and_place(book: openpyxl.Workbook) -> None:
    table = listed(book, "疑似失学")
    for _, part in table.groupby("乡镇"):
        assert part["类"].map({"甲": 0, "乙": 1, "丙": 2}).is_monotonic_increasing
    assert table["个案号"].is_unique
    assert table["出处（文件 › 表 › 行）"].str.fullmatch(r".+\.xlsx\n› .+ › 第\d+行").all()


def test_a_suspects_list_is_never_one_number_without_its_words(book: openpyxl.Workbook) -> None:
    assert "七类合计" in book["疑似失学"]["A3"].value
    words = " ".join(str(cell) for row in book["总览"].iter_rows(values_only=True) for cell in row if cell)
    assert "七类合计，不等于失学人数" in words


def test_review_pairs_ask_with_a_list_and_keep_their_key(book: openpyxl.Workbook, picture: Picture) -> None:
    sheet = book["待人工核对"]
    table = listed(book, "待人工核对")
    assert table["您的判断"].isna().all()
    keys = set(table["编号（请勿改动）"])
    census, roll = picture.by_id, picture.roll
    assert keys == {
        f"{census.loc[pair.census_id, 'row_key']}|{roll.loc[pair.roll_id, 'row_key']}"
        for pair in picture.review_pairs.itertuples()
    }
    (rule,) = sheet.data_validations.dataValidation
    name = rule.formula1.lstrip("=")
    ((_, cells),) = book.defined_names[name].destinations
    offered = [row[0].value for row in book["选项"][cells.replace("$", "")]]
    assert offered == ["是同一人", "不是", "不确定"]
    hidden = [letter for letter, column in sheet.column_dimensions.items() if column.hidden]
    assert len(hidden) == 1


def test_every_page_prints_on_a4_landscape_one_page_wide(book: openpyxl.Workbook, register: Register) -> None:
    for sheet in book:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape"), sheet.title
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert int(sheet.page_setup.fitToWidth or 1) == 1
        footer = sheet.oddFooter
        assert "第 &P 页" in footer.center.text
        if sheet.sheet_state == "visible":
            assert register.place.batch in footer.right.text
            assert sheet.print_title_rows, sheet.title
        if sheet.sheet_state == "visible" and sheet.title not in ("总览", "行数核对"):
            assert sheet.freeze_panes


def test_every_page_says_county_day_and_cutoff(book: openpyxl.Workbook) -> None:
    for tab in TABS:
        head = " ".join(str(cell) for row in book[tab].iter_rows(max_row=3, values_only=True) for cell in row if cell)
        assert "青崖县" in head, tab
        assert "数据时点 2026年9月20日" in head, tab
        assert "年龄截止日 2026年8月31日" in head, tab


def test_ids_phones_and_codes_are_text(book: openpyxl.Workbook) -> None:
    for tab in TABS:
        sheet = book[tab]
        heads = {cell.column: str(cell.value) for cell in sheet[5] if cell.value}
        for column, head in heads.items():
            if head in TEXT_COLUMNS:
                formats = {sheet.cell(row, column).number_format for row in range(6, sheet.max_row + 1)}
                assert formats <= {"@"}, (tab, head)


def test_nothing_is_merged_below_the_header_of_a_list(book: openpyxl.Workbook) -> None:
    for tab in set(TABS) - {"总览", "行数核对", "年龄段×村", "说明"}:
        assert all(area.max_row <= 5 for area in book[tab].merged_cells.ranges), tab


def test_text_of_the_input_stays_text(register: Register, tmp_path: Path) -> None:
    census = register.census.copy()
    trick = ['=HYPERLINK("http://x")', "@SUM(1)", "+1+1", "<r><t>x</t></r>", "-2\x07\x1b[31m", "张\u202e三"]
    census["name"] = [trick[place % len(trick)] for place in range(len(census))]
    census["reason"] = census["name"]
    path = tmp_path / "tricks.xlsx"
    county.write(dataclasses.replace(register, census=census), Config(), path)
    book = openpyxl.load_workbook(path)
    formulas = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}
    assert all(re.fullmatch(r'=HYPERLINK\("#\'.+\'!A\d+","→ .+"\)', formula) for formula in formulas)
    assert not any(cell.hyperlink for sheet in book for row in sheet.iter_rows() for cell in row)
    names = {value for row in rows_of(path, "适龄儿童台账")[5:] for value in row[1:2]}
    assert names == {'=HYPERLINK("http://x")', "@SUM(1)", "+1+1", " <r><t>x</t></r>", "-2[31m", "张三"}


def test_an_empty_county_says_so_on_every_list(register: Register, tmp_path: Path) -> None:
    nobody = dataclasses.replace(
        register,
        **{name: getattr(register, name).iloc[:0] for name in ("census", "roll", "links", "conflicts", "findings")},
    )
    path = tmp_path / "nobody.xlsx"
    county.write(nobody, Config(), path)
    book = openpyxl.load_workbook(path)
    pages = schema("workbooks/county")["pages"].values()
    sentences = {page["sheet"]: page["empty"] for page in pages if page.get("empty") and page["sheet"] in TABS}
    assert {tab: book[tab]["A3"].value for tab in sentences} == sentences


def test_the_explanation_names_every_standing_and_every_sheet(book: openpyxl.Workbook, register: Register) -> None:
    words = {str(cell) for row in book["说明"].iter_rows(values_only=True) for cell in row if cell}
    assert {each.label for each in standings().values()} <= words
    assert set(TABS) <= words
    assert set(register.sheets["digest"]) <= words


def test_properties_carry_the_batch_and_no_clock(path: Path, register: Register) -> None:
    with zipfile.ZipFile(path) as parts:
        custom = parts.read("docProps/custom.xml").decode()
        core = parts.read("docProps/core.xml").decode()
    assert register.place.batch in custom
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2000-01-01T00:00:00Z"}


def test_the_chart_carries_words_for_those_who_cannot_see_it(path: Path, picture: Picture) -> None:
    with zipfile.ZipFile(path) as parts:
        drawing = parts.read("xl/drawings/drawing1.xml").decode()
        chart = parts.read("xl/charts/chart1.xml").decode()
    assert f"{picture.townships[0]} " in drawing
    assert chart.count("<c:ser>") == 3
    assert '<c:plotVisOnly val="0"/>' in chart or "plotVisOnly" not in chart


def test_the_three_ledgers_are_tables_too_with_a_place_for_every_child(
    picture: Picture, book: openpyxl.Workbook
) -> None:
    tables = ledgers(picture)
    for name, tab in zip(tables, ("适龄儿童台账", "疑似辍学台账", "辍学台账"), strict=True):
        table, sheet = tables[name], listed(book, tab)
        assert list(table.columns) == list(columns(name))
        assert len(table) == len(sheet) > 0
        assert table["name"].tolist() == sheet["姓名"].tolist()
        assert table["id_number"].fillna("").tolist() == sheet["身份证号"].fillna("").tolist()
        assert table[["source_file", "source_row"]].notna().all(axis=None)
    suspected, dropout = tables["ledger_suspected"], tables["ledger_dropout"]
    assert set(dropout["standing"]) == {"out_declared"}
    assert len(suspected) + len(dropout) == len(picture.to_verify)
    poor = int(dropout["low_income"].sum())
    assert f"其中脱贫户等 {poor:,} 人" in str(book["辍学台账"]["A3"].value)


def test_every_form_has_a_word_on_the_certificate() -> None:
    assert set(schemas_in("forms")) <= set(form_words())


def test_what_waits_is_told_in_its_three_units_and_each_leads_to_the_others(
    picture: Picture, book: openpyxl.Workbook
) -> None:
    open_pairs = waiting(picture)
    census, roll = (
        picture.register.accounting.query("form == @form")["rows_review"].sum() for form in ("census", "roll")
    )
    assert (open_pairs.pairs, open_pairs.census, open_pairs.roll) == (len(picture.review_pairs), census, roll)
    assert open_pairs.children == picture.counted["standing"].eq("in_school_review").sum() > 0
    overview, certificate = ("\n".join(map(str, cells_of(book, tab))) for tab in ("总览", "行数核对"))
    assert f"逐对判断“待人工核对” {open_pairs.pairs} 对\n" in overview
    assert open_pairs.told in overview
    assert f"{open_pairs.told}，合成 {open_pairs.pairs} 对" in certificate
    assert f"待人工核对 {census} 行" in overview


def cells_of(book: openpyxl.Workbook, tab: str) -> list[object]:
    return [cell for row in book[tab].iter_rows(values_only=True) for cell in row if cell is not None]


def test_the_sheets_to_send_back_are_those_of_the_check(register: Register, book: openpyxl.Workbook) -> None:
    findings = register.findings
    own = findings[~findings["code"].eq("conflict_name") & findings["severity"].isin(["error", "warning"])]
    words = cells_of(book, "总览")
    assert f"退回 {own['source_file'].nunique()} 份有问题的来表" in words
    counts = own["severity"].value_counts()
    assert f"须更正 {counts['error']} 处、请核对 {counts['warning']} 处" in words
    found = listed(book, "数据质量").groupby("怎么发现")["处数"].sum()
    assert found["对照"] == findings["code"].eq("conflict_name").sum()
    assert found["来表"] == len(findings) - found["对照"]


def test_a_problem_has_one_name_on_every_page(book: openpyxl.Workbook, register: Register) -> None:
    kinds = {catalogue()[code].meaning for code in register.findings["code"]}
    assert set(listed(book, "数据质量")["问题"]) == set(listed(book, "问题明细")["问题"]) == kinds


def test_a_group_nobody_reported_is_not_zero(register: Register, tmp_path: Path) -> None:
    unsaid = {"migrant": pd.NA}
    silent = dataclasses.replace(register, census=register.census.assign(**unsaid), roll=register.roll.assign(**unsaid))
    path = tmp_path / "silent.xlsx"
    county.write(silent, Config(), path)
    told = {row[0]: [cell for cell in row[1:12] if cell is not None] for row in rows_of(path, "总览") if row[0]}
    assert told["随迁子女"] == ["未填报，不等于没有"]
    assert Picture(silent, Config()).unreported == {"migrant"}
    said = dataclasses.replace(silent, census=silent.census.assign(migrant=False))
    assert Picture(said, Config()).unreported == frozenset()
    assert "随迁子女" in str(openpyxl.load_workbook(path)["重点群体"]["A3"].value)


@pytest.mark.parametrize(
    ("before", "said"), [(None, "。"), (10_000, "，比上学期少 "), (0, "，比上学期多 "), ("same", "，与上学期相同。")]
)
def test_the_sentence_says_how_many_fewer_than_last_term(
    register: Register, picture: Picture, tmp_path: Path, before: int | str | None, said: str
) -> None:
    listed = len(picture.to_verify)
    measured = Measured(
        measure(Counting.of(register), Config()), pd.DataFrame(), listed_before=listed if before == "same" else before
    )
    measured = dataclasses.replace(measured, words=indicator_words(Config(), register.place.ages, measured.indicators))
    path = tmp_path / "term.xlsx"
    county.write(register, Config(), path, measured)
    sentence = str(rows_of(path, "总览")[3][0])
    assert f"{listed} 人待入户核实{said}" in sentence
    if isinstance(before, int):
        assert f"{abs(listed - before):,} 人。" in sentence
    sheet = openpyxl.load_workbook(path)["总览"]
    assert text_width(sentence, sheet["A4"].font.sz) <= GRID * pixels(WIDTH), "it is not cut off"


def test_what_is_done_is_no_numbered_step(register: Register, tmp_path: Path) -> None:
    links = register.links[register.links["decision"].ne("review")]
    census = register.census[register.census["standing"].ne("in_school_review")]
    path = tmp_path / "done.xlsx"
    county.write(dataclasses.replace(register, census=census, links=links), Config(), path)
    rows = [row[13:] for row in rows_of(path, "总览")]
    marks = {str(row[1]): row[0] for row in rows if row[1]}
    assert marks["没有须人工判断的配对"] == "√"
    assert sorted(mark for mark in marks.values() if isinstance(mark, int)) == [1, 2]


@pytest.mark.parametrize(("count", "lowest"), [(5, 18.0), (18, 14.5), (24, 18.0)])
def test_the_certificate_is_signed_on_one_page_where_lines_a_little_lower_allow_it(
    register: Register, tmp_path: Path, count: int, lowest: float
) -> None:
    template = register.accounting.iloc[:1]
    files = pd.concat([template.assign(source_file=f"摸底/{number}.xlsx") for number in range(count)])
    path = tmp_path / "行数.xlsx"
    county.write(dataclasses.replace(register, accounting=files.reset_index(drop=True)), Config(), path)
    sheet = openpyxl.load_workbook(path)["行数核对"]
    heights = {round(sheet.row_dimensions[row].height or 0, 1) for row in range(4, 4 + count)}
    assert len(heights) == 1
    assert lowest <= heights.pop() <= 18
    assert bool(sheet.row_breaks.brk) is (count == 24)
