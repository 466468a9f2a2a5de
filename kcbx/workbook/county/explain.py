"""说明: what every sheet, category and column means, generated from the texts the code itself uses."""

from __future__ import annotations

from collections.abc import Iterator

from kcbx.definitions import schema, standings
from kcbx.findings import catalogue, severities
from kcbx.workbook.book import Book
from kcbx.workbook.county.phrases import texts
from kcbx.workbook.county.picture import Picture
from kcbx.workbook.explain_page import Section, column_meanings, page_meanings, write_page
from kcbx.workbook.text import chinese_date


def write_explain(book: Book, picture: Picture, sheets: list[str]) -> None:
    """Write the page; ``sheets`` are the tabs of this workbook, explained in their order."""
    write_page(book, _sections(book, picture, sheets))


def _sections(book: Book, picture: Picture, sheets: list[str]) -> Iterator[Section]:
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
    yield page_meanings(sheets, "county")
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
    yield column_meanings(sheets, "county")
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


def _counted(enrolled: bool, population: bool) -> str:
    if not population:
        return "不计入登记"
    return "算就读" if enrolled else "登记，不算就读"
