"""The other lists of a bureau: attendance, disability, aid, leave, deferral, county leavers, graduates, intake."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from random import Random
from typing import Any

from kcbx.cohorts import school_year_of
from kcbx.definitions import schema
from kcbx.sample.history.last_year import HERE
from kcbx.sample.life import Life
from kcbx.sample.rows import Row, Value


class OtherLists:
    """Careful rows of each list; ``before`` are the lives of the year before, in the order of ``lives``."""

    def __init__(self, lives: Sequence[Life], before: Sequence[Life], as_of: date, rng: Random) -> None:
        self._lives, self._before, self._as_of, self._rng = lives, before, as_of, rng
        self._shares, self._words = schema("sample/history")["shares"], schema("sample/history")["words"]

    def rows(self) -> dict[str, list[Row]]:
        """Rows by form, in the order of the schema."""
        makers: dict[str, Callable[[], list[Row]]] = {
            "attendance": self._attendance,
            "disability": self._disability,
            "low_income": self._low_income,
            "leave": self._leave,
            "deferral": self._deferral,
            "out_of_county": self._out_of_county,
            "graduates": self._graduates,
            "intake_list": self._intake,
        }
        return {form: make() for form, make in makers.items()}

    def _row(self, life: Life, **more: Value) -> Row:
        child, household = life.child, life.child.household
        guardian = household.guardian(child.guardian)
        village = household.village
        place = f"{village.township}{village.name}{household.group}组" if village else ""
        values: dict[str, Value] = {
            "name": child.name,
            "former_name": child.former_name,
            "sex": child.sex,
            "birth_date": child.birth,
            "id_number": child.id_number,
            "student_number": f"G{child.id_number}",
            "township": village.township if village else "",
            "village": village.name if village else "",
            "village_group": f"{household.group}组",
            "address": place,
            "residence": place,
            "household_head": household.head.name,
            "relation": "子" if child.sex == "男" else "女",
            "guardian": guardian.name,
            "phone": guardian.phone,
            "school": life.school.name if life.school else "",
            "grade": life.grade,
            "class_name": f"{life.enrolments[0].class_number}班" if life.enrolments else "1班",
            "note": "",
        }
        return Row(life, values | more)

    def _some(self, share: str) -> bool:
        return self._rng.random() < float(self._shares[share])

    def _word(self, words: Any) -> str:
        return str(self._rng.choice(words))

    def _attendance(self) -> list[Row]:
        """Whoever sits in class, roll or no roll; paper pupils are marked absent or do not stand on it."""
        rows = []
        taking_part: dict[str, bool] = {}
        for life in self._lives:
            if life.school is None or not 1 <= life.grade <= 9 or life.state == "home_taught":
                continue
            code = life.school.code
            if not taking_part.setdefault(code, self._some("attendance_schools")):
                continue
            if life.state in HERE and self._rng.random() < 0.985:
                rows.append(self._row(life, attendance=self._word(self._words["present"])))
            elif life.state in HERE:
                rows.append(self._row(life, attendance=self._word(self._words["excused"]), absent_days="2"))
            elif life.on_attending_roll and self._some("attendance_lists_absent"):
                rows.append(self._row(life, attendance=self._word(self._words["absent"]), absent_days="14"))
        return sorted(rows, key=lambda row: (row.text("school"), row.life.grade, row.text("class_name")))

    def _disability(self) -> list[Row]:
        """The federation's register of those aged 3 to 18 with a certificate."""
        levels = schema("sample/layouts")["words"]["levels"]
        rows = []
        for life in self._lives:
            child = life.child
            if child.disability and not life.outsider and life.state != "dead" and self._some("disability_known"):
                placement = self._words["placements"].get(life.state, "")
                rows.append(
                    self._row(
                        life,
                        disability_number=child.disability_number,
                        disability_type=child.disability,
                        disability_level=levels[child.disability_level - 1],
                        placement=placement if 1 <= child.grade_due <= 9 else "",
                        school=life.school.name if life.school and life.enrolments else "",
                    )
                )
        return rows

    def _low_income(self) -> list[Row]:
        """Children of households with aid, whatever their schooling."""
        return [
            self._row(life, household_attribute=self._word(self._words["attributes"]))
            for life in self._lives
            if life.child.household.low_income and not life.outsider and self._some("low_income_known")
        ]

    def _expiry(self) -> str:
        """Mostly the end of next summer, now and then a date that has passed."""
        year = self._as_of.year + (0 if self._some("expired") else 1)
        return f"{year}年8月31日"

    def _leave(self) -> list[Row]:
        return [
            self._row(
                life,
                reason="疾病",
                approval=f"青教休〔{self._as_of.year}〕{number}号",
                leave_from=f"{self._as_of.year}年3月1日",
                expiry=self._expiry(),
            )
            for number, life in enumerate(self._lives, start=1)
            if life.state == "on_leave" and self._some("leave_listed")
        ]

    def _deferral(self) -> list[Row]:
        return [
            self._row(
                life,
                planned_entry=f"{self._as_of.year - life.child.grade_due + 1}年9月",
                reason=life.child.disability or "疾病",
                approval=f"青教缓〔{self._as_of.year}〕{number}号",
                expiry=self._expiry(),
            )
            for number, life in enumerate(self._lives, start=1)
            if life.state == "deferred" and self._some("leave_listed")
        ]

    def _out_of_county(self) -> list[Row]:
        """Children taught elsewhere of whom proof came in."""
        proofs = schema("sample/layouts")["words"]["proofs"]
        return [
            self._row(
                life,
                school_place=life.place,
                school=life.away_school,
                registered_elsewhere=self._word(("有", "有", "有", "无")),
                proof=self._word(proofs),
                reported_by=self._word(self._words["checkers"]),
            )
            for life in self._lives
            if life.state == "elsewhere" and life.proved and not life.outsider
        ]

    def _graduates(self) -> list[Row]:
        """Last summer's grade 9 with where each went."""
        rows = []
        for life, before in zip(self._lives, self._before, strict=True):
            if not finished_last_summer(before):
                continue
            key = "again" if life.state in HERE | {"elsewhere"} and life.grade <= 9 else life.state
            kinds = self._words["destinations"].get(key, [""])
            school = life.away_school if key == "elsewhere" else life.school.name if life.school else ""
            rows.append(
                self._row(
                    life,
                    graduated_from=before.school.name if before.school else "",
                    class_name=f"{before.enrolments[0].class_number}班",
                    destination_kind=self._word(kinds),
                    destination=school if key in ("senior", "vocational", "elsewhere", "again") else "",
                )
            )
        return sorted(rows, key=lambda row: (row.text("graduated_from"), row.text("class_name")))

    def _intake(self) -> list[Row]:
        """Who entered grade 1 eight years ago: nearly all who now sit in grade 9, and those lost on the way."""
        year = school_year_of(self._as_of) - 8
        rows = [
            self._row(life, intake_year=str(year), class_name="1班", school=first_school(_township(life)))
            for life in self._lives
            if not life.outsider and self._entered_then(life)
        ]
        return sorted(rows, key=lambda row: row.text("school"))

    def _entered_then(self, life: Life) -> bool:
        if life.state == "never_entered":
            return False
        sits = life.state in HERE | {"paper", "on_leave", "elsewhere"}
        if sits and life.grade == 8:
            return self._some("repeated")
        if sits and life.grade != 9:
            return False
        return (life.child.grade_due == 9 or life.grade == 9) and self._some("entered_here")


def first_school(township: str) -> str:
    """The primary school in which the children of a township were enrolled eight years ago."""
    places = schema("sample/places")
    return f"{places['county']}第一小学" if township == places["townships"][0] else f"{township}中心小学"


def _township(life: Life) -> str:
    return life.child.household.village.township if life.child.household.village else ""


def finished_last_summer(before: Life) -> bool:
    """Whether the child sat in grade 9 of a school here in the year before."""
    return before.grade == 9 and before.state in HERE and bool(before.enrolments)
