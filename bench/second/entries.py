"""A row on its way to a sheet: its person, its cells, and what happened to them."""

from __future__ import annotations

from dataclasses import dataclass, field

from bench.second.hand import Arrived
from bench.second.people import Person
from bench.second.places import Village


@dataclass(slots=True, eq=False)
class Entry:
    """``cells`` by field; ``happened`` notes ``field.word`` for whatever changed a value on its way."""

    person: Person
    cells: dict[str, object] = field(default_factory=dict)
    happened: list[str] = field(default_factory=list)
    village: Village | None = None
    file: str = ""
    sheet: str = ""
    line: int = 0

    def put(self, name: str, arrived: Arrived | str) -> None:
        value, what = arrived if isinstance(arrived, tuple) else (arrived, "")
        self.cells[name] = value
        self.note(name, what)

    def note(self, name: str, what: str) -> None:
        if what:
            self.happened.append(f"{name}.{what}")

    def text(self, name: str) -> str:
        return str(self.cells.get(name) or "")
