"""``kcbx collect``: returned workbooks into the ledger, marked copies back out, and who has not answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kcbx.app.returns import Unread, read_returned
from kcbx.app.retyped import retyped
from kcbx.app.sending import open_ledger, tell_another_secret
from kcbx.config import load
from kcbx.errors import InputUnreadable, InputUnrecognised, Problem, UsageError
from kcbx.findings import catalogue
from kcbx.followup.facts import require_near
from kcbx.followup.ledger import Ledger
from kcbx.followup.reminders import Answered, answered
from kcbx.followup.replies import collect
from kcbx.followup.taken import Collected, TakenFile
from kcbx.intake.sources import input_files
from kcbx.secret import county_secret
from kcbx.terminal import Terminal

if TYPE_CHECKING:
    from kcbx.app.marked_copies import MarkedCopies

_OPEN_IT = "把密码写进密码单（一行“文件名,密码”），加上 --password-file 密码单.csv 再收一次"
_SEND_AGAIN = "请对方重新保存、再交一份"
_NO_HEADER = Unread("表头被改得认不出", advice="请把发给对方的原表的表头一行复制过来盖上，或请对方填在原表上，再收一次")


@dataclass(frozen=True)
class CollectRequest:
    """What the analyst asked for. ``marked``: the folder for marked copies; by default 退回更正 beside the ledger.

    ``password``: of a file, by its name; ``passwords``: those to try where that one does not open it. ``again``: files
    the ledger has are taken once more, since the first time was a mistake.
    """

    paths: Sequence[Path]
    ledger: Path
    collected_on: date
    marked: Path | None = None
    config: Path | None = None
    password: Callable[[Path], str | None] | None = None
    passwords: Sequence[str] = field(default=(), repr=False)
    again: bool = False

    def tried(self, path: Path) -> list[str]:
        """The passwords to try on an encrypted file: its own first."""
        own = self.password(path) if self.password else None
        return list(dict.fromkeys([*([own] if own else []), *self.passwords]))


@dataclass(frozen=True)
class FileSummary:
    """One returned file: its rows by place, and what it is; figures only, no child.

    ``copies``: names of other files to the byte the same, taken once with it. ``headings``: which retyped headings
    were known by their place, in words without a word of the sender. ``shifted``: rows whose answers stand in the wrong
    columns. ``answers_for``: those to whom its answered rows were sent. ``also_marked``: the marked copies of sheets of
    another kind of workbook. ``stranger``: sent by another county or from another ledger, so no copy goes back.
    ``ahead``: most of it was checked after the day it was collected. ``ripe``: rows that did not take effect when the
    file was taken, and would if it were taken again.
    """

    file: str
    recipient: str
    batch: str
    again: bool
    rows: int
    places: Mapping[str, int]
    disputed: int
    outdated: int
    marked: str = ""
    also_marked: Sequence[str] = ()
    copies: Sequence[str] = ()
    headings: Sequence[str] = ()
    stranger: bool = False
    shifted: int = 0
    answers_for: Sequence[str] = ()
    ahead: bool = False
    ripe: int = 0

    @property
    def sender(self) -> str:
        """From whom it comes, in words; with how many others where books were put together."""
        own = self.recipient or next(iter(self.answers_for), "")
        others = len({*self.answers_for} - {own})
        return f"{own}等 {others + 1} 个" if others else own


@dataclass(frozen=True)
class CollectSummary:
    """What is shown at the end and returned by ``--json``. ``unread``: file → why it was left out.

    ``not_taken``: those of them that may hold answers, which are not in the ledger; a sheet as 文件 › 工作表.
    ``advice``: what to do about each. ``filled_in``: marked copies with corrections that no collection has taken yet.
    """

    schema: int
    collected_on: str
    files: Sequence[FileSummary]
    unread: Mapping[str, str]
    places: Mapping[str, int]
    disputed_cases: Sequence[str]
    answered: Sequence[Answered] = field(default_factory=tuple)
    not_taken: Sequence[str] = ()
    locked: Sequence[str] = ()
    advice: Mapping[str, str] = field(default_factory=dict)
    filled_in: Sequence[str] = ()

    def require_all(self) -> None:
        """Raise InputUnreadable where a file that may hold answers could not be read; the others were taken."""
        if self.not_taken:
            raise InputUnreadable(
                [
                    Problem(f"{self.unread[name]}，其中的答复还没有收进台账", name, advice=self.advice[name])
                    for name in self.not_taken
                ]
            )

    @property
    def rows(self) -> int:
        """Rows of all files; the sum of the places."""
        return sum(file.rows for file in self.files)


def collect_returns(request: CollectRequest, terminal: Terminal) -> CollectSummary:
    """Read, judge, keep, mark. The senders' files are opened for reading only.

    Raises UsageError where the ledger does not exist or the day cannot be meant, InputUnrecognised where no file is
    ours, and the errors of :class:`kcbx.followup.ledger.Ledger`.
    """
    if not request.ledger.exists():
        raise UsageError(
            Problem("没有这个台账", str(request.ledger), advice="先用 kcbx reconcile --ledger 建立，或检查路径")
        )
    config = load(request.config)
    unread: dict[str, Unread] = {}
    with terminal.stage("读交回的表", counted=True) as advance:
        files = list(read_returned(request.paths, request.tried, unread, advance))
    for file in input_files(request.paths, {}):
        if file.is_lock:
            terminal.note(f"{file.source_file}：{catalogue()['lock_file_skipped'].message}")
    with open_ledger(request.ledger, county_secret(config)) as ledger:
        tell_another_secret(ledger, terminal)
        with terminal.stage("记入台账"):
            require_near(ledger, request.collected_on)
            collected = collect(ledger, files, request.collected_on, again=request.again)
        for taken in collected.files:
            if taken.early:
                unread[taken.name] = _early(taken, request.collected_on)
                continue
            unread |= {f"{taken.name} › {sheet}": _NO_HEADER for sheet in taken.lost}
            if not taken.sheets and not taken.lost:
                unread[taken.name] = Unread("不是发出的核查表，或表头被改得认不出", foreign=True)
        if not any(taken.sheets for taken in collected.files):
            problems = [
                Problem(each.why, name, advice=each.advice or (_OPEN_IT if each.locked else ""))
                for name, each in sorted(unread.items())
            ]
            raise InputUnrecognised(problems or [Problem("没有交回的表", advice="检查路径")])
        with terminal.stage("写退回更正"):
            from kcbx.app.marked_copies import write_marked  # noqa: PLC0415 - xlsxwriter late

            marked = write_marked(ledger, collected, request.marked or request.ledger.parent / "退回更正")
        return _summary(ledger, request, collected, unread, marked)


def _early(taken: TakenFile, collected_on: date) -> Unread:
    why = f"收到的日期 {collected_on} 早于它答的名单（{taken.early}）"
    return Unread(why, advice="改收到的日期，再收一次：kcbx collect 用 --on，kcbx run 用 --as-of")


def _summary(
    ledger: Ledger,
    request: CollectRequest,
    collected: Collected,
    unread: Mapping[str, Unread],
    marked: MarkedCopies,
) -> CollectSummary:
    names: dict[str, list[str]] = {}
    for taken in collected.files:
        names.setdefault(taken.digest, []).append(taken.name)
    ours = [taken for taken in collected.files if taken.sheets and taken.name == names[taken.digest][0]]
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
            marked=next(iter(marked.written.get(taken.digest, ())), ""),
            also_marked=marked.written.get(taken.digest, ())[1:],
            copies=names[taken.digest][1:],
            headings=[text for sheet in taken.sheets if (text := retyped(sheet.filled))],
            stranger=taken.stranger,
            answers_for=taken.answers_for,
            shifted=sum(row.shifted for sheet in taken.sheets for row in sheet.rows),
            ahead=taken.ahead,
            ripe=taken.ripe,
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
        unread={name: each.why for name, each in sorted(unread.items())},
        not_taken=sorted(name for name, each in unread.items() if not each.foreign),
        locked=sorted(name for name, each in unread.items() if each.locked),
        advice={name: each.advice or (_OPEN_IT if each.locked else _SEND_AGAIN) for name, each in unread.items()},
        places=dict(places),
        disputed_cases=disputed_cases(ledger, request.collected_on),
        answered=answered(ledger),
        filled_in=sorted({str(path) for path in marked.filled_in}),
    )


def _among(taken: TakenFile, rows: frozenset[tuple[str, str, int]]) -> int:
    return sum(digest == taken.digest for digest, _, _ in rows)


def disputed_cases(ledger: Ledger, as_of: date) -> list[str]:
    """Numbers of the cases with answers that contradict one another."""
    from kcbx.followup.cases import Wanted, cases  # noqa: PLC0415

    return [case.number for case in cases(ledger, as_of, Wanted(states={"disputed"}))]


__all__ = ["CollectRequest", "CollectSummary", "FileSummary", "collect_returns"]
