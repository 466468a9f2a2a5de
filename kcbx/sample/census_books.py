"""Lays the census rows out in files: a workbook a township, a file a village, one big sheet, or a mixture."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from random import Random

from kcbx.sample.people import phone_number
from kcbx.sample.places import County, Township, Village
from kcbx.sample.rows import Row
from kcbx.sample.sheets import Book, Frame, Sheet, compose
from kcbx.sample.style import Style, draw_style, layouts

#: Ways in which a township of the mixed layout sends its census.
MIXED = ("sheets", "one_sheet", "villages", "csv", "html")


class CensusBooks:
    """Makes the books of one census; every township's clerk has a style of his own."""

    def __init__(self, county: County, as_of: date, rng: Random, rates: Mapping[str, float]) -> None:
        self._county, self._as_of, self._rng, self._rates = county, as_of, rng, rates

    def lay_out(self, rows: Sequence[Row], layout: str) -> Iterator[Book]:
        """The books of a layout: township, village, county or mixed."""
        if layout == "county":
            yield self._whole_county(rows)
            return
        mixed = list(MIXED)
        self._rng.shuffle(mixed)
        by_township = {township.name: township for township in self._county.townships}
        for number, (name, group) in enumerate(groupby(rows, key=_township)):
            way = {"township": "sheets", "village": "villages"}.get(layout) or mixed[number % len(mixed)]
            yield from self._ways()[way](by_township[name], list(group))

    def _ways(self) -> Mapping[str, Callable[[Township, list[Row]], Iterator[Book]]]:
        return {
            "sheets": self._sheets,
            "one_sheet": self._one_sheet,
            "villages": self._villages,
            "csv": self._csv,
            "html": self._html,
        }

    def _style(self) -> Style:
        return draw_style(self._rng, month_only=self._rates.get("sheet_month_only", 0))

    def _frame(self, place: str, decorated: bool = True, **more: float | bool) -> Frame:
        """Title rows with place and date, and the notes a clerk leaves below."""
        rng, titles = self._rng, layouts()["titles"]
        words = {
            "place": place,
            "year": self._as_of.year,
            "clerk": rng.choice("王李张杨和木") + rng.choice(("主任", "文书", "老师")),
            "head": rng.choice("赵钱孙周") + "主任",
            "phone": phone_number(rng),
            "date": f"{self._as_of.year}年{self._as_of.month}月{rng.randrange(1, 15)}日",
        }
        if not decorated:
            return Frame(**more)  # type: ignore[arg-type]
        banners = [rng.choice(titles["census"]).format(**words)]
        if rng.random() < 0.6:
            banners.append(rng.choice(titles["filled"]).format(**words))
        return Frame(
            titles=banners,
            totals=rng.random() < 0.5,
            signature=rng.choice(titles["signatures"]).format(**words) if rng.random() < 0.4 else "",
            explanation=rng.choice(titles["explanations"]) if rng.random() < 0.25 else "",
            **more,  # type: ignore[arg-type]
        )

    def _form(self, *names: str) -> Mapping[str, object]:
        forms: Mapping[str, Mapping[str, object]] = layouts()["census"]
        return forms[self._rng.choice(names or tuple(forms))]

    def _sheet(self, name: str, rows: Sequence[Row], form: Mapping[str, object], style: Style, frame: Frame) -> Sheet:
        columns, groups = form["columns"], form["groups"]
        return compose(name, rows, columns, style, frame, self._rng, groups)  # type: ignore[arg-type]

    def _sheets(self, township: Township, rows: list[Row]) -> Iterator[Book]:
        """A workbook with a sheet for each village; some leave the village to the name of the sheet."""
        form, style = self._form(), self._style()
        blank = self._rng.random() < 0.2
        sheets = [
            self._sheet(
                self._tab(village, number),
                group,
                form,
                style,
                self._frame(township.name + village.name, village_blank=blank),
            )
            for number, (village, group) in enumerate(by_village(rows), start=1)
        ]
        yield Book(f"摸底/{township.name}适龄儿童摸底表.xlsx", sheets)

    def _tab(self, village: Village, number: int) -> str:
        """The name of a village's sheet: mostly the village's, else numbered or with a word behind."""
        if not self._rates or self._rng.random() < 0.75:
            return village.name
        return str(self._rng.choice((f"{number}.{village.name}", f"{village.name}摸底表", f"{number}{village.name}")))

    def _villages(self, township: Township, rows: list[Row]) -> Iterator[Book]:
        """A folder with a file for each village; every village clerk writes differently."""
        for village, group in by_village(rows):
            frame = self._frame(township.name + village.name, village_blank=self._rng.random() < 0.2)
            sheet = self._sheet("Sheet1", group, self._form(), self._style(), frame)
            yield Book(f"摸底/{township.name}/{village.name}.xlsx", [sheet])

    def _one_sheet(self, township: Township, rows: list[Row]) -> Iterator[Book]:
        """All villages of the township below one another, the village's name merged over its block."""
        subtotals = self._rng.random() < 0.5
        frame = self._frame(
            township.name, merged_villages=True, subtotals=subtotals, blank_rows=0.004, hidden_rows=0.004
        )
        sheet = self._sheet("摸底表", rows, self._form("full", "usual", "short", "intake"), self._style(), frame)
        yield Book(f"摸底/{township.name}（最终版）.xlsx", [self._counts(rows), sheet, self._list_of_words()])

    def _csv(self, township: Township, rows: list[Row]) -> Iterator[Book]:
        """A text file from a township that works with another program: a header and rows, nothing else."""
        sheet = self._sheet("", rows, self._form("full", "intake"), self._style(), Frame())
        yield Book(f"摸底/{township.name}摸底数据.csv", [sheet])

    def _html(self, township: Township, rows: list[Row]) -> Iterator[Book]:
        """A web page with the ending .xls, as platforms export it."""
        frame = Frame(titles=(f"{township.name}适龄儿童少年登记表",))
        sheet = self._sheet("", rows, self._form("full", "intake"), self._style(), frame)
        sheet.header_rows = range(0)
        yield Book(f"摸底/{township.name}导出.xls", [sheet])

    def _whole_county(self, rows: Sequence[Row]) -> Book:
        """One sheet for the county, as the bureau pastes it together."""
        frame = self._frame(self._county.name, blank_rows=0.0005, header_again=0 if self._rng.random() < 0.7 else 500)
        sheet = self._sheet("总表", rows, self._form("full", "intake"), self._style(), frame)
        return Book(f"摸底/{self._county.name}适龄儿童摸底总表.xlsx", [sheet])

    def _counts(self, rows: Sequence[Row]) -> Sheet:
        """A sheet that holds no children: rows counted by village."""
        sheet = Sheet("统计")
        sheet.banner("摸底人数统计", 3)
        sheet.add(["序号", "村名", "人数"])
        for number, (village, group) in enumerate(by_village(rows), start=1):
            sheet.add([number, village.name, len(group)])
        sheet.add(["合计", "", len(rows)])
        return sheet

    def _list_of_words(self) -> Sheet:
        """A hidden sheet with the words of the drop-down lists."""
        sheet = Sheet("字典", hidden=True)
        for words in zip(("在校", "辍学", "休学", "延缓入学"), ("是", "否", "", ""), strict=True):
            sheet.add(words)
        return sheet


def _township(row: Row) -> str:
    return row.village.township if row.village else ""


def by_village(rows: Sequence[Row]) -> Iterator[tuple[Village, list[Row]]]:
    """Runs of rows of one village's sheet."""
    for _, group in groupby(rows, key=lambda row: row.village.code if row.village else ""):
        members = list(group)
        if members[0].village is not None:
            yield members[0].village, members
