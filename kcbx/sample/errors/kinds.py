"""The register of error kinds: each is a small function named for the error, on the field it spoils."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from kcbx.sample.places import County
from kcbx.sample.rows import Row


@dataclass(slots=True)
class Scene:
    """What a clerk has around the row: the county and the whole list."""

    county: County
    rows: Sequence[Row]
    position: int = 0
    by_person: Mapping[str, Row] = field(default_factory=dict)

    @property
    def previous(self) -> Row | None:
        """The row above."""
        return self.rows[self.position - 1] if self.position else None


#: Makes the error in the row and returns True, or returns False where it cannot be made.
Error = Callable[[Row, Scene, Random], bool]


@dataclass(frozen=True, slots=True)
class Kind:
    """An error kind: its code, the field it spoils, and whether it comes in runs of neighbouring rows."""

    code: str
    field: str
    make: Error
    runs: bool = False


KINDS: dict[str, Kind] = {}


def kind(field_name: str, runs: bool = False) -> Callable[[Error], Error]:
    """Register an error under its function's name; a field bears at most one error."""

    def register(make: Error) -> Error:
        code = make.__name__
        KINDS[code] = Kind(code, field_name, make, runs)
        return make

    return register
