"""The record of what went to whom (发送记录): JSON lines beside the package folder, only ever added to.

A line ``sending`` is on disk before a letter leaves and ``sent`` after the server took it, so that a run that was
killed leaves no doubt about the others. A line that was cut short counts as not written.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from kcbx.deliver.manifest import Manifest, Package
from kcbx.errors import OutputUnwritable, Problem
from kcbx.locks import Timeout, alone

SENDING, SENT, FAILED = "sending", "sent", "failed"


class SentRecord:
    """The record of one package folder. ``outcome`` is what the last line says of a file and an address."""

    def __init__(self, folder: Path) -> None:
        folder = folder.resolve()
        self.path = folder.with_name(f"{folder.name}.发送记录.jsonl")
        self._last: dict[tuple[str, str], str] = {}
        text = self.path.read_bytes().decode("utf-8", "replace") if self.path.is_file() else ""
        self._whole = text.endswith("\n") or not text
        for line in text.split("\n"):
            entry = _entry(line)
            if entry is not None:
                self._last[entry["sha256"], entry["to"]] = entry["outcome"]

    def outcome(self, package: Package, to: str) -> str:
        """``sent``, ``failed``, ``sending`` (stopped in between: nobody knows), or "" where nothing was tried."""
        return self._last.get((package.sha256, to), "")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other runs out while letters are sent. Raises OutputUnwritable where one is at work."""
        try:
            with alone(self.path.with_name(f".{self.path.name}.kcbx-lock")):
                yield
        except Timeout as error:
            raise OutputUnwritable(
                Problem("另一个 kcbx 正在发送这批包", str(self.path), advice="等它结束后再运行")
            ) from error

    def add(self, manifest: Manifest, package: Package, to: str, outcome: str, detail: str = "") -> None:
        """Add a line and wait until it is on the disk."""
        entry: dict[str, Any] = {
            "at": datetime.now().astimezone().isoformat(timespec="seconds"),
            "outcome": outcome,
            "batch": manifest.batch,
            "recipient": package.recipient,
            "file": package.file,
            "sha256": package.sha256,
            "to": to,
        }
        line = json.dumps(entry | ({"detail": detail} if detail else {}), ensure_ascii=False)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8", newline="\n") as file:
            file.write(("" if self._whole else "\n") + line + "\n")
            file.flush()
            os.fsync(file.fileno())
        self._whole = True
        self._last[package.sha256, to] = outcome


def _entry(line: str) -> dict[str, str] | None:
    """The line as written, or None where it was cut short."""
    try:
        entry = json.loads(line)
    except json.JSONDecodeError:
        return None
    return entry if isinstance(entry, dict) and {"sha256", "to", "outcome"} <= entry.keys() else None


__all__ = ["FAILED", "SENDING", "SENT", "SentRecord"]
