"""The plan of a mailing: which package goes to which address, and where each letter stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kcbx.config import Config
from kcbx.deliver.manifest import Manifest, Package, attachment
from kcbx.deliver.record import SENDING, SENT, SentRecord
from kcbx.errors import Problem, UsageError


class State(StrEnum):
    """Where a letter stands, in the words shown. UNSURE: a run was stopped while it was on its way."""

    TO_SEND = "待发"
    ALREADY_SENT = "已发"
    UNSURE = "不知是否送达，重发"
    NO_ADDRESS = "没有邮箱"
    DAMAGED = "文件缺失或改动"


_ADVICE = {
    State.NO_ADDRESS: "在 kcbx.toml 的 [[townships]] 或 [[school_contacts]] 写上 email",
    State.DAMAGED: "重新运行 kcbx pack",
}


@dataclass(frozen=True)
class Post:
    """One letter: which package to which address, "" where none is known."""

    package: Package
    to: str
    state: State

    @property
    def due(self) -> bool:
        """Whether it is still to be sent."""
        return self.state in (State.TO_SEND, State.UNSURE)

    @property
    def problem(self) -> Problem | None:
        """Why it cannot be sent, None where it can."""
        advice = _ADVICE.get(self.state)
        return Problem(self.state, self.package.recipient, advice=advice) if advice else None


def plan(
    folder: Path, manifest: Manifest, config: Config, record: SentRecord, only: Sequence[str] = ()
) -> tuple[Post, ...]:
    """One letter a package, in the order of the manifest; ``only`` these recipients, all where it is empty.

    Raises UsageError for a recipient who is not among them.
    """
    unknown = set(only) - {package.recipient for package in manifest.packages}
    idle = unknown & {*manifest.nothing_to_ask}
    if unknown:
        raise UsageError(
            [
                Problem(f"{name}没有要核查的，没有包", advice="不用发")
                if name in idle
                else Problem(f"没有这个收件单位：{name}", advice="按清单里的名称写")
                for name in sorted(unknown)
            ]
        )
    return tuple(
        _post(folder, package, config, record) for package in manifest.packages if not only or package.recipient in only
    )


def _post(folder: Path, package: Package, config: Config, record: SentRecord) -> Post:
    contact = config.contact_of(package.recipient)
    to = contact.email if contact else ""
    if attachment(folder, package) is None:
        return Post(package, to, State.DAMAGED)
    if not to:
        return Post(package, to, State.NO_ADDRESS)
    outcome = record.outcome(package, to)
    return Post(package, to, {SENT: State.ALREADY_SENT, SENDING: State.UNSURE}.get(outcome, State.TO_SEND))


__all__ = ["Post", "State", "plan"]
