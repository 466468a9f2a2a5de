"""Names: the fields of the input forms, and the columns of the tables that travel through the house.

Both are data in ``schemas/`` (``fields.toml``, ``tables.toml``); here they are typed and checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from kcbx.definitions import schema

if TYPE_CHECKING:
    import pandas as pd

#: Where a row stands in its workbook; these three travel with every row.
SOURCE = ("source_file", "source_sheet", "source_row")

_DTYPES = {"str": "str", "int": "Int64", "float": "float64", "bool": "boolean"}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an input form: its name in code, its Chinese label, what kind of value it holds."""

    name: str
    label: str
    kind: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: ``type`` is str, int, float or bool, all of them nullable."""

    name: str
    type: str
    meaning: str

    @property
    def dtype(self) -> str:
        """The pandas dtype that holds it."""
        return _DTYPES[self.type]


@cache
def fields() -> Mapping[str, Field]:
    """All fields by name."""
    return {name: Field(name=name, **words) for name, words in schema("fields").items()}


@cache
def columns(table: str) -> Mapping[str, Column]:
    """The columns of a table of ``schemas/tables.toml``, in order."""
    return {name: Column(name=name, **words) for name, words in schema("tables")[table].items()}


def conform(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """``frame`` with exactly the columns of ``table``, in order and with their types.

    Raises KeyError where a column is missing: a table is whole or it is a bug.
    """
    return frame[list(columns(table))].astype({name: column.dtype for name, column in columns(table).items()})


def rows(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows as named tuples, for the few places that speak of one row at a time."""
    return iter(frame.itertuples())


def place_of_row(row: Any) -> str:
    """Where a row (a named tuple with the source columns) stands, in words: 云岭乡.xlsx › 云岭村 › 第12行."""
    return " › ".join(text for text in (row.source_file, row.source_sheet, f"第{row.source_row}行") if text)


def empty(table: str) -> pd.DataFrame:
    """A table without rows."""
    import pandas as pd  # noqa: PLC0415 - imported late: kcbx --help must not wait for pandas

    return pd.DataFrame({name: pd.Series(dtype=column.dtype) for name, column in columns(table).items()})
