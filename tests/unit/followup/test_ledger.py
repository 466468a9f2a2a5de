"""The ledger file: private, only growing, carried forward by migrations, refused when newer or foreign."""

from __future__ import annotations

import sqlite3
import sys
from functools import partial
from pathlib import Path

import pytest

from kcbx.errors import KcbxError, OutputUnwritable, UsageError
from kcbx.followup.carry import open_cases
from kcbx.followup.ledger import Ledger, copy_of
from kcbx.followup.migrations import MIGRATIONS, TABLES
from kcbx.secret import row_key

from .books import KEYED
from .registers import child, register

CASE = {"case_number": "26A-7KQ2MX", "opened_on": "2026-09-20"}


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("no such modes")
    with Ledger(tmp_path / "台账.sqlite", KEYED) as ledger:
        with ledger.transaction():
            ledger.add("cases", [CASE])
        for path in tmp_path.iterdir():
            assert path.stat().st_mode & 0o077 == 0, path.name


@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_ever_changed_or_deleted(tmp_path: Path, table: str) -> None:
    with Ledger(tmp_path / "台账.sqlite", KEYED) as ledger:
        triggers = {row["name"] for row in ledger.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    assert {f"{table}_no_update", f"{table}_no_delete"} <= triggers


def test_a_change_is_refused_by_the_file_itself(tmp_path: Path) -> None:
    with Ledger(tmp_path / "台账.sqlite", KEYED) as ledger, ledger.transaction():
        ledger.add("cases", [CASE])
    with sqlite3.connect(tmp_path / "台账.sqlite") as db:
        for sql in ("UPDATE cases SET opened_on = 'x'", "DELETE FROM cases"):
            with pytest.raises(sqlite3.IntegrityError, match="only grows"):
                db.execute(sql)


def test_a_fact_without_its_case_is_a_bug(tmp_path: Path) -> None:
    with Ledger(tmp_path / "台账.sqlite", KEYED) as ledger, pytest.raises(sqlite3.IntegrityError), ledger.transaction():
        ledger.add("aliases", [{"alias": "who:x", "case_number": "nobody", "on_date": "2026-09-20"}])


def test_a_ledger_opened_with_another_secret_says_so(tmp_path: Path) -> None:
    """A colleague's computer makes a key of its own: pairs judged and rows sent before would not be known by it."""
    path, other = tmp_path / "台账.sqlite", partial(row_key, b"o" * 32)
    for keyed, before in ((KEYED, False), (KEYED, False), (other, True)):
        with Ledger(path, keyed) as ledger:
            assert ledger.another_secret() == before
            made = register(child("周婷"))
            open_cases(ledger, made, made.place.term, made.place.as_of)
    with sqlite3.connect(path) as db:
        text = "\n".join(db.iterdump())
    assert (b"s" * 32).hex() not in text


def test_an_older_ledger_is_carried_forward_and_a_newer_one_refused(tmp_path: Path) -> None:
    path = tmp_path / "台账.sqlite"
    with Ledger(path, KEYED) as ledger, ledger.transaction():
        ledger.add("cases", [CASE])
    newer = (*MIGRATIONS, "CREATE TABLE extra (name TEXT) STRICT;")
    with Ledger(path, KEYED, migrations=newer) as ledger:
        assert [dict(row) for row in ledger.table("cases")] == [CASE]
        assert ledger.rows("SELECT count(*) AS n FROM extra")[0]["n"] == 0
    with pytest.raises(UsageError, match="更新版本"):
        Ledger(path, KEYED)


def test_a_migration_that_fails_leaves_the_ledger_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "台账.sqlite"
    with Ledger(path, KEYED):
        pass
    broken = (*MIGRATIONS, "CREATE TABLE extra (name TEXT) STRICT; CREATE TABLE cases (x) STRICT;")
    with pytest.raises((KcbxError, sqlite3.Error)):
        Ledger(path, KEYED, migrations=broken)
    with Ledger(path, KEYED) as ledger:
        assert not ledger.rows("SELECT 1 FROM sqlite_master WHERE name = 'extra'")


@pytest.mark.parametrize(
    "content", [b"not a database, but long enough to be taken for one" * 30, b"SQLite"], ids=["long", "short"]
)
def test_a_file_that_is_no_ledger_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "别的.sqlite"
    path.write_bytes(content)
    with pytest.raises(UsageError):
        Ledger(path, KEYED)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "别的.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE theirs (x)")
    with pytest.raises(UsageError, match="不是 kcbx 的台账"):
        Ledger(path, KEYED)


def test_two_programs_do_not_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "台账.sqlite"
    with Ledger(path, KEYED), pytest.raises(OutputUnwritable, match="另一个 kcbx"):
        Ledger(path, KEYED)
    with Ledger(path, KEYED) as ledger:
        assert ledger.content()["cases"] == []


@pytest.mark.skipif(not hasattr(sqlite3, "SQLITE_FULL"), reason="the database does not name its errors")
def test_a_full_disk_is_told_in_chinese_and_what_was_taken_stays(tmp_path: Path) -> None:
    path = tmp_path / "台账.sqlite"
    with Ledger(path, KEYED) as ledger:
        ledger.add("cases", [{"case_number": "1", "opened_on": "2026-09-20"}])
        held = ledger.content()
        pages = ledger.rows("PRAGMA page_count")[0][0]
        ledger.rows(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(OutputUnwritable, match="磁盘满了"), ledger.transaction():
            ledger.add("cases", [{"case_number": "x" * 9999, "opened_on": "2026-09-20"}])
    with Ledger(path, KEYED) as ledger:
        assert ledger.content() == held


@pytest.mark.parametrize("still_open", [True, False])
def test_a_copy_holds_all_that_was_told(tmp_path: Path, *, still_open: bool) -> None:
    path = tmp_path / "台账.sqlite"
    ledger = Ledger(path, KEYED)
    ledger.add("cases", [{"case_number": "1", "opened_on": "2026-09-20"}])
    held = ledger.content()
    if not still_open:
        ledger.close()
        assert not path.with_name("台账.sqlite-wal").exists()
    (tmp_path / "副本.sqlite").write_bytes(copy_of(path))
    with Ledger(tmp_path / "副本.sqlite", KEYED) as copy:
        assert copy.content() == held
    ledger.close()


def test_no_id_number_stands_in_the_ledger(tmp_path: Path) -> None:
    from .books import new_ledger, register

    numbers = set(register().census["id_number"].dropna())
    with new_ledger(tmp_path / "台账.sqlite"):
        pass
    text = (tmp_path / "台账.sqlite").read_bytes().decode("utf-8", "ignore")
    assert not [number for number in numbers if number in text]
