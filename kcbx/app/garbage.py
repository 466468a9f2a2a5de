"""Garbage collection, seldom: each collection walks over all living objects, and a county has millions of them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: New objects after which it looks (Python: 700). A workbook of a school is some ten thousand.
_NEW_OBJECTS = 100_000


def look_seldom() -> None:
    """Collect seldom from now on; for a process that works for a while and ends."""
    gc.set_threshold(_NEW_OBJECTS, *gc.get_threshold()[1:])


@contextmanager
def seldom_looked_for() -> Iterator[None]:
    """Collect seldom while the block lasts."""
    before = gc.get_threshold()
    look_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*before)


__all__ = ["look_seldom", "seldom_looked_for"]
