"""The sheets taken in as their senders' headings were confirmed or taught, or a refusal that says what is lacking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kcbx import config as configuration
from kcbx.app.request import Request, find_config, memory_of
from kcbx.app.sheets.headings_memory import recall
from kcbx.errors import InputUnreadable, InputUnrecognised, Problem, UsageError
from kcbx.terminal import Terminal, shown

if TYPE_CHECKING:
    from kcbx.findings import Finding
    from kcbx.register import Intake

#: Findings that mean: a file, or a sheet of one, was left out.
UNREAD = ("file_unreadable", "password_needed", "sheet_unusable")


def take_in(request: Request, config: configuration.Config, terminal: Terminal, *, partial: bool = False) -> Intake:
    """Read every sheet as its sender's headings were confirmed or taught; what drifted since is among the findings.

    ``partial``: only to be looked at, so that neither list has to be there and no file has to be readable.
    Raises UsageError for a path that is not there or a lesson that fits nothing, ConfigInvalid for a headings memory
    that cannot be understood, InputUnrecognised where nothing was read.
    """
    from kcbx.app.sheets.headings_drift import drift, headings_of  # noqa: PLC0415 - pandas late
    from kcbx.app.sheets.headings_teaching import require_learnt, taught_of  # noqa: PLC0415
    from kcbx.intake import take_in as read  # noqa: PLC0415
    from kcbx.intake.sources import own_folders  # noqa: PLC0415

    if not request.paths and not request.roles:
        raise UsageError(Problem("没有说读哪些表", advice="写上放来表的文件夹，如 kcbx reconcile 来表 --out 结果"))
    missing = [path for path in [*request.paths, *request.roles] if not path.exists()]
    if missing:
        raise UsageError([Problem("找不到文件或文件夹", str(path), advice="检查路径") for path in missing])
    if own := own_folders([*request.paths, *request.roles]):
        names = "、".join(shown(folder) for folder in own)
        terminal.note(f"来表里有 kcbx 自己写出的文件夹，没有当作来表读：{names}")
    remembered = recall(memory_of(request))
    with terminal.stage("读表", counted=True) as advance:
        intake = read(
            [*request.paths, *request.roles],
            roles=request.roles,
            passwords=request.password,
            progress=lambda _, done, total: advance(done, total),
            known_townships=[township.name for township in config.townships],
            taught=lambda file: taught_of(file, remembered, request.lessons),
            partial=partial,
        )
    require_learnt(request.lessons, intake.sheets)
    drift(headings_of(intake.sheets), remembered, intake.findings)
    if partial:
        return intake
    unread = [found for found in intake.findings if found.code in UNREAD]
    if request.strict and unread:
        raise InputUnreadable([_left_out(found) for found in unread])
    _require_both_lists(intake)
    return intake


def dry_run(request: Request, terminal: Terminal) -> Intake:
    """The intake as it would be read, unusable sheets and unreadable files too; nothing is written."""
    return take_in(request, configuration.load(find_config(request)), terminal, partial=True)


def _require_both_lists(intake: Intake) -> None:
    """Raise InputUnrecognised, with the files left out, where the census or the rolls are missing."""
    words = {"census": "摸底表", "roll": "学籍花名册"}
    lacking = [word for form, word in words.items() if form not in intake.rows or intake.rows[form].empty]
    if lacking:
        raise InputUnrecognised(
            [
                Problem(
                    f"没有认出任何{word}",
                    expected=f"至少一张带表头的{word}，含姓名、身份证号或出生日期等列",
                    advice="用 --dry-run 查看每张表是怎么认的",
                )
                for word in lacking
            ]
            + [_left_out(found) for found in intake.findings if found.code in UNREAD]
        )


def _left_out(found: Finding) -> Problem:
    place = " › ".join(filter(None, (found.source.file, found.source.sheet)))
    return Problem(found.message, place, advice=found.kind.advice)
