"""The standard streams on a console of any encoding: what it cannot show becomes a question mark, never a traceback."""

from __future__ import annotations

import io
import sys


def forgive() -> None:
    """Let stdout and stderr show a question mark where their encoding has no such character."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
