"""What lies in a folder, by names, dates, records and the counts of a ledger: sheets, results, packages, answers.

No sheet is opened, no child is named, and no heavy library is imported. What cannot be read counts as not there.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from kcbx.definitions import schema
from kcbx.file_names import CONFIG_NAME, INPUTS, LEDGER, MANIFEST, RESULTS, RUN_FILE, SAMPLE, TRUTH
from kcbx.followup.glance import Glance, glance
from kcbx.records import record_of

_MOST_FILES = 5000
_ABOVE = 3
_ZIP = b"PK"


@dataclass(frozen=True)
class Sight:
    """What lies in a folder on a day."""

    folder: Path
    today: date

    @property
    def configured(self) -> bool:
        """Whether it is the folder of a county."""
        return (self.folder / CONFIG_NAME).is_file()

    @cached_property
    def said(self) -> Mapping[str, str]:
        """``[run]`` of its configuration."""
        return _run_section(self.folder / CONFIG_NAME)

    @cached_property
    def inputs(self) -> Path:
        """Where its sheets lie: as configured, else beside the truth of a sample, else in the folder itself."""
        if self.configured:
            return self.folder / self.said.get("inputs", INPUTS)
        invented = self.folder / SAMPLE
        return invented if (self.folder / TRUTH).is_dir() and invented.is_dir() else self.folder

    @property
    def ledger(self) -> Path:
        """Where its ledger lies, or would."""
        return self.folder / self.said.get("ledger", LEDGER)

    @cached_property
    def known(self) -> Glance:
        """What its ledger tells at a glance."""
        return glance(self.ledger)

    @cached_property
    def sheets(self) -> list[Path]:
        """The sheets to read."""
        return [] if is_result(self.folder) else list(_spreadsheets(self.inputs))

    @cached_property
    def astray(self) -> list[str]:
        """What holds sheets that lie beside the folder for sheets, while that is empty."""
        inside = self.sheets or self.inputs == self.folder or is_result(self.folder)
        return [] if inside else _astray(self.folder, self.inputs)

    @cached_property
    def taken(self) -> tuple[Path | None, Mapping[str, Any]]:
        """The result of the latest day with its record; None and nothing where there is none."""
        results = sorted(_records(self.folder, RUN_FILE, "as_of"), key=lambda each: each[1])
        return (results[-1][0], results[-1][2]) if results else (None, {})

    @cached_property
    def packages(self) -> Path | None:
        """The packages of that result."""
        batch = self.taken[1].get("batch")
        found = _records(self.folder, MANIFEST, "batch")
        return next((path for path, _, told in found if told.get("batch") == batch), None)

    @cached_property
    def returned(self) -> Path | None:
        """The folder of workbooks that came back and were not collected."""
        return _returned(self.folder, self.known)

    @cached_property
    def above(self) -> Path | None:
        """The folder of a county in which this one lies."""
        parents = list(self.folder.absolute().parents)[:_ABOVE]
        return next((each for each in parents if (each / CONFIG_NAME).is_file()), None)

    @cached_property
    def below(self) -> list[Path]:
        """The folders of counties in this one."""
        return sorted(path.parent for path in self.folder.glob(f"*/{CONFIG_NAME}"))


def _run_section(config: Path) -> Mapping[str, str]:
    """``[run]`` of the configuration; nothing where there is none, or none that can be understood."""
    try:
        said = tomllib.loads(config.read_text(encoding="utf-8-sig")).get("run", {})
    except (OSError, ValueError):
        return {}
    return {name: value for name, value in said.items() if isinstance(value, str)} if isinstance(said, dict) else {}


def _records(folder: Path, name: str, needed: str) -> Iterator[tuple[Path, str, Mapping[str, Any]]]:
    """Folders at most two levels down that hold a record of kcbx, with what ``needed`` says and the whole record."""
    for path in sorted([*folder.glob(f"*/{name}"), *folder.glob(f"*/*/{name}")]):
        told = record_of(path)
        if needed in told and not told.get("check"):
            yield path.parent, str(told[needed]), told


def is_result(folder: Path) -> bool:
    """Whether a folder is a result of kcbx."""
    return (folder / RUN_FILE).is_file() and (folder / "tables").is_dir()


def _spreadsheets(folder: Path) -> Iterator[Path]:
    """Sheets under a folder, results and answers left out; enough of them to know."""
    said = schema("next_steps")
    kinds, elsewhere = said["spreadsheets"], (*said["returned_folders"], *said["sent_folders"], RESULTS)
    made = {path.parent for name in (RUN_FILE, MANIFEST) for path in folder.glob(f"**/{name}")}
    for number, path in enumerate(folder.glob("**/*")):
        if number > _MOST_FILES:
            return
        apart = made & set(path.parents) or path.relative_to(folder).parts[0] in elsewhere
        if path.suffix.lower() in kinds and path.name[0] not in "~." and not apart:
            yield path


def _astray(folder: Path, inputs: Path) -> list[str]:
    """What in the folder holds sheets outside ``inputs``; invented counties (beside their truth) are left out."""
    files = [path for path in _spreadsheets(folder) if inputs not in path.parents]
    names = {path.relative_to(folder).parts[0] for path in files}
    return sorted(name for name in names if not (folder / name / TRUTH).is_dir())


def newest(paths: Sequence[Path]) -> float:
    """When the newest of the files was changed or came here; a copy may keep the date of its original."""
    return max((max(path.stat().st_mtime, path.stat().st_ctime) for path in paths), default=0.0)


def _returned(folder: Path, known: Glance) -> Path | None:
    """The folder in which a workbook lies that the ledger has not seen; None where there is none."""
    for place in map(folder.joinpath, schema("next_steps")["returned_folders"]):
        for path in sorted(place.glob("**/*.xls*")):
            if path.name[0] in "~.":
                continue
            content = path.read_bytes()
            # An encrypted workbook is known by its name: its digest is that of what was inside.
            encrypted_and_seen = not content.startswith(_ZIP) and path.name in {Path(each).name for each in known.names}
            if hashlib.sha256(content).hexdigest() not in known.digests and not encrypted_and_seen:
                return place
    return None


__all__ = ["Sight", "is_result", "newest"]
