"""Splink's door to DuckDB that keeps the statements Splink gives, so that they can be carried out again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from splink import DuckDBAPI

if TYPE_CHECKING:
    import duckdb


class Dictation(DuckDBAPI):
    """``statements``: what changed the database, in order; questions about its columns are left out."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        super().__init__(connection=connection)
        self.statements: list[str] = []

    def _execute_sql_against_backend(self, final_sql: str) -> Any:
        if not final_sql.lstrip().lower().startswith("select"):
            self.statements.append(final_sql)
        return super()._execute_sql_against_backend(final_sql)
