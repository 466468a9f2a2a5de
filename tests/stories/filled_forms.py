"""Fills in the blank forms as careful clerks do: children invented from a seed, whose forms agree with one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle
from pathlib import Path
from random import Random

import openpyxl

from kcbx.cohorts import SchoolAges, grade_name
from kcbx.fields import fields
from kcbx.list_kinds import count_forms
from kcbx.sample.idnumber import Issuer
from kcbx.workbook.page import FIRST_ROW
from kcbx.workbook.templates import Template, templates

DAY = date(2026, 9, 20)
AGES = SchoolAges(2026)
TOWNSHIP, VILLAGES = "云岭乡", ("云岭村", "松溪村", "水口村", "水口社区")
PRIMARY, JUNIOR = "红旗小学", "云岭乡初级中学"
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"
_GIVEN = "安宁远山清河长川明月星辰云水林石春夏秋冬松柏梅兰"
_ELSEWHERE = (("浙江省温州市", "温州市第二实验小学"), ("广东省东莞市", "东莞市长安镇中心小学"))

#: What the forms say of a child in each lot: status on the census, on the roll ("" for none), on the roll-call,
#: at the federation; and the further form the child stands on.
LOTS: Mapping[str, tuple[str, str, str, str]] = {
    "in_school": ("在校", "在读", "在校", "在校"),
    "with_class": ("在校", "随班就读", "在校", "随班就读"),
    "home_taught": ("送教上门", "送教上门", "请假", "送教上门"),
    "leave": ("休学", "休学", "休学", "在校"),
    "deferral": ("延缓入学", "", "", "未入学"),
    "out_of_county": ("县外就读", "", "", "县外就读"),
    "out": ("未入学", "", "", "未入学"),
}


@dataclass
class Child:
    """One invented child: its values by field, the lot it is in and the year it was due in grade one."""

    lot: str
    values: dict[str, str]
    entered: int
    forms: set[str] = field(default_factory=set)


def children(seed: int, count: int = 60) -> list[Child]:
    """Invented children of grades one to nine, every lot among them."""
    rng, issuer = Random(seed), Issuer()
    lots = cycle([*LOTS, "in_school", "in_school", "in_school"])
    names = [f"{s}{a}{b}" for s in _SURNAMES for a in _GIVEN for b in _GIVEN if a != b]
    rng.shuffle(names)
    return [_child(next(lots), names.pop(), rng, issuer) for _ in range(count)]


def _child(lot: str, name: str, rng: Random, issuer: Issuer) -> Child:
    grade = 1 if lot == "deferral" else rng.randint(1, 9)
    window = AGES.window(grade)
    birth = date.fromordinal(rng.randint(window.first.toordinal() + 20, window.last.toordinal() - 20))
    sex = rng.choice("男女")
    number = issuer.issue(rng, birth, sex, region="539921")
    disabled = lot in ("with_class", "home_taught") or rng.random() < 0.2
    poor = rng.random() < 0.3
    school = PRIMARY if grade <= 6 else JUNIOR
    place, elsewhere = rng.choice(_ELSEWHERE)
    kind = rng.choice(templates()["census"].choices["disability_type"])
    guardian = name[0] + rng.choice(["长河", "望山", "大海"])
    yes_no = {each: rng.choice("是否") for each in ("left_behind", "orphan")}
    values = {
        "township": TOWNSHIP, "village": rng.choice(VILLAGES), "village_group": rng.choice(["一组", "二组", "三组"]),
        "household_head": guardian, "relation": {"男": "子", "女": "女"}[sex], "name": name, "sex": sex,
        "birth_date": birth.isoformat(), "id_number": number, "student_number": f"G{number}",
        "household_kind": "外出" if lot == "out_of_county" else "常住",
        "grade": grade_name(grade), "class_name": f"{rng.randint(1, 3)}班", "entry_month": f"{2027 - grade}09",
        "stage": "小学" if grade <= 6 else "初中",
        "school_code": "3153000123" if grade <= 6 else "3153000456",
        "student_source": rng.choice(["正常入学", "其他"]),
        "low_income": "是" if poor else "否", "migrant": "否", **yes_no,
        "disabled": "是" if disabled else "否", "disability_type": kind if disabled else "",
        "disability_level": rng.choice(["一级", "二级", "三级", "四级"]), "disability_number": f"{number}42",
        "with_class": "是" if lot == "with_class" else "否",
        "guardian": guardian, "phone": f"154{rng.randrange(10**8):08d}",
        "reason": {"leave": "因病", "deferral": "体弱", "out": "家庭困难"}.get(lot, ""),
        "proof": {"leave": "青教休〔2026〕3号", "deferral": "青教缓〔2026〕8号", "out_of_county": "证明"}.get(lot, ""),
        "expiry": "2027-08-31" if lot in ("leave", "deferral") else "",
        "dropout_date": "2026-09-01", "planned_entry": "2027年9月", "registered_elsewhere": "是",
        "residence": place, "school_place": place if lot == "out_of_county" else "",
        "school": elsewhere if lot == "out_of_county" else "" if lot in ("deferral", "out") else school,
        "reported_by": "钱望山", "absent_days": str(rng.randint(0, 2)), "note": rng.choice(["", "已核"]),
    }  # fmt: skip
    forms = {"census", *({lot} & templates().keys())}
    forms |= {"roll", "attendance"} if LOTS[lot][1] else set()
    forms |= {each for each, holds in (("disability", disabled), ("low_income", poor)) if holds}
    forms |= {"intake_list"} if LOTS[lot][1] and grade > 1 else set()
    return Child(lot, values, 2027 - grade, forms)


def rows_of(form: str, seed: int, known: Iterable[Child]) -> list[dict[str, str]]:
    """The rows of a form, column by column: its children, graduates of its own, or counts of schools."""
    template, rng = templates()[form], Random(f"{form}{seed}")
    if form in count_forms():
        lines = [_counts(school, year, rng) for school in (PRIMARY, "松溪小学") for year in range(2018, 2027)]
    elif form == "graduates":
        lines = [_graduate(child, rng) for child in children(seed + 1000, 40)]
    else:
        lines = [_said(form, child, rng) for child in known if form in child.forms]
    return [
        {name: str(number) if name == "serial" else line.get(name, "") for name in template.fields}
        for number, line in enumerate(lines, start=1)
    ]


def _said(form: str, child: Child, rng: Random) -> dict[str, str]:
    """What one form says of a child."""
    census, roll, called, federation = LOTS[child.lot]
    status = {"census": census, "roll": roll, "disability": federation, "low_income": census}
    said = {**child.values, "status": status.get(form, ""), "attendance": called}
    if form == "low_income":
        said["low_income"] = rng.choice(templates()[form].choices["low_income"])
    if form == "intake_list":
        said |= {"intake_year": str(child.entered), "school": PRIMARY, "class_name": "1班"}
    return said


def _graduate(child: Child, rng: Random) -> dict[str, str]:
    """A pupil who left grade nine this summer."""
    age = AGES.window(9)
    birth = date(age.first.year - 1, 12, rng.randint(1, 28))
    number = Issuer().issue(rng, birth, child.values["sex"], region="539921")
    kind = rng.choice(templates()["graduates"].choices["destination_kind"])
    return {
        **child.values,
        **{"birth_date": birth.isoformat(), "id_number": number, "student_number": f"G{number}", "school": JUNIOR},
        **{"destination_kind": kind, "destination": "" if kind == "未升学" else "青崖县第一中学", "school_place": ""},
    }


def _counts(school: str, year: int, rng: Random) -> dict[str, str]:
    numbers = [name for name in templates()["intake_counts"].fields if fields()[name].kind == "number"]
    counts = {name: str(rng.randint(0, 3)) for name in numbers}
    return {**counts, "school": school, "township": TOWNSHIP, "intake_year": str(year), "intake_count": "40"}


def type_in(form: str, path: Path, lines: Iterable[Mapping[str, str]]) -> None:
    """Type rows into a blank form, as text, and save it."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for number, line in enumerate(lines, start=FIRST_ROW + 1):
        for column, name in enumerate(templates()[form].fields, start=1):
            sheet.cell(number, column).value = line.get(name) or None
    book.save(path)


def words_offered(template: Template, lines: Iterable[Mapping[str, str]]) -> dict[str, set[str]]:
    """By field with a drop-down: the words of it that no row uses."""
    used = list(lines)
    return {name: set(words) - {line[name] for line in used} for name, words in template.choices.items()}
