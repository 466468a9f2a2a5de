"""One kcbx at a time: a lock file that is gone afterwards, on every system."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold a lock file within the block. Raises Timeout at once where another process holds it."""
    with FileLock(lock).acquire(timeout=0):
        try:
            yield
        finally:
            with suppress(OSError):  # Windows lets nobody remove it while it is held, and does so itself afterwards
                lock.unlink()


__all__ = ["Timeout", "alone"]
