"""Findings: problems in the data, recorded and never raised.

The catalogue is ``schemas/findings/*.toml``: one table per finding with ``severity`` (error, warning, note),
``meaning``, ``message`` (a template whose ``{names}`` the values fill), ``advice``, ``example`` and, where the sender
needs other words than the analyst, ``to_sender``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING

from kcbx.definitions import schema, schemas_in

if TYPE_CHECKING:
    import pandas as pd


#: The group of the findings that lists make together.
_COMPARING = "reconcile"


@dataclass(frozen=True, slots=True)
class Kind:
    """One entry of the catalogue. ``group``: the file of the catalogue it stands in; ``to_sender``: the advice in the
    workbook that goes back, where it is another.
    """

    code: str
    severity: str
    meaning: str
    message: str
    advice: str
    example: Mapping[str, str | int]
    to_sender: str = ""
    group: str = ""

    @property
    def compared(self) -> bool:
        """Whether only laying the lists side by side shows it: no sheet by itself is wrong, no sender is told."""
        return self.group == _COMPARING

    @property
    def sender_advice(self) -> str:
        """What the sender should do: nothing that only the user of this program could."""
        return self.to_sender or self.advice

    @property
    def values(self) -> frozenset[str]:
        """Names of the values its message needs."""
        return frozenset(name for _, name, _, _ in Formatter().parse(self.message) if name)


@cache
def catalogue() -> Mapping[str, Kind]:
    """Every kind of finding by code."""
    return {
        code: Kind(code=code, group=group, **{"example": {}, **words})
        for group, kinds in schemas_in("findings").items()
        for code, words in kinds.items()
    }


@cache
def severities() -> Mapping[str, str]:
    """The word of every severity, gravest first: one set for the terminal and all workbooks."""
    return {severity: words["label"] for severity, words in schema("severities").items()}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a row stands: file, sheet, 1-based row (0: the sheet or file as a whole)."""

    file: str
    sheet: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of the data at a place; ``values`` fill the message of its kind."""

    code: str
    source: Source
    column: str = ""
    values: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        """Its entry in the catalogue."""
        return catalogue()[self.code]

    @property
    def message(self) -> str:
        """The sentence for the analyst; may hold personal data, so it goes into workbooks only."""
        return self.kind.message.format_map(self.values)


class Findings:
    """A growing list of findings; the stages add to it, ``app`` turns it into the findings table."""

    def __init__(self, found: Iterable[Finding] = ()) -> None:
        self._found = list(found)

    def add(self, code: str, source: Source, column: str = "", **values: str | int) -> None:
        """Record one finding. Raises KeyError for a code or a value that the catalogue does not know."""
        if catalogue()[code].values - values.keys():
            raise KeyError(f"{code}: {sorted(catalogue()[code].values - values.keys())}")
        self._found.append(Finding(code, source, column, values))

    def extend(self, found: Iterable[Finding]) -> None:
        """Record several."""
        self._found.extend(found)

    def forget(self, sheets: Collection[tuple[str, str]]) -> None:
        """Drop what was found in sheets, by file and sheet, that are not used."""
        self._found = [found for found in self._found if (found.source.file, found.source.sheet) not in sheets]

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def frame(self) -> pd.DataFrame:
        """The findings table (``tables.toml`` [findings]), sorted by place and code."""
        import pandas as pd  # noqa: PLC0415

        from kcbx.fields import columns, conform  # noqa: PLC0415

        rows = [
            (
                found.code,
                found.kind.severity,
                found.source.file,
                found.source.sheet,
                found.source.row or None,
                found.column,
                found.message,
                found.kind.advice,
            )
            for found in self._found
        ]
        frame = conform(pd.DataFrame(rows, columns=list(columns("findings"))), "findings")
        return frame.sort_values(
            ["source_file", "source_sheet", "source_row", "code", "column", "message"], kind="stable"
        ).reset_index(drop=True)
