"""The reports close to the child, over two terms, and a report of a past month never changes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from kcbx.app.cases.exports import corrections, letters
from kcbx.app.cases.history import case_history, withdraw
from kcbx.app.cases.ledger import due, list_cases, write_report
from kcbx.app.files import export
from kcbx.casebook import Period
from kcbx.config import Config
from kcbx.errors import UsageError
from kcbx.followup import life, telling
from kcbx.followup.carry import record_sent
from kcbx.followup.cases import Wanted, cases, one_case
from kcbx.followup.ledger import Ledger
from kcbx.followup.replies import collect
from kcbx.followup.report import month, period, quarter

from .books import BY, COLLECTED, COMPLETE, KEYED, answer, book
from .registers import child, register
from .terms import AUTUMN, NOVEMBER, number_of, reply, take

NAMES = [f"周{character}" for character in "甲乙丙丁戊己庚辛壬癸"]


@pytest.fixture
def two_terms(tmp_path: Path) -> Iterator[Ledger]:
    """Ten children in autumn; in spring four still listed, one new, one dropped again, one deferral run out."""
    with Ledger(tmp_path / "台账.sqlite", KEYED) as ledger:
        made = register(*map(child, NAMES))
        take(ledger, made)
        said = {
            "周甲": answer("returned"),
            "周乙": answer("in_county"),
            "周丙": answer("deferred", date="2027-02-28"),
            "周丁": answer("moved_away"),
            "周戊": answer("out_of_school", reason="打工"),
            "周己": answer("elsewhere"),
            "周庚": answer("died"),
        }
        reply(ledger, made, **said)
        telling.add_document(ledger, number_of(ledger, "周戊"), "return_notice", date(2026, 10, 14), date(2026, 10, 14))
        spring = [child(name) for name in ("周甲", "周戊", "周辛", "周壬")]
        seen = child("周癸", standing="in_school", roll_id="P-1")
        take(ledger, register(*spring, seen, child("黄新", village="石桥村"), as_of=date(2027, 3, 10)))
        yield ledger


def figures(made: Period) -> tuple[int, ...]:
    total = made.total
    return (total.opening, total.new, total.again, total.solved, total.closing)


def test_every_month_closes_and_opens_where_the_last_one_ended(two_terms: Ledger) -> None:
    months = [month(two_terms, 2026 + (m > 12), (m - 1) % 12 + 1, date(2027, 4, 30)) for m in range(9, 17)]
    assert [figures(each) for each in months] == [
        (0, 10, 0, 0, 10),
        (10, 0, 0, 6, 4),
        (4, 0, 0, 0, 4),
        (4, 0, 0, 0, 4),
        (4, 0, 0, 0, 4),
        (4, 0, 0, 0, 4),
        (4, 1, 2, 1, 6),
        (6, 0, 0, 0, 6),
    ]
    assert all(each.closes for each in months)
    october, march = months[1], months[6]
    assert {code: n for code, n in october.total.destinations.items() if n} == {
        "back": 1, "here": 1, "elsewhere": 1, "waiting": 1, "moved": 1, "other": 1,
    }  # fmt: skip
    assert march.again_why == {"疑似再次流失": 1, "期限已到": 1}
    assert march.total.confirmed == 1, "of whom a list alone speaks is not confirmed"
    assert [each.why for each in march.movements if each.kind == "new"] == ["列入待核实名单"]
    solved = {each.name: each.why for said in (october, march) for each in said.movements if each.kind == "solved"}
    assert len(solved) == 7
    assert all(
        why.startswith(("乡镇答复：", "学校答复：")) or why in life.signals().values() for why in solved.values()
    )
    assert not set(solved.values()) & {state.label for state in life.states().values()}
    assert {(each.name, each.kind) for each in march.movements} == {
        ("黄新", "new"), ("周甲", "again"), ("周丙", "again"), ("周癸", "solved"),
    }  # fmt: skip


def test_a_quarter_is_its_three_months(two_terms: Ledger) -> None:
    made = quarter(two_terms, 2026, 4, date(2027, 1, 5))
    assert figures(made) == (10, 0, 0, 6, 4)
    assert {case.name for case in made.open_cases} == {"周壬", "周戊", "周癸", "周辛"}


def test_a_past_month_says_the_same_for_ever(two_terms: Ledger) -> None:
    before = month(two_terms, 2026, 10, date(2026, 10, 31))
    made = register(*map(child, NAMES))
    late = {"周乙": answer("out_of_school", checked_on="2026-10-09"), "周辛": answer("moved_away")}
    reply(two_terms, made, on=date(2027, 4, 2), **late)
    assert month(two_terms, 2026, 10, date(2027, 4, 30)) == before


def test_deadlines_are_listed_when_due_and_when_overdue(two_terms: Ledger) -> None:
    def listed(on: date) -> set[tuple[str, str, bool]]:
        return {(each.name, each.what, each.overdue) for each in due(two_terms, on, Wanted())}

    notice = "限期复学通知书限期 7 日"
    assert ("周戊", notice, False) in listed(date(2026, 10, 21))
    assert ("周戊", notice, True) in listed(date(2026, 10, 22))
    assert ("周甲", "返校一周", True) in listed(date(2026, 10, 31))
    assert ("周甲", "返校一个月", False) in listed(date(2026, 10, 31))
    assert ("周丙", "延缓入学到期", False) in listed(date(2027, 2, 10))
    assert ("周丙", "延缓入学到期", True) in listed(date(2027, 3, 5))
    assert not any(name == "周丙" for name, _, _ in listed(date(2026, 12, 1)))
    overdue = list_cases(two_terms, date(2026, 10, 31), Wanted(), only_overdue=True)
    assert {line.number for line in overdue} == {number_of(two_terms, name) for name in ("周甲", "周戊")}


def test_the_workbook_shows_the_figures_and_the_children_behind_them(two_terms: Ledger, tmp_path: Path) -> None:
    made = month(two_terms, 2027, 3, date(2027, 3, 31))
    path = tmp_path / "月报.xlsx"
    write_report(two_terms, made, Config(), path)
    assert path.stat().st_mode & 0o077 == 0
    book = load_workbook(path)
    assert book.sheetnames == ["月报", "增减明细", "在册名单", "到期事项"]
    texts = [cell.value for row in book["月报"] for cell in row if isinstance(cell.value, str)]
    assert any(text.startswith("√ 相符：4 + 1 + 2 − 1 = 6；") for text in texts)
    boxes = [book["月报"].cell(5, 1 + 5 * place).value for place in range(5)]
    assert boxes == [4, 1, 2, 1, 6]
    assert {row[3] for row in book["在册名单"].iter_rows(min_row=6, values_only=True)} == {
        case.name for case in made.open_cases
    }
    first = path.read_bytes()
    write_report(two_terms, made, Config(), path)
    assert path.read_bytes() == first


def test_exports_hold_the_fields_of_a_letter_and_no_formula(two_terms: Ledger, tmp_path: Path) -> None:
    (row,) = letters(two_terms, date(2026, 10, 31), Wanted(states={"confirmed_out"}))
    assert (row["姓名"], row["原因"], row["最近文书"], row["限期（天）"]) == ("周戊", "外出务工", "限期复学通知书", "7")
    export([{**row, "村": "=1+1"}], tmp_path / "信函.csv")
    text = (tmp_path / "信函.csv").read_text(encoding="utf-8-sig")
    assert "'=1+1" in text
    export([row], tmp_path / "信函.json")
    with pytest.raises(UsageError):
        export([row], tmp_path / "信函.docx")


def test_answers_that_correct_are_proposals(two_terms: Ledger) -> None:
    made = register(*map(child, NAMES))
    reply(two_terms, made, on=date(2026, 10, 13), 周壬=answer("wrong_data", reason="姓名应为周仁"))
    assert [row["建议"] for row in corrections(two_terms)] == ["姓名应为周仁"]


RESULTS = st.sampled_from(list(COMPLETE))
WHAT = st.one_of(
    st.tuples(st.just("reply"), st.integers(0, 5), RESULTS),
    st.tuples(st.just("list"), st.integers(0, 5), st.booleans()),
    st.tuples(st.just("visit"), st.integers(0, 5), st.booleans()),
    st.tuples(st.just("reopen"), st.integers(0, 5), st.booleans()),
    st.tuples(st.just("withdraw"), st.integers(0, 5), st.booleans()),
)


@given(st.lists(st.tuples(st.integers(1, 60), WHAT), max_size=12))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_every_period_closes(tmp_path_factory: pytest.TempPathFactory, acts: list) -> None:
    path = tmp_path_factory.mktemp("ledger") / "台账.sqlite"
    children = [child(name) for name in NAMES[:6]]
    with Ledger(path, KEYED) as ledger:
        made = register(*children)
        take(ledger, made)
        day = AUTUMN + timedelta(days=20)
        for later, (kind, who, what) in acts:
            day += timedelta(days=later)
            number = number_of(ledger, NAMES[who], day)
            if kind == "reply":
                checked = {"checked_on": min(day, date(2027, 9, 1)).isoformat()}
                given_ = answer(what, **checked, **({"date": "2027-08-31"} if what in ("deferred", "on_leave") else {}))
                with contextlib.suppress(AssertionError):  # a deferral that has run out goes back to the sender
                    reply(ledger, made, on=day, **{NAMES[who]: given_})
            elif kind == "list":
                changed = [*children]
                changed[who] = child(NAMES[who], **({"standing": "in_school", "roll_id": "P-1"} if what else {}))
                take(ledger, register(*changed, as_of=day))
            elif kind == "withdraw":
                lines = case_history(ledger, number, day).events
                told = [place for place, each in enumerate(lines, 1) if each.told and not each.withdrawn]
                if told:
                    withdraw(ledger, number, told[-1 if what else 0], day, "周老师", "记错")
            elif kind == "visit":
                telling.visit(ledger, number, "month", day, "王老师", in_class=what)
            else:
                telling.decide(ledger, number, "reopened" if what else "settled", day, "周老师", "依据", "gone")
        end = day + timedelta(days=40)
        cut = AUTUMN
        closing = 0
        while cut <= end:
            last = cut + timedelta(days=29)
            part = period(ledger, cut, last, "")
            assert part.closes
            assert part.total.opening == closing
            closing = part.total.closing
            assert closing == sum(case.open for case in cases(ledger, last)) == len(part.open_cases)
            cut = last + timedelta(days=1)


def test_an_answer_from_before_its_case_moves_no_earlier_month(tmp_path: Path) -> None:
    """A school had answered in October that a pupil was gone; the list of November opened the case, and the report of
    October, signed and sent, then said one more.
    """
    with Ledger(tmp_path / "台账.sqlite", KEYED) as ledger:
        made = register(child("周甲"))
        take(ledger, made)
        known = {"name": "周乙", "birth_date": "2014-01-01", "id_number": ""}
        row = {"workbook": "school", "recipient": "杉坪小学", "sheet": "to_verify", "key": "K-周乙", "known": known}
        record_sent(ledger, made.place, [row], {})
        gone = {"result": "确认辍学", "last_day": "2026-10-08", "note": "外出务工", **BY}
        collect(ledger, [book("杉坪小学", [gone], workbook="school", rows=[row], batch=made.place.batch)], COLLECTED)
        signed = figures(month(ledger, 2026, 10, date(2026, 10, 31)))
        assert signed == (1, 0, 0, 0, 1)
        take(ledger, register(child("周甲"), child("周乙"), as_of=NOVEMBER))
        assert figures(month(ledger, 2026, 10, date(2026, 11, 30))) == signed
        assert figures(month(ledger, 2026, 11, date(2026, 11, 30))) == (1, 1, 0, 0, 2)
        assert [case.person["name"] for case in cases(ledger, date(2026, 10, 31))] == ["周甲"]
        case = one_case(ledger, number_of(ledger, "周乙"), date(2026, 11, 30))
        assert (case.state.code, case.since) == ("confirmed_out", NOVEMBER.isoformat())
