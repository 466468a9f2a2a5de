"""What the analyst sees of returns and cases: figures and case numbers, never a name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kcbx.app.cases.history import History
from kcbx.app.cases.ledger import CaseLine
from kcbx.app.returned.collected import CollectSummary
from kcbx.casebook import Due, Period
from kcbx.definitions import schema
from kcbx.errors import Problem, UsageError
from kcbx.followup import life
from kcbx.followup.cases import Wanted
from kcbx.followup.reminders import STATUS_WORDS, Answered
from kcbx.terminal import Terminal, shown

_SHEETS = {"to_verify": "待核查", "pairs": "待认人", "conflicts": "信息不一致"}
_ANSWERED = ("发给", "表", "情况", "应答", "已生效", "须更正", "还缺", "未填")
_MOST = 8
_SHIFTED = "的答复填错了列，没有收下；从哪一格起、移几格，标在退回更正的副本上"
_AGAIN = "当时收到日期写错了，或后来教了新说法的，加 --again 重新收"
_AHEAD = "多数行的核查日期在收到日期之后；收到日期写错了的，改 --on，加 --again 重新收"
_STRANGER = "不是这个台账发出的表，没有一行认得出；看是不是别的县的表，换过台账或密钥的，请用发出时的那一份"


def wanted(states: Collection[str], townships: Collection[str], *, only_open: bool) -> Wanted:
    """A filter; states by code or by Chinese label. Raises UsageError for one that does not exist."""
    labels = {state.label: code for code, state in life.states().items()}
    codes = {labels.get(state, state) for state in states}
    unknown = codes - set(life.states())
    if unknown:
        raise UsageError(Problem(f"没有这个状态：{'、'.join(sorted(unknown))}", expected="；".join(labels)))
    return Wanted(states=codes, townships=set(townships), only_open=only_open)


def show_collected(summary: CollectSummary, ledger: Path, terminal: Terminal) -> None:
    """Where every row went, what goes back, who has not answered; ``ledger``: where the rest is listed from.

    Files that could not be opened are told by :meth:`kcbx.app.returned.collected.CollectSummary.require_all`.
    """
    words = schema("followup/replies")["places"]
    terminal.heading("交回的行")
    heads = ["文件", "发给", "读到", *(str(words[place]["label"]) for place in words), "差"]
    rows = []
    for file in summary.files:
        counts = [file.places[place] for place in words]
        name = f"{file.file}（已收过）" if file.again else file.file
        rows.append([name, file.sender, *map(str, (file.rows, *counts, file.rows - sum(counts)))])
    terminal.table(heads, rows)
    disputed = sum(file.disputed for file in summary.files)
    if disputed:
        whose = f"，涉及个案：{'、'.join(summary.disputed_cases)}" if summary.disputed_cases else ""
        terminal.note(f"说法不一 {disputed} 行{whose}；哪几行标在退回更正的副本上", alarm=True)
    outdated = sum(file.outdated for file in summary.files)
    if outdated:
        terminal.note(f"早于最近一次名单、只作记录 {outdated} 行：请对方在最新的表上再答")
    for file in summary.files:
        for copy in file.copies:
            terminal.note(f"{copy} 与 {file.file} 内容相同，只收一份")
        if file.stranger:
            terminal.note(f"× {file.file}：{_STRANGER}", alarm=True)
        if file.ahead:
            terminal.note(f"× {file.file}：{_AHEAD}", alarm=True)
        elif file.ripe:
            terminal.note(f"{file.file} 已收过，当时没有生效的，按今天收有 {file.ripe} 行可以生效：{_AGAIN}")
        if file.shifted:
            terminal.note(f"× {file.file}：{file.shifted} 行{_SHIFTED}", alarm=True)
        for text in file.headings:
            terminal.note(f"{file.file} › {text}")
    for name, why in summary.unread.items():
        if name not in summary.not_taken:
            terminal.note(f"× {name}：{why}", alarm=True)
    for path in summary.filled_in:
        terminal.note(f"× {shown(path)} 里有人改过，没有覆盖，也还没有收：请放进交回的文件夹，再收一次", alarm=True)
    marked = [path for file in summary.files for path in (file.marked, *file.also_marked) if path]
    if marked:
        terminal.heading(f"退回更正 {len(marked)} 份")
        for path in marked:
            terminal.note(f"  {shown(path)}")
    show_answered(summary.answered, terminal, ledger)


def show_answered(found: Sequence[Answered], terminal: Terminal, ledger: Path | None = None) -> None:
    """Who has answered everything, something, nothing; the complete ones are only counted.

    With ``ledger`` a look in passing: of many, those with the most rows unanswered, and how all are listed from there.
    """
    left = [each for each in found if each.status != "complete"]
    if found:
        terminal.heading(f"催报 · 批次 {found[0].batch} · 应于 {found[0].deadline} 前交回")
    waiting = len({(each.workbook, each.recipient) for each in left})
    rest = f"；还差 {waiting} 个单位" if left else ""
    terminal.note(f"已交齐 {len(found) - len(left)} 张，未交齐 {len(left)} 张{rest}")
    if ledger is None or len(left) <= _MOST:
        told = left
    else:
        told = sorted(left, key=lambda each: (-each.unanswered, each.workbook, each.recipient, each.sheet))[:_MOST]
    if told:
        terminal.table(_ANSWERED, [list(row.values()) for row in answered_rows(told)], result=ledger is None)
    if len(told) < len(left):
        terminal.note(f"以上是未填最多的 {len(told)} 张，全部的：kcbx cases reminders --ledger {shown(ledger or '')}")


def answered_rows(found: Iterable[Answered]) -> list[dict[str, str]]:
    """The same as rows under Chinese headings."""
    rows = (
        [
            each.recipient,
            _SHEETS.get(each.sheet, each.sheet),
            STATUS_WORDS[each.status],
            *map(str, (each.asked, each.effective, each.to_correct, each.lacking, each.unanswered)),
        ]
        for each in found
    )
    return [dict(zip(_ANSWERED, row, strict=True)) for row in rows]


def answered_json(found: Sequence[Answered]) -> list[dict[str, Any]]:
    """The same, for ``--json``."""
    return [{**asdict(each), "status": each.status} for each in found]


def show_cases(lines: Sequence[CaseLine], terminal: Terminal) -> None:
    """A list of cases."""
    figures = ("number", "township", "label", "opened_on", "since", "answer", "listings", "overdue")
    rows = [[str(getattr(line, figure)) for figure in figures] for line in lines]
    terminal.table(["个案号", "乡镇", "状态", "首次列入", "状态起", "最近答复", "列入次数", "逾期"], rows, result=True)
    terminal.note(f"共 {len(lines)} 个，其中在册 {sum(line.open for line in lines)} 个")


def show_history(history: History, terminal: Terminal) -> None:
    """Everything that happened to a case, what contradicts, what is due."""
    show_cases([history.line], terminal)
    terminal.heading("经过")
    rows = [
        [str(number), each.on, each.what + ("（已撤销）" if each.withdrawn else ""), each.why, each.source, each.state]
        for number, each in enumerate(history.events, 1)
    ]
    terminal.table(["第几条", "日期", "什么事", "为什么", "出处", "状态"], rows, result=True)
    if history.disputed:
        terminal.heading("说法不一的答复（用 kcbx cases choose 裁定）")
        rows = [[str(number), *each] for number, each in enumerate(history.disputed, 1)]
        terminal.table(["第几份", "答复", "核查日期", "出处"], rows, result=True)
    if history.due:
        show_due(history.due, terminal)


def show_due(found: Sequence[Due], terminal: Terminal) -> None:
    """What is overdue and what is due."""
    rows = [["逾期" if each.overdue else "", each.on, each.what, each.number, each.township] for each in found]
    terminal.table(["", "日期", "事项", "个案号", "乡镇"], rows, result=True)
    terminal.note(f"共 {len(found)} 件，其中逾期 {sum(each.overdue for each in found)} 件")


def show_period(period: Period, terminal: Terminal) -> None:
    """The balance of a period by township."""
    terminal.heading(f"{period.county} {period.title}（{period.first} 至 {period.last}）")
    heads = ["乡镇", "期初", "新增", "再次列入", "销号", "期末", "确认失学", "差"]
    figures = ("opening", "new", "again", "solved", "closing", "confirmed", "difference")
    every = (*period.townships, period.total)
    rows = [[each.name, *(str(getattr(each, figure)) for figure in figures)] for each in every]
    terminal.table(heads, rows, result=True)


def period_json(period: Period) -> Mapping[str, Any]:
    """The figures of a period for ``--json``; no child."""
    return {
        "schema": 1,
        "title": period.title,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "closes": period.closes,
        "total": asdict(period.total),
        "townships": [asdict(each) for each in period.townships],
        "again_why": dict(period.again_why),
        "due": len(period.due),
        "overdue": sum(each.overdue for each in period.due),
    }
