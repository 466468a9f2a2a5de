"""How often Python looks for objects that nobody can reach: it walks over all that live, so seldom with a county."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: New objects after which it looks (Python: 700). A workbook of a school is some ten thousand.
_NEW_OBJECTS = 100_000


def look_seldom() -> None:
    """From now on in this process; for one that works for a while and ends."""
    gc.set_threshold(_NEW_OBJECTS, *gc.get_threshold()[1:])


@contextmanager
def seldom_looked_for() -> Iterator[None]:
    """While the block lasts."""
    before = gc.get_threshold()
    look_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*before)


__all__ = ["look_seldom", "seldom_looked_for"]
