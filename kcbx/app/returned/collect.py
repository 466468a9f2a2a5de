"""``kcbx collect``: returned workbooks into the ledger, marked copies back out, and who has not answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kcbx.app.decisions.sending import open_ledger, tell_another_secret
from kcbx.app.returned.collected import CollectSummary, summarise
from kcbx.app.returned.marked_copies import write_marked
from kcbx.app.returned.opening import Unread, read_returned
from kcbx.config import load
from kcbx.errors import InputUnrecognised, Problem, UsageError
from kcbx.findings import catalogue
from kcbx.followup.facts import require_near
from kcbx.followup.replies import collect
from kcbx.followup.taken import TakenFile
from kcbx.intake.sources import input_files
from kcbx.secret import county_secret
from kcbx.terminal import Terminal

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
            problems = [Problem(each.why, name, advice=each.advice) for name, each in sorted(unread.items())]
            place = "、".join(map(str, request.paths))
            raise InputUnrecognised(problems or [Problem("这里没有交回的表", place, advice="放进去再收，或检查路径")])
        with terminal.stage("写退回更正"):
            marked = write_marked(ledger, collected, request.marked or request.ledger.parent / "退回更正")
        return summarise(ledger, request.collected_on, collected, unread, marked)


def _early(taken: TakenFile, collected_on: date) -> Unread:
    why = f"收到的日期 {collected_on} 早于它答的名单（{taken.early}）"
    return Unread(why, advice="改收到的日期，再收一次：kcbx collect 用 --on，kcbx run 用 --as-of")


__all__ = ["CollectRequest", "collect_returns"]
