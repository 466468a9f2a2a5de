"""说明: what every sheet, category and column means, generated from the texts the code itself uses."""

from __future__ import annotations

from collections.abc import Iterator

from kcbx.definitions import schema, standings
from kcbx.findings import catalogue, severities
from kcbx.workbook.book import Book, Sheet
from kcbx.workbook.county.phrases import texts
from kcbx.workbook.county.picture import Picture
from kcbx.workbook.text import Rich, chinese_date, line_count, row_height
from kcbx.workbook.wording import page_words

_WIDTHS = (22, 20, 78, 26)
_SIZE = 9.5

Entry = tuple[Rich | str, ...]


def write_explain(book: Book, picture: Picture, sheets: list[str]) -> None:
    """Write the page; ``sheets`` are the tabs of this workbook, explained in their order."""
    words = page_words("county", "explain")
    sheet = book.sheet(words.sheet)
    for position, width in enumerate(_WIDTHS):
        sheet.set_column(position, position, width)
    sheet.set_row(0, 32)
    sheet.text(0, 0, words.title, book.formats("title"))
    sheet.set_row(1, 17)
    sheet.text(1, 0, book.meta, book.formats("meta"))
    row = 3
    for title, header, entries in _sections(book, picture, sheets):
        row = _section(book, sheet, row, title, header, entries)
    book.paper(sheet, left=f"{book.owner} · 内部资料")
    sheet.repeat_rows(0, 1)
    sheet.freeze_panes(2, 0)


def _sections(book: Book, picture: Picture, sheets: list[str]) -> Iterator[tuple[str, tuple[str, ...], list[Entry]]]:
    place = picture.place
    window = place.ages.compulsory_window()
    yield (
        "口径",
        ("项目", "", "内容", ""),
        [
            ("数据时点", "", chinese_date(place.as_of), ""),
            ("年龄截止日", "", f"{chinese_date(place.ages.cutoff)}，满 {place.ages.entry_age:g} 周岁入学", ""),
            (
                "义务教育年龄段",
                "",
                f"{chinese_date(window.first)}至{chinese_date(window.last)}出生，九个年级段；按出生日期划分，不看填报的年龄",
                "",
            ),
            ("登记", "", "年龄段内的登记儿童，加上年龄不明而须核实的；不含死亡、迁出、出国和重复登记的行", ""),
            ("已确认就读", "", "与学籍对上且在读，或县外就读有证明，见下面“去向”", ""),
            ("待核实", "", f"甲、乙、丙三类；{schema('workbooks/county')['words']['not_a_total']}", ""),
        ],
    )
    pages = {page["sheet"]: page for page in schema("workbooks/county")["pages"].values()}
    yield (
        "各表",
        ("表", "", "意思", ""),
        [(name, "", pages[name]["meaning"], "") for name in sheets if name in pages],
    )
    yield (
        "去向",
        ("去向", "类别、计入哪一列", "怎样判定", "是否算就读"),
        [
            (
                each.label,
                " · ".join(part for part in (each.group, each.column) if part),
                each.meaning,
                _counted(each.enrolled, each.population),
            )
            for each in standings().values()
        ],
    )
    yield "列", ("表", "列", "意思", ""), list(_columns(sheets))
    found = set(picture.register.findings["code"])
    kinds = [kind for code, kind in sorted(catalogue().items()) if code in found]
    if kinds:
        words = severities()
        yield (
            "问题",
            ("问题", "轻重", "意思", "怎么办"),
            [
                (kind.meaning, words[kind.severity], f"例：{kind.message.format_map(kind.example)}", kind.advice)
                for kind in kinds
            ],
        )
    files = picture.register.sheets.drop_duplicates("source_file").sort_values("source_file")
    yield (
        "来表与版本",
        ("文件", "", "文件指纹（SHA-256）", ""),
        [
            *(
                (file, "", digest, "")
                for file, digest in zip(texts(files["source_file"]), texts(files["digest"]), strict=True)
            ),
            ("程序与批次", "", f"{book.version} · 批次 {place.batch}；批次由来表与配置算出，相同来表必得相同结果", ""),
        ],
    )


def _columns(sheets: list[str]) -> Iterator[Entry]:
    """Columns that need a word, of every list in this workbook."""
    for page in schema("workbooks/county")["pages"].values():
        if page["sheet"] in sheets:
            for column in page.get("columns", ()):
                if column.get("note"):
                    yield page["sheet"], column["heading"], column["note"], ""


def _counted(enrolled: bool, population: bool) -> str:
    if not population:
        return "不计入登记"
    return "算就读" if enrolled else "登记，不算就读"


def _section(book: Book, sheet: Sheet, row: int, title: str, header: tuple[str, ...], entries: list[Entry]) -> int:
    formats = book.formats
    sheet.set_row(row, 24)
    sheet.text(row, 0, title, formats("section"))
    row += 1
    shown = (header[0], header[2], "", "") if not header[1] and not header[3] else header
    for position, heading in enumerate(shown):
        sheet.text(row, position, heading, formats("header"))
    sheet.set_row(row, 22)
    row += 1
    for entry in entries:
        lines = 1
        sheet.rich(row, 0, entry[0], "wrap", "bold", "line")
        if not entry[1] and not entry[3]:
            sheet.merged((row, 1, row, 3), entry[2], "wrap", "line")
            lines = line_count(str(entry[2]), sum(_WIDTHS[1:]), _SIZE)
        else:
            for position, value in enumerate(entry[1:], start=1):
                sheet.rich(row, position, value, "wrap", "line")
                lines = max(lines, line_count(str(value), _WIDTHS[position], _SIZE))
        sheet.set_row(row, max(19, row_height(lines, _SIZE, 6)))
        row += 1
    return row + 1
