"""The only owner of a DuckDB connection: one in memory for the length of a ``with`` block.

Nothing leaves the machine (extensions are neither loaded nor installed on their own), and nothing is written to disk:
DuckDB would put what does not fit into memory in a folder beside the user's files, and leave it there if killed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import duckdb

if TYPE_CHECKING:
    import pandas as pd

    from kcbx.engine.dictation import Dictation

#: What DuckDB raises; its text may hold values.
EngineError = duckdb.Error
OutOfMemory = duckdb.OutOfMemoryException


class Duck:
    """A DuckDB session: tables in, SQL, tables out."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def create(self, table: str, frame: pd.DataFrame, select: str = "*") -> None:
        """Create ``table`` from a frame; ``select`` is a SQL list over its columns.

        Strings travel as Arrow; a copy is made, so that the frame may go.
        """
        import pyarrow as pa  # noqa: PLC0415

        self._connection.register("incoming", pa.Table.from_pandas(frame, preserve_index=False))
        self._connection.execute(
            f'create or replace table "{table}" as select {select} from incoming'  # noqa: S608 - no user text
        )
        self._connection.unregister("incoming")

    def run(self, sql: str) -> None:
        """Carry out a statement."""
        self._connection.execute(sql)

    def frame(self, sql: str) -> pd.DataFrame:
        """Rows of a query."""
        found: pd.DataFrame = self._connection.execute(sql).df()
        return found

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query that returns few (fetched whole: DuckDB 2 keeps the connection busy otherwise)."""
        return self._connection.execute(sql).fetchall()

    def splink(self) -> Dictation:
        """Splink's door to this database, through a cursor of its own; it remembers what Splink had done."""
        from kcbx.engine.dictation import Dictation  # noqa: PLC0415 - imported late: Splink takes half a second

        # Splink's log may hold values of rows; what must be told is told by kcbx.
        logging.getLogger("splink").setLevel(logging.ERROR)
        return Dictation(connection=self._connection.cursor())


@contextmanager
def open_duck() -> Iterator[Duck]:
    """A session in memory. Raises OutOfMemory where the tables of a query do not fit."""
    settings: dict[str, Any] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": "",
    }
    connection = duckdb.connect(":memory:", config=settings)
    try:
        connection.execute("set enable_progress_bar = false")
        # Row order is restored by sorting at the end, so DuckDB need not keep it.
        connection.execute("set preserve_insertion_order = false")
        yield Duck(connection)
    finally:
        connection.close()
