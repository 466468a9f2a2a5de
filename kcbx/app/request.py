"""What the analyst asked for, and the files beside the sheets that belong to it: configuration, headings memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kcbx.app.sheets.headings_memory import MEMORY_NAME
from kcbx.file_names import CONFIG_NAME

if TYPE_CHECKING:
    from kcbx.app.sheets.headings_teaching import Lesson


@dataclass(frozen=True)
class Request:
    """What the analyst asked for. ``roles``: files or folders whose form was named explicitly.

    ``memory``: the headings memory, where it is not beside the configuration; ``lessons``: what is taught now.
    """

    paths: Sequence[Path]
    out: Path | None
    as_of: date
    roles: Mapping[Path, str] = field(default_factory=dict)
    config: Path | None = None
    verdicts: Sequence[Path] = ()
    previous: Path | None = None
    ledger: Path | None = None
    overwrite: bool = False
    strict: bool = False
    password: Callable[[Path], str | None] | None = None
    memory: Path | None = None
    lessons: Sequence[Lesson] = ()


def find_config(request: Request) -> Path | None:
    """The configuration named, or a ``kcbx.toml`` beside or in the first input folder."""
    if request.config:
        return request.config
    for path in request.paths:
        folder = path if path.is_dir() else path.parent
        for place in (folder, folder.parent):
            if (place / CONFIG_NAME).is_file():
                return place / CONFIG_NAME
    return None


def memory_of(request: Request) -> Path | None:
    """The headings memory: the one named, or beside the configuration; None where there is neither."""
    beside = find_config(request)
    return request.memory or (beside.parent / MEMORY_NAME if beside else None)
