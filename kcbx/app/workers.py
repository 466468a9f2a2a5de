"""The only place that starts worker processes of this program: each starts afresh, and none outlives its parent.

A worker may hold children's data; where the program is killed, nobody tells it to end, so it listens itself.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from concurrent.futures import ProcessPoolExecutor

from kcbx.app.garbage import look_seldom
from kcbx.definitions import Changes, changes_in_use, use_changes


def workers(count: int) -> ProcessPoolExecutor:
    """A pool of processes that share nothing with this one, and end when it ends, however it ends.

    They read the definitions as they are changed now.
    """
    fresh = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(count, mp_context=fresh, initializer=_begin, initargs=(changes_in_use(),))


def _begin(changes: Changes) -> None:
    look_seldom()
    use_changes(changes)
    threading.Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


__all__ = ["workers"]
