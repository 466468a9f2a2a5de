"""``kcbx collect``: returned workbooks into the ledger, marked copies back out, and who has not answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kcbx.app.returns import LOCKED, Reader
from kcbx.app.sending import open_ledger
from kcbx.config import load
from kcbx.errors import InputUnrecognised, Problem, UsageError
from kcbx.findings import catalogue
from kcbx.followup.ledger import Ledger
from kcbx.followup.reminders import Answered, answered
from kcbx.followup.replies import Collected, TakenFile, collect
from kcbx.followup.returned import ReturnedFile
from kcbx.intake.sources import input_files
from kcbx.secret import county_secret
from kcbx.terminal import Advance, Terminal

_MARKED = "（退回更正）.xlsx"


@dataclass(frozen=True)
class CollectRequest:
    """What the analyst asked for. ``marked``: the folder for marked copies; by default 退回更正 beside the ledger."""

    paths: Sequence[Path]
    ledger: Path
    collected_on: date
    marked: Path | None = None
    config: Path | None = None
    password: Callable[[Path], str | None] | None = None


@dataclass(frozen=True)
class FileSummary:
    """One returned file: its rows by place, and what it is; figures only, no child."""

    file: str
    recipient: str
    batch: str
    again: bool
    rows: int
    places: Mapping[str, int]
    disputed: int
    outdated: int
    marked: str = ""


@dataclass(frozen=True)
class CollectSummary:
    """What is shown at the end and returned by ``--json``. ``unread``: file → why it was left out."""

    schema: int
    collected_on: str
    files: Sequence[FileSummary]
    unread: Mapping[str, str]
    places: Mapping[str, int]
    disputed_cases: Sequence[str]
    answered: Sequence[Answered] = field(default_factory=tuple)

    @property
    def rows(self) -> int:
        """Rows of all files; the sum of the places."""
        return sum(file.rows for file in self.files)


def collect_returns(request: CollectRequest, terminal: Terminal) -> CollectSummary:
    """Read, judge, keep, mark. The senders' files are opened for reading only.

    Raises UsageError where the ledger does not exist, InputUnrecognised where no file is ours, and the errors of
    :class:`kcbx.followup.ledger.Ledger`.
    """
    if not request.ledger.exists():
        raise UsageError(
            Problem("没有这个台账", str(request.ledger), advice="先用 kcbx reconcile --ledger 建立，或检查路径")
        )
    config = load(request.config)
    unread: dict[str, str] = {}
    with terminal.stage("读交回的表", counted=True) as advance:
        files = list(read_returned(request.paths, request.password, unread, advance))
    for file in input_files(request.paths, {}):
        if file.is_lock:
            terminal.note(f"{file.source_file}：{catalogue()['lock_file_skipped'].message}")
    with open_ledger(request.ledger, county_secret(config)) as ledger:
        with terminal.stage("记入台账"):
            collected = collect(ledger, files, request.collected_on)
        for taken in collected.files:
            if not taken.sheets:
                unread[taken.name] = "不是发出的核查表，或表头被改得认不出"
        if not any(taken.sheets for taken in collected.files):
            problems = [Problem(why, name) for name, why in sorted(unread.items())]
            raise InputUnrecognised(problems or [Problem("没有交回的表", advice="检查路径")])
        with terminal.stage("写退回更正"):
            marked = write_marked(ledger, collected, request.marked or request.ledger.parent / "退回更正")
        return _summary(ledger, request, collected, unread, marked)


def read_returned(
    paths: Sequence[Path],
    password: Callable[[Path], str | None] | None,
    unread: dict[str, str],
    advance: Advance = lambda done, total: None,
) -> Iterator[ReturnedFile]:
    """Every workbook under the paths as text; those that cannot be read are noted in ``unread`` by name.

    Files are opened in a process of their own, since the reader may abort on a hostile one.
    """
    files = [file for file in input_files(paths, {}) if not file.is_lock]
    with Reader() as reader:
        for done, file in enumerate(files, start=1):
            read = reader.read(file.path, file.source_file, None)
            if isinstance(read, str) and read == LOCKED and password is not None:
                given = password(file.path)
                read = reader.read(file.path, file.source_file, given) if given else read
            advance(done, len(files))
            if isinstance(read, str):
                unread[file.source_file] = read
            else:
                yield read


def write_marked(ledger: Ledger, collected: Collected, folder: Path) -> dict[str, Path]:
    """Write a marked copy of every file that has something to correct; digest → path."""
    from kcbx.app.marking import has_to_go_back, write_copy  # noqa: PLC0415 - xlsxwriter late

    written: dict[str, Path] = {}
    names = Counter(Path(taken.name).stem for taken in collected.files)
    sent_anything = bool(ledger.rows("SELECT 1 FROM batches LIMIT 1"))
    for taken in collected.files:
        if sent_anything and has_to_go_back(taken, collected):
            stem = Path(taken.name).stem
            unique = f"{stem}-{taken.digest[:6]}" if names[stem] > 1 else stem
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            written[taken.digest] = folder / f"{unique}{_MARKED}"
            write_copy(ledger, taken, collected, written[taken.digest])
    return written


def _summary(
    ledger: Ledger, request: CollectRequest, collected: Collected, unread: Mapping[str, str], marked: Mapping[str, Path]
) -> CollectSummary:
    ours = [taken for taken in collected.files if taken.sheets]
    files = [
        FileSummary(
            file=taken.name,
            recipient=taken.origin.recipient,
            batch=taken.origin.batch,
            again=taken.again,
            rows=taken.rows_read,
            places=taken.places,
            disputed=_among(taken, collected.disputed),
            outdated=_among(taken, collected.outdated),
            marked=str(marked.get(taken.digest, "")),
        )
        for taken in sorted(ours, key=lambda each: each.name)
    ]
    places: Counter[str] = Counter()
    for file in files:
        places.update(file.places)
    return CollectSummary(
        schema=1,
        collected_on=request.collected_on.isoformat(),
        files=files,
        unread=dict(sorted(unread.items())),
        places=dict(places),
        disputed_cases=disputed_cases(ledger, request.collected_on),
        answered=answered(ledger),
    )


def _among(taken: TakenFile, rows: frozenset[tuple[str, str, int]]) -> int:
    return sum(digest == taken.digest for digest, _, _ in rows)


def disputed_cases(ledger: Ledger, as_of: date) -> list[str]:
    """Numbers of the cases with answers that contradict one another."""
    from kcbx.followup.cases import Wanted, cases  # noqa: PLC0415

    return [case.number for case in cases(ledger, as_of, Wanted(states={"disputed"}))]


__all__ = ["CollectRequest", "CollectSummary", "FileSummary", "collect_returns", "read_returned"]
