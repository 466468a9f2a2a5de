"""Lays the roll rows out in files: a workbook a school or the county's export, and the rosters beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from random import Random

from kcbx.cohorts import school_year_of
from kcbx.sample.places import County, School
from kcbx.sample.rows import Row, Value
from kcbx.sample.sheets import Book, Frame, Sheet, compose
from kcbx.sample.style import Style, draw_style, entry_years, layouts, value_of


class RollBooks:
    """Makes the books of the rolls of one county."""

    def __init__(self, county: County, as_of: date, rng: Random) -> None:
        self._county, self._as_of, self._rng = county, as_of, rng

    def lay_out(self, rows: Sequence[Row], layout: str) -> Iterator[Book]:
        """Per-school workbooks, or one export (county), or both kinds (mixed); the other rosters always apart."""
        rosters: dict[str, list[Row]] = {}
        for row in rows:
            rosters.setdefault(_entry_roster(row), []).append(row)
        schools = list(by_school(rosters.get("school", [])))
        exported = [
            (school, group)
            for school, group in schools
            if layout == "county" or (layout == "mixed" and self._rng.random() < 0.5)
        ]
        if exported:
            yield self._export([row for _, group in exported for row in group])
        apart = {school.code for school, _ in exported}
        for school, group in schools:
            if school.code not in apart:
                yield self._school(school, group, layout)
        yield from self._kindergartens(rosters.get("kindergarten", []), layout)
        for school, group in by_school(rosters.get("senior", [])):
            yield Book(f"学籍/{school.name}学生名册.xlsx", [self._list("register", "Sheet1", group, school)])
        for roster, form, file in (
            ("vocational", "vocational", f"{self._county.vocational.name}在校生名单"),
            ("special", "special", f"{self._county.special.name}学生花名册"),
            ("home_teaching", "home_teaching", "送教上门学生名单"),
        ):
            if rosters.get(roster):
                yield Book(f"学籍/{file}.xlsx", [self._list(form, "名单", rosters[roster])])

    def _style(self) -> Style:
        """Schools write birth dates in eight digits, as the national register demands, or nearly so."""
        style = draw_style(self._rng, 0.8, plain_dates=self._rng.choice(("eight", "eight", "dashes", "cell", "number")))
        if self._rng.random() < 0.06:
            style = replace(style, grades=entry_years(school_year_of(self._as_of)))
        return style

    def _list(self, form: str, name: str, rows: Sequence[Row], school: School | None = None) -> Sheet:
        titles: list[str] = []
        if school is not None and self._rng.random() < 0.7:
            title = self._rng.choice(layouts()["titles"]["roll"])
            year = self._as_of.year
            titles = [title.format(school=school.name, year=year, next=year + 1)]
        columns = layouts()["roll"][form]["columns"]
        return compose(name, rows, columns, self._style(), Frame(titles=titles), self._rng)

    def _school(self, school: School, rows: Sequence[Row], layout: str) -> Book:
        """A school's workbook: one register, or a class list with a sheet for each grade."""
        path = f"学籍/{school.name}.xlsx"
        if layout == "mixed" and self._rng.random() < 0.25:
            sheet = self._list("register", "", rows)
            return Book(f"学籍/{school.name}.csv", [sheet])
        way = self._rng.random()
        if way < 0.6:
            return Book(path, [self._list("register", "学籍", rows, school)])
        if way < 0.72:
            return Book(path, [self._list("class_only", "花名册", sorted(rows, key=_grade), school)])
        style, titles, sheets = self._style(), layouts()["titles"]["roll"], []
        year = self._as_of.year
        title = self._rng.choice(titles).format(school=school.name, year=year, next=year + 1)
        for grade, group in groupby(sorted(rows, key=_grade), key=_grade):
            name = layouts()["words"]["grades"]["plain"][grade + 2]
            columns = layouts()["roll"]["class_list"]["columns"]
            sheets.append(compose(name, list(group), columns, style, Frame(titles=[title]), self._rng))
        return Book(path, sheets)

    def _kindergartens(self, rows: Sequence[Row], layout: str) -> Iterator[Book]:
        """One workbook a township with a sheet for each kindergarten; the county's export has one sheet."""
        if layout == "county" and rows:
            yield Book("学籍/全县在园幼儿名册.xlsx", [self._list("kindergarten", "在园幼儿", rows)])
            return
        by_township: dict[str, list[Sheet]] = {}
        for school, group in by_school(rows):
            name = school.name[-31:]
            by_township.setdefault(school.township, []).append(self._list("kindergarten", name, group, school))
        for township, sheets in by_township.items():
            yield Book(f"学籍/{township}幼儿园花名册.xlsx", sheets)

    def _export(self, rows: Sequence[Row]) -> Book:
        """The national register's export: its 71 columns behind those of the list, header in the first row."""
        template = layouts()["template"]
        headings = [*template["system"], *template["columns"]]
        fields = [template["fields"].get(heading, "") for heading in headings]
        constants = [template["constants"].get(heading) for heading in headings]
        style = draw_style(self._rng, 1.0, plain_dates="eight")
        sheet = Sheet("学生基本信息", header_rows=range(1))
        sheet.add(headings)
        for serial, row in enumerate(rows, start=1):
            cells: list[Value] = [
                style.cell(name, value_of(row, name, serial, self._rng)) if name else constant
                for name, constant in zip(fields, constants, strict=True)
            ]
            sheet.records.append((sheet.add(cells), row))
        return Book(f"学籍/{self._county.name}中小学生学籍导出.xlsx", [sheet])


def _entry_roster(row: Row) -> str:
    return row.enrolment.roster if row.enrolment else ""


def _grade(row: Row) -> int:
    return row.enrolment.grade if row.enrolment else 0


def by_school(rows: Sequence[Row]) -> Iterator[tuple[School, list[Row]]]:
    """Rows of each school, in the order in which the schools first appear."""
    schools: dict[str, tuple[School, list[Row]]] = {}
    for row in rows:
        if row.enrolment is not None:
            school = row.enrolment.school
            schools.setdefault(school.code, (school, []))[1].append(row)
    yield from schools.values()
