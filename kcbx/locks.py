"""One kcbx at a time: a lock file that is gone afterwards, on every system."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout


def take(lock: FileLock, seconds: float = 0) -> None:
    """Take a lock, after so many seconds at most.

    Raises Timeout where another process holds it, OSError where no lock file can be made.
    """
    try:
        lock.acquire(timeout=seconds)
    except Timeout:
        if os.path.lexists(lock.lock_file):
            raise
        with suppress(Timeout):  # whoever held it has just let it go
            lock.acquire(timeout=0)
            return
        if os.path.lexists(lock.lock_file):
            raise
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), lock.lock_file) from None


@contextmanager
def alone(path: Path, seconds: float = 0) -> Iterator[None]:
    """Hold a lock file within the block. Raises as :func:`take`."""
    lock = FileLock(path)
    take(lock, seconds)
    try:
        yield
    finally:
        with suppress(OSError):  # Windows lets nobody remove it while it is held, and does so itself afterwards
            path.unlink()
        lock.release()


__all__ = ["FileLock", "Timeout", "alone", "take"]
