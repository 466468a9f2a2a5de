"""Any subset, order and repetition of returned files gives the same ledger, and the same cases."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kcbx.followup.beside import beside
from kcbx.followup.cases import cases
from kcbx.followup.ledger import Ledger
from kcbx.followup.replies import collect
from kcbx.followup.returned import REPLIES_TO, ReturnedFile

from ..unit.followup.books import COLLECTED, COMPLETE, answer, book, new_ledger, recipients

AS_OF = date(2026, 10, 31)
RESULTS = list(COMPLETE)


def returned_files() -> list[ReturnedFile]:
    """Copies, corrected copies, contradictions, strays and an old book, of four townships."""
    one, two, three, four = recipients()[:4]
    child = {"name": "孙新生", "birth_date": "2016-05-05", "village": "杉坪村", **answer("out_of_school")}
    first = book(one, lambda row: answer(RESULTS[row % len(RESULTS)]), new=[child])
    wrong = book(two, lambda row: {"result": "在家"} if row % 2 else answer("elsewhere"))
    return [
        first,
        book(one, lambda row: answer(RESULTS[(row + row % 2) % len(RESULTS)]), tab="又一份"),
        wrong,
        book(two, lambda _: answer("in_county"), extra={REPLIES_TO: wrong.digest}),
        book(two, lambda row: answer("returned") if row < 3 else {}, new=[child], batch="QY25B-0000"),
        book(three, lambda row: answer("out_of_school") if row % 3 else {}),
        book(three, lambda row: answer("returned", checked_on="2026-10-11", date="2026-10-10") if row % 3 else {}),
        book(four, lambda row: answer("died") if row < 2 else {}, change=lambda grid: [row[:17] for row in grid]),
    ]


FILES = returned_files()


def told(ledger: Ledger) -> tuple[object, ...]:
    """Everything the ledger holds, and everything that follows from it."""
    now = [(case.number, case.state.code, case.since, case.answer, case.steps) for case in cases(ledger, AS_OF)]
    return ledger.content(), now, beside(ledger, AS_OF.isoformat())


@given(st.sets(st.sampled_from(range(len(FILES))), min_size=1), st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_order_and_repetition_do_not_matter(chosen: set[int], data: st.DataObject) -> None:
    orders = st.permutations(sorted(chosen) + data.draw(st.lists(st.sampled_from(sorted(chosen)), max_size=4)))
    with TemporaryDirectory() as folder:
        ledgers = []
        for number in range(2):
            with new_ledger(Path(folder) / f"{number}.sqlite") as ledger:
                order = data.draw(orders)
                cut = data.draw(st.integers(0, len(order)))
                for part in (order[:cut], order[cut:]):
                    collect(ledger, [FILES[index] for index in part], COLLECTED)
                ledgers.append(told(ledger))
        assert ledgers[0] == ledgers[1]


def test_the_files_really_disagree(tmp_path: Path) -> None:
    """The property would be empty if the files did not contradict and correct one another."""
    with new_ledger(tmp_path / "台账.sqlite") as ledger:
        collected = collect(ledger, FILES, COLLECTED)
        states = {case.state.code for case in cases(ledger, AS_OF)}
        assert collected.disputed
        assert {"disputed", "verified", "confirmed_out", "persuaded_back", "suspected"} <= states
