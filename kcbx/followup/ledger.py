"""The ledger file: one SQLite database a county, and the only place that speaks SQL to write.

Facts are added, never changed (:mod:`migrations`); where a case stands is computed from them (:mod:`timeline`).
The file is readable by its owner only. Two programs may not write at once; a ledger of a newer kcbx is refused.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Self

from kcbx.errors import OutputUnwritable, Problem, UsageError
from kcbx.followup.migrations import MIGRATIONS, TABLES
from kcbx.locks import FileLock, Timeout, take
from kcbx.system_words import told, told_by_database

#: Marks the file as a ledger of kcbx ("KCBX" in ASCII).
APPLICATION_ID = 0x4B434258
_BUSY_SECONDS = 10.0

#: A keyed hash of a text: names a child without naming anybody (see :mod:`kcbx.secret`).
Keyed = Callable[[str], str]
Row = sqlite3.Row


class Ledger:
    """An open ledger; use it as a context manager. ``keyed`` is the county's keyed hash.

    Raises UsageError where the file is no ledger or a newer kcbx wrote it, OutputUnwritable where it cannot be
    opened or another kcbx holds it.
    """

    def __init__(self, path: Path, keyed: Keyed, *, migrations: Sequence[str] = MIGRATIONS) -> None:
        self.path, self.keyed = path, keyed
        self._lock = FileLock(path.with_name(f".{path.name}.kcbx-lock"), mode=0o600)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            take(self._lock)
        except Timeout as error:
            raise OutputUnwritable(Problem("另一个 kcbx 正在使用台账", str(path), advice="等它结束后再运行")) from error
        except OSError as error:
            raise _unwritable(path, error) from error
        try:
            self._db = _connect(path)
            self._prepare(migrations)
        except BaseException:
            self._lock.release()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and let others have it."""
        self._db.close()
        self._lock.release()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is added within is there together or not at all."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except sqlite3.OperationalError as error:
            self._roll_back()
            what = f"台账写不进去：{told_by_database(error)}"
            raise OutputUnwritable(Problem(what, str(self.path), advice="检查磁盘空间和权限")) from error
        except BaseException:
            self._roll_back()
            raise

    def add(self, table: str, rows: Iterable[Mapping[str, Any]]) -> int:
        """Add rows to a table and return how many were new; a row that is there already is left alone.

        A mapping or a list becomes JSON. Raises KeyError for a table that does not exist.
        """
        if table not in TABLES:
            raise KeyError(table)
        before = self._db.total_changes
        rows = list(rows)
        if rows:
            names = list(rows[0])
            holes = ", ".join("?" * len(names))
            self._db.executemany(
                f"INSERT INTO {table} ({', '.join(names)}) VALUES ({holes}) ON CONFLICT DO NOTHING",  # noqa: S608
                [[_plain(row[name]) for name in names] for row in rows],
            )
        return self._db.total_changes - before

    def rows(self, sql: str, *values: str | int) -> list[Row]:
        """The rows of a query."""
        return self._db.execute(sql, values).fetchall()

    def table(self, name: str) -> list[Row]:
        """Every row of a table, in an order that depends on the content alone."""
        if name not in TABLES:
            raise KeyError(name)
        held = self._db.execute(f"SELECT * FROM {name}").fetchall()  # noqa: S608
        return sorted(held, key=lambda row: tuple(map(str, row)))

    def batches(self) -> list[Row]:
        """The table batches, the oldest first: by the day of the picture; of one day, as they were issued."""
        return self.rows("SELECT * FROM batches ORDER BY as_of, rowid")

    @property
    def fingerprint(self) -> str:
        """What tells the county secret it was opened with from another, and nothing else."""
        return self.keyed("fingerprint")

    def another_secret(self) -> bool:
        """Whether the newest batch was issued under another county secret: who it asked about is not known by it."""
        rows = self.rows("SELECT k.fingerprint FROM keys k JOIN batches b USING (batch) ORDER BY b.as_of, b.rowid")
        return bool(rows) and rows[-1]["fingerprint"] != self.fingerprint

    def content(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything the ledger holds: equal for two ledgers that were told the same."""
        return {name: [tuple(row) for row in self.table(name)] for name in TABLES}

    def _prepare(self, migrations: Sequence[str]) -> None:
        """Carry the file to the newest version, one transaction a step."""
        version = int(self._db.execute("PRAGMA user_version").fetchone()[0])
        owner = int(self._db.execute("PRAGMA application_id").fetchone()[0])
        if owner not in {0, APPLICATION_ID} or (
            owner == 0 and self._db.execute("SELECT 1 FROM sqlite_master").fetchone()
        ):
            raise UsageError(Problem("这个文件不是 kcbx 的台账", str(self.path), advice="检查路径"))
        if version > len(migrations):
            raise UsageError(Problem("台账由更新版本的 kcbx 建立", str(self.path), advice="升级 kcbx 后再用"))
        for step, sql in enumerate(migrations[version:], start=version + 1):
            mark = f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {step};"
            self._db.executescript(f"BEGIN IMMEDIATE; {sql} {mark} COMMIT;")

    def _roll_back(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")


def copy_of(path: Path) -> bytes:
    """A ledger as one file, as it stands at this moment. Raises UsageError where it is none, OutputUnwritable.

    Where nobody has it open it is read as it lies there, so that one on a read-only disk can be copied, too.
    """
    lies_still = not path.with_name(f"{path.name}-wal").exists()
    name = f"{path.absolute().as_uri()}?mode={'ro&immutable=1' if lies_still else 'rw'}"
    try:
        with closing(sqlite3.connect(name, uri=True)) as held, closing(sqlite3.connect(":memory:")) as copy:
            held.backup(copy)
            return copy.serialize()
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise _unwritable(path, error) from error
        raise UsageError(Problem("这个文件不是 kcbx 的台账，或已损坏", str(path), advice="检查路径")) from error


def content_id(*parts: object) -> str:
    """Name of a fact, made from what it says."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _connect(path: Path) -> sqlite3.Connection:
    try:
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        db = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
        db.row_factory = sqlite3.Row
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "trusted_schema = OFF"):
            db.execute(f"PRAGMA {pragma}")
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise _unwritable(path, error) from error
        raise UsageError(
            Problem("这个文件不是 kcbx 的台账，或已损坏", str(path), advice="检查路径，或从备份恢复")
        ) from error
    except OSError as error:
        raise _unwritable(path, error) from error
    return db


def _unwritable(path: Path, error: OSError | sqlite3.Error) -> OutputUnwritable:
    why = told(error) if isinstance(error, OSError) else told_by_database(error)
    return OutputUnwritable(Problem(f"台账打不开：{why}", str(path), advice="检查路径、磁盘空间和权限"))


def _plain(value: Any) -> Any:
    """A value as SQLite holds it."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, dict | list | tuple | Mapping):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)
    return value


__all__ = ["Keyed", "Ledger", "Row", "content_id", "copy_of"]
