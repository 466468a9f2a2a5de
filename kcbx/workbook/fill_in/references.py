"""How the formulas of a sheet speak of it: its cells by column name, its defined names, its table of duties."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name

from kcbx.answers import Questionnaire
from kcbx.layouts import SheetLayout

#: Stands for the number of a row in a formula that serves every row.
ANY_ROW = "#"


@dataclass(frozen=True)
class References:
    """The references of one sheet; its defined names begin with the tab's name."""

    layout: SheetLayout

    @property
    def asked(self) -> Questionnaire:
        """The questionnaire."""
        return self.layout.asked

    @property
    def choices(self) -> str:
        """Defined name of the closed list."""
        return f"{self.layout.sheet}结果"

    @property
    def duties(self) -> str:
        """Defined name of the table of duties."""
        return f"{self.layout.sheet}必填"

    @property
    def details(self) -> tuple[str, ...]:
        """The answer columns beside the result; the table of duties has one column for each, after the labels."""
        return tuple(name for name in self.asked.columns if name != "result")

    def cell(self, row: int | str, name: str) -> str:
        """Reference to a column in a 0-based row, or with ``ANY_ROW`` in place of its number: $I6, $I#."""
        number = row if isinstance(row, str) else row + 1
        return f"${xl_col_to_name(self.layout.position(name))}{number}"

    def duty(self, chosen: str, name: str) -> str:
        """Formula of what the table says of a column, given the cell of the result; an error where that is unknown."""
        return f"VLOOKUP(TRIM({chosen}),{self.duties},{self.details.index(name) + 2},0)"
