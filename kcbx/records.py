"""The record kcbx leaves in a folder it wrote (``run.json``, ``manifest.json``), and what became of the files it names.

Imports nothing of kcbx, so that a glance at a folder is quick.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def record_of(record: Path) -> Mapping[str, Any]:
    """What a record says; nothing where it is not there, cannot be read, or is no record of kcbx."""
    try:
        content = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    known = isinstance(content, dict) and "kcbx" in content and isinstance(content.get("outputs"), dict)
    return content if known else {}


def written_in(record: Path, *names: str) -> list[str]:
    """The files beside a record that are no longer as they were written; one that is gone is none.

    ``names``: look at these only; none: at all.
    """
    written: Mapping[str, str] = record_of(record).get("outputs", {})
    files = {name: record.parent / name for name in written if not names or name in names}
    return [name for name, path in files.items() if path.is_file() and file_digest(path) != written[name]]


def file_digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


__all__ = ["file_digest", "record_of", "written_in"]
