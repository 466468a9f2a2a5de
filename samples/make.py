"""Makes everything in this folder anew: ``python samples/make.py`` (the same bytes every time)."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from kcbx.sample import make
from kcbx.sample.idnumber import check_character

HERE = Path(__file__).parent
COUNTIES = {
    "青崖县": {"children": 1400, "seed": 2026, "level": "ordinary", "layout": "township"},
    "青崖县-混杂": {"children": 600, "seed": 99, "level": "bad", "layout": "mixed"},
}
HEAD = [
    "序号",
    "乡镇",
    "村",
    "姓名",
    "性别",
    "出生日期",
    "身份证号",
    "就学情况",
    "就读学校",
    "年级",
    "监护人",
    "联系电话",
    "备注",
]


def main() -> None:
    """Write the two counties with their truth apart, then the oddities."""
    for name, arguments in COUNTIES.items():
        with tempfile.TemporaryDirectory() as scratch:
            make(Path(scratch) / "made", as_of=date(2026, 9, 20), **arguments)  # type: ignore[arg-type]
            for part, target in (("输入", HERE / name), ("真相", HERE / "真相" / name)):
                shutil.rmtree(target, ignore_errors=True)
                target.parent.mkdir(exist_ok=True)
                shutil.copytree(Path(scratch) / "made" / part, target)
    for path in (HERE / "oddities").glob("*.[xc]*"):
        path.unlink()
    write_oddities(HERE / "oddities")


def write_oddities(folder: Path) -> None:
    """The hand-made files, one kind of trouble each."""
    for write in (numbers, names, dates, places, layout, nonsense, not_a_list, header_only, no_names):
        write(folder)
    texts(folder)
    broken(folder)


def person(number: int, birth: str = "2016-05-12", **more: object) -> dict[str, object]:
    """An invented child with a valid number of the unassigned region 539921."""
    first17 = f"539921{birth.replace('-', '')}{number * 2 + 1:03d}"
    return {
        "序号": number,
        "乡镇": "城关镇",
        "村": "新民村",
        "姓名": f"王{'一二三四五六七八九十'[number % 10]}",
        "性别": "男",
        "出生日期": birth,
        "身份证号": first17 + check_character(first17),
        "就学情况": "在校",
        "就读学校": "青崖县第一小学",
        "年级": "四年级",
        "监护人": "王大山",
        "联系电话": f"154{number:08d}",
        "备注": "",
        **more,
    }


def save(path: Path, rows: list[dict[str, object]], top: list[str] | None = None, sheet: str = "摸底表") -> None:
    """A plain census sheet: titles, header, rows; numbers stay numbers and dates dates."""
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2026, 9, 1), "comments": "虚构数据"})
        page = book.add_worksheet(sheet)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for index, cells in enumerate([*([title] for title in top or []), HEAD]):
            page.write_row(index, 0, cells)
        for index, row in enumerate(rows, start=len(top or []) + 1):
            for column, heading in enumerate(HEAD):
                value = row.get(heading)
                if isinstance(value, date):
                    page.write_datetime(index, column, value, day)
                elif isinstance(value, int | float):
                    page.write_number(index, column, value)
                elif value:
                    page.write_string(index, column, str(value))


def numbers(folder: Path) -> None:
    """Every way in which an ID number goes wrong."""
    good = str(person(9)["身份证号"])
    written: list[tuple[str, object]] = [
        ("数字格式，后三位变成 000", float(good[:15] + "000")),
        ("科学计数文字", f"{int(good[:17] + '0'):.5E}"),
        ("全角", good.translate({48 + digit: 65296 + digit for digit in range(10)})),
        ("中间有空格", f"{good[:6]} {good[6:14]} {good[14:]}"),
        ("前面有撇号", f"'{good}"),
        ("后面有说明", f"{good}（已核）"),
        ("少一位", good[:9] + good[10:]),
        ("校验位不对", good[:17] + ("1" if good[17] != "1" else "2")),
        ("只填了生日", good[6:14]),
        ("问号补足", good[:14] + "????"),
        ("不详", "不详"),
        ("一串 1", "1" * 18),
        ("学校临时编号", "999539921000100001"),
        ("空", ""),
    ]
    save(folder / "身份证号.xlsx", [person(i, 身份证号=value, 备注=note) for i, (note, value) in enumerate(written, 1)])


def names(folder: Path) -> None:
    """Names with dots, blanks, lost characters, traditional forms."""
    written = [
        "王 三",
        "张　四",
        "古丽努尔•艾力",
        "古丽努尔·艾力",
        "古丽努尔.艾力",
        "王?",
        "王□",
        "王\ue863",
        "王䶮",
        "陳國華",
        "扎西顿珠",
        "札西邓珠",
        "王小明(大)",
        "\u200b王五",
    ]
    save(folder / "姓名.xlsx", [person(i, 姓名=name) for i, name in enumerate(written, 1)])


def dates(folder: Path) -> None:
    """One birth date, 12 May 2016, as people write it; two rows of another calendar and of another order."""
    written = [
        date(2016, 5, 12),
        42502,
        "42502",
        20160512,
        "2016.5.12",
        "2016/5/12",
        "2016年5月12日",
        "2016-05-12 00:00:00",
        "16.5.12",
        "201605",
        "2016年5月",
        "2016",
        "二〇一六年五月十二日",
        "农历2016年四月初六",
        "2016-12-05",
        "2016.5.32",
        "不详",
    ]
    save(folder / "出生日期.xlsx", [person(i, 出生日期=value) for i, value in enumerate(written, 1)])


def places(folder: Path) -> None:
    """One village in many spellings, and two places of one short name."""
    written = [
        "大黎",
        "大黎村",
        "大黎村委会",
        "大黎村民委员会",
        "城关镇大黎村",
        "大黎村3组",
        "水口村",
        "水口社区",
        "水口居委会",
        "水口",
        "张家寨",
        "",
    ]
    save(folder / "村名.xlsx", [person(i, 村=village) for i, village in enumerate(written, 1)])


def layout(folder: Path) -> None:
    """Title rows, a header of two rows with breaks and stars, merged villages, hidden and blank rows, totals."""
    with xlsxwriter.Workbook(str(folder / "版式.xlsx"), {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2026, 9, 1)})
        page = book.add_worksheet("花名册")
        page.merge_range("A1:H1", "城关镇2026年适龄儿童少年摸底花名册")
        page.merge_range("A2:H2", "填报单位（盖章）：城关镇        填报时间：2026年9月10日")
        for column, heading in enumerate(("序号", "村（社区）")):
            page.merge_range(2, column, 3, column, heading)
        page.merge_range("C3:F3", "儿童信息")
        page.merge_range("G3:H3", "监护人")
        page.write_row(3, 2, ["*姓  名", "性\n别", "出生\n年月", "*身份证\n号 码", "姓名", "联系\n电话"])
        line = 4
        for village in ("新民村", "大黎村"):
            first = line
            for number in range(line, line + 4):
                row = person(number)
                page.write_row(number, 0, [number - 3, ""])
                page.write_row(
                    number, 2, [row["姓名"], "男", row["出生日期"], row["身份证号"], "王大山", row["联系电话"]]
                )
            line += 4
            page.merge_range(first, 1, line - 1, 1, village)
            page.write_row(line, 0, ["小计", "", "4人"])
            line += 2
        page.set_row(6, None, None, {"hidden": True})
        page.write(line, 0, "合计：8人")
        page.write(line + 1, 0, "说明：年满3周岁至18周岁户籍儿童全部登记。")
        page.write(line + 3, 0, "填表人：李老师        审核：")


def nonsense(folder: Path) -> None:
    """Cells that try to be formulas or links, error values, a row that says nothing."""
    with xlsxwriter.Workbook(str(folder / "公式与错误值.xlsx"), {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2026, 9, 1)})
        page = book.add_worksheet("摸底表")
        page.write_row(0, 0, HEAD)
        for index, name in enumerate(('=HYPERLINK("http://example.invalid","王六")', "+王七", "-王八", "@王九"), 1):
            for column, value in enumerate(person(index, 姓名=name).values()):
                page.write_string(index, column, str(value))
        for column, value in enumerate(person(5).values()):
            page.write_string(5, column, str(value))
        page.write_formula(5, HEAD.index("村"), "=VLOOKUP(1,A:B,2,FALSE)", None, "#N/A")
        page.write_formula(5, HEAD.index("年级"), "=A1/0", None, "#DIV/0!")
        page.write_string(6, HEAD.index("姓名"), "王十")


def not_a_list(folder: Path) -> None:
    """A workbook that holds no list of children."""
    with xlsxwriter.Workbook(str(folder / "无关的表.xlsx"), {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2026, 9, 1)})
        page = book.add_worksheet("采购清单")
        page.write_row(0, 0, ["品名", "单价", "数量", "金额"])
        page.write_row(1, 0, ["课桌", 120, 40, 4800])
        book.add_worksheet("空白")


def header_only(folder: Path) -> None:
    """A form nobody has filled in."""
    save(folder / "未填写.xlsx", [], ["大坪乡2026年适龄儿童少年摸底花名册"])


def no_names(folder: Path) -> None:
    """A census without its essential column."""
    with xlsxwriter.Workbook(str(folder / "缺姓名列.xlsx"), {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2026, 9, 1)})
        page = book.add_worksheet("摸底表")
        kept = [heading for heading in HEAD if heading not in ("姓名", "身份证号")]
        page.write_row(0, 0, kept)
        page.write_row(1, 0, [str(person(1)[heading]) for heading in kept])


def texts(folder: Path) -> None:
    """A GB18030 text file, and a web page that calls itself .xls."""
    rows = [[str(value) for value in person(number, 姓名=name).values()] for number, name in ((1, "王䶮"), (2, "李㛃"))]
    lines = [",".join(cells) for cells in [HEAD, *rows]]
    (folder / "国标编码.csv").write_bytes("\r\n".join(lines).encode("gb18030"))
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in [HEAD, *rows])
    page = f'<html><head><meta charset="utf-8"></head><body><table>{cells}</table></body></html>'
    (folder / "网页冒充.xls").write_text(page, encoding="utf-8")


def broken(folder: Path) -> None:
    """A workbook cut off in the middle, and one that is not a workbook at all."""
    whole = (folder / "姓名.xlsx").read_bytes()
    (folder / "传输中断.xlsx").write_bytes(whole[: len(whole) // 2])
    (folder / "不是表格.xlsx").write_text("这是一段文字。", encoding="utf-8")


if __name__ == "__main__":
    main()
