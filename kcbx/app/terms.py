"""Two terms side by side: last term's figures beside this one's, a word on every child, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from kcbx.app.files import write_table
from kcbx.app.recognising import recognised
from kcbx.app.results.reading import register_of, require_earlier
from kcbx.definitions import standings
from kcbx.metrics.changes import balance, changes
from kcbx.metrics.movements import movements
from kcbx.metrics.school_names import followed
from kcbx.metrics.terms import same_children
from kcbx.register import Place, Register

_FIRST_TIME = "首次"
_LISTED_AGAIN = "上学期也在名单上"


def with_previous_words(register: Register, previous: Register) -> Register:
    """The register whose census says, in ``previous``, where each child stood last term."""
    before = previous.children.set_index("child_id")["standing"]
    now_of = same_children(previous, register)
    stood = before[before.index.isin(now_of.index)]
    by_child = pd.Series(stood.to_numpy(), index=now_of.reindex(stood.index).to_numpy())
    code = register.census["child_id"].map(by_child[~by_child.index.duplicated()])
    words = {each.code: _LISTED_AGAIN if each.to_verify else f"上学期{each.label}" for each in standings().values()}
    return replace(register, census=register.census.assign(previous=code.map(words).fillna(_FIRST_TIME).astype("str")))


@dataclass(frozen=True)
class Compared:
    """Two terms: the [changes] of every child, their sums in ``balance``, the [movements] by school, the schools that
    were renamed or merged (``followed``).

    ``place``: this term's; ``before``: the day of last term's picture.
    """

    changes: pd.DataFrame
    balance: pd.DataFrame
    movements: pd.DataFrame
    followed: pd.DataFrame
    place: Place
    before: date


def compare(before: Path, now: Path) -> Compared:
    """What became of every child between two result folders.

    Raises UsageError where one of the folders is no result of kcbx, or they are the wrong way round.
    """
    then, register = register_of(before), register_of(now)
    require_earlier(before, register.place.as_of)
    table = changes(recognised(then, register, {}), register)
    return Compared(table, balance(table), movements(table), followed(table), register.place, then.place.as_of)


def write_compared(compared: Compared, path: Path, *, overwrite: bool) -> None:
    """Write the comparison as .xlsx, or child by child as .csv.

    Raises UsageError for another ending or a file that exists without ``overwrite``, OutputUnwritable.
    """
    from kcbx.workbook import compared as workbook  # noqa: PLC0415

    parts = (compared.place, compared.before, compared.changes, compared.balance, compared.movements, compared.followed)
    write_table(compared.changes, path, lambda beside: workbook.write(*parts, beside), overwrite=overwrite)
