"""The folder of a county as ``kcbx run`` sees it: which term it is, where things lie, what last term left."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from kcbx import config as configuration
from kcbx.app.results.folder import written_whole
from kcbx.file_names import PASSWORD_SHEET, RUN_FILE
from kcbx.intake.sources import input_files
from kcbx.records import record_of
from kcbx.register import Place

#: Ending of the record of progress beside a result.
PROGRESS = "进度.json"
Password = Callable[[Path], str | None]


@dataclass(frozen=True)
class Batch:
    """One run: the configuration file, the day, how encrypted sheets are opened. Paths are beside the file."""

    config_file: Path
    as_of: date
    password: Password | None = None

    @property
    def home(self) -> Path:
        """The folder of ``kcbx.toml``."""
        return self.config_file.absolute().parent

    @cached_property
    def config(self) -> configuration.Config:
        """The configuration. Raises ConfigInvalid."""
        return configuration.load(self.config_file)

    @property
    def term(self) -> str:
        """For instance 2026—2027学年秋季学期."""
        return Place("", self.as_of, self.config.ages(self.as_of), self.as_of, "").term

    @property
    def season(self) -> str:
        """The term in short: 2026秋; spring has the year in which it lies."""
        year = self.config.ages(self.as_of).school_year
        return f"{year}秋" if "秋季" in self.term else f"{year + 1}春"

    @property
    def name(self) -> str:
        """Term and day: 2026秋-2026-09-20."""
        return f"{self.season}-{self.as_of}"

    @property
    def inputs(self) -> Path:
        """The folder of the sheets that came in."""
        return self.home / self.config.run.inputs

    @property
    def returns(self) -> Path:
        """The folder of the answers that came back."""
        return self.home / self.config.run.returns

    @property
    def ledger(self) -> Path:
        """The ledger of the county."""
        return self.home / self.config.run.ledger

    @property
    def password_sheet(self) -> Path:
        """The passwords of packages and archives."""
        return self.home / PASSWORD_SHEET

    @property
    def result(self) -> Path:
        """The result folder."""
        return self.home / self.config.run.results / self.name

    @property
    def archive(self) -> Path:
        """The archive of the result."""
        return self.home / self.config.run.archives / f"{self.name}.zip"

    @property
    def progress(self) -> Path:
        """The record of what was done."""
        return self.beside(PROGRESS)

    def beside(self, ending: str) -> Path:
        """A product beside the result folder."""
        return self.result.with_name(f"{self.name}-{ending}")

    def sheets(self) -> list[Path]:
        """The files that came in, without the traces of workbooks that are open."""
        return _files_in(self.inputs)

    def returned(self) -> list[Path]:
        """The files that came back; none where there is no folder for them."""
        return _files_in(self.returns)

    @cached_property
    def previous(self) -> Path | None:
        """Last term's result: the one named, else the newest of an earlier term. None in the first term."""
        from kcbx.app.results.reading import place_of  # noqa: PLC0415 - pandas late

        if self.config.run.previous:
            return self.home / self.config.run.previous
        earlier = []
        for record in sorted(self.result.parent.glob(f"*/{RUN_FILE}")):
            if record.parent.name.startswith("."):  # left by a run that was killed
                continue
            run = record_of(record)
            place = place_of(run) if "place" in run else None
            if place is not None and place.as_of < self.as_of and place.term != self.term:
                earlier.append((place.as_of, record.parent))
        return max(earlier)[1] if earlier else None

    def taken_up(self) -> Batch:
        """The run of this term that was interrupted on an earlier day, to be ended as it was begun; else this one."""
        begun = [self]
        for path in sorted(self.result.parent.glob(f"{self.season}-*-{PROGRESS}")):
            said = Progress.read(path)
            if not said.ended and said.as_of and said.as_of < self.as_of:
                begun.append(replace(self, as_of=said.as_of))
        return max(begun, key=lambda each: (each is not self, each.as_of))


def _files_in(folder: Path) -> list[Path]:
    return [file.path for file in input_files([folder], {}) if not file.is_lock] if folder.is_dir() else []


@dataclass(frozen=True)
class Progress:
    """How far a run came: by stage the digests of what went in and of what came out; whether it reached its end."""

    as_of: date | None = None
    ended: bool = True
    stages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Progress:
        """What a file says; one that is not there or cannot be read counts as nothing done."""
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            return cls(date.fromisoformat(said["as_of"]), bool(said["ended"]), dict(said["stages"]))
        except (OSError, ValueError, TypeError, KeyError):
            return cls()

    def write(self, path: Path) -> None:
        """Keep it, whole or as it was before."""
        said = {"as_of": str(self.as_of), "ended": self.ended, "stages": dict(self.stages)}
        with written_whole(path) as beside:
            beside.write_text(json.dumps(said, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


__all__ = ["PROGRESS", "Batch", "Password", "Progress"]
