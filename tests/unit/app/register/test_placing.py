"""A batch is named from what was read and from what people said, and a list taken again is the same batch."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from kcbx.app.decisions.with_ledger import carried_over
from kcbx.app.register.placing import heard, placed
from kcbx.config import Config
from kcbx.errors import UsageError
from kcbx.followup.glance import glance
from kcbx.followup.ledger import Ledger
from kcbx.followup.reminders import answered
from kcbx.followup.replies import collect
from kcbx.followup.sent import SentRows
from kcbx.followup.telling import tell

from ...followup.books import COLLECTED, KEYED, answer, book, new_ledger, recipients, register

DAY = date(2026, 9, 20)
ROWS = pd.Series(["1", "2"])


def named(ledger: Ledger | None, verdicts: pd.DataFrame | None = None) -> str:
    return placed(Config(), DAY, pd.concat([ROWS, heard(verdicts, ledger)])).batch


def test_what_people_said_makes_another_batch_and_what_lists_told_does_not(tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path / "台账.db")
    alone = placed(Config(), DAY, ROWS).batch
    assert named(None) == named(ledger) == alone
    carried_over(ledger, register())
    assert named(ledger) == alone
    collect(ledger, [book(recipients()[0], [{"result": "读不出"}])], COLLECTED)
    assert named(ledger) == alone, "a row that has to be corrected changes no list"
    collect(ledger, [book(recipients()[0], [answer("in_county")])], COLLECTED)
    after = named(ledger)
    assert after != alone
    again = book(recipients()[0], [answer("in_county")])
    collect(ledger, [replace(again, digest="saved once more")], COLLECTED)
    assert named(ledger) == after, "the same answer, saved once more"
    tell(ledger, [ledger.table("cases")[0]["case_number"]], "settled", COLLECTED, "县里", {"why": "查实"})
    assert named(ledger) not in {alone, after}


def test_a_verdict_makes_another_batch_whatever_the_order() -> None:
    verdicts = pd.DataFrame({"census_key": ["a", "b"], "roll_key": ["c", "d"], "verdict": ["same", "different"]})
    assert named(None, verdicts) != named(None)
    assert named(None, verdicts) == named(None, verdicts.iloc[::-1])


def test_of_two_batches_of_one_day_the_one_issued_last_is_the_newest(tmp_path: Path) -> None:
    for first, second in (("26A-0000", "26A-FFFF"), ("26A-FFFF", "26A-0000")):
        path = tmp_path / f"{first}.db"
        row = {"term": "t", "as_of": "2026-09-20", "deadline": "2026-10-16", "county": "", "cutoff": ""}
        sent = {"workbook": "township", "sheet": "to_verify", "key": "k", "case_number": None, "known": "{}"}
        with Ledger(path, KEYED) as ledger:
            for batch in (first, second):
                ledger.add("batches", [{"batch": batch, **row, "deadline": f"2026-10-{16 + (batch == second)}"}])
                ledger.add("sent", [{"batch": batch, "recipient": "云岭乡", **sent}])
            assert SentRows(ledger).newest == second
            assert {each.batch for each in answered(ledger)} == {second}
        assert glance(path).deadline == "2026-10-17"


def test_a_batch_is_named_at_length_and_told_by_its_beginning(tmp_path: Path) -> None:
    """Sixteen bits were shared by two runs in a few hundred; one of them then stood for both."""
    names = [placed(Config(), DAY, pd.Series([str(number)])).batch for number in range(2000)]
    assert len({*names}) == len(names)
    assert all(re.fullmatch(r"26A(-[0-9A-F]{4}){3}", name) for name in names)
    row = {"term": "t", "as_of": "2026-09-20", "deadline": "2026-10-16", "county": "", "cutoff": ""}
    sent = {"workbook": "township", "sheet": "to_verify", "key": "k", "case_number": None, "known": "{}"}
    with Ledger(tmp_path / "台账.db", KEYED) as ledger:
        for batch in ("26A-AAAA-0001-0000", "26A-AAAA-0002-0000", "26A-BBBB-0000-0000"):
            ledger.add("batches", [{"batch": batch, **row}])
            ledger.add("sent", [{"batch": batch, "recipient": "云岭乡", **sent}])
        assert {each.batch for each in answered(ledger, "26a-bb")} == {"26A-BBBB-0000-0000"}
        for text in ("26A-AAAA", "26B"):
            with pytest.raises(UsageError):
                answered(ledger, text)


def test_a_county_without_a_name_is_this_one() -> None:
    assert placed(Config(), date(2026, 9, 20), pd.Series(["a"])).county == "本县"


def test_the_bureau_speaks_under_the_name_it_was_given() -> None:
    def owner(**county: str) -> str:
        return placed(Config.model_validate({"county": county}), date(2026, 9, 20), pd.Series(["a"])).owner

    assert owner(name="青崖县", bureau="青崖县教育和体育局") == "青崖县教育和体育局"
    assert owner(name="青崖县") == "青崖县教育体育局"
