"""What the analyst sees at the end: one screen of figures, no child; what to open next."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kcbx.definitions import form_words
from kcbx.findings import severities
from kcbx.terminal import Terminal, shown

if TYPE_CHECKING:
    import pandas as pd

    from kcbx.app.explain import Explained
    from kcbx.app.results.summary import Summary
    from kcbx.app.terms import Compared
    from kcbx.register import Intake

_MOST_CANDIDATES = 4
_MOST_TOWNSHIPS = 12
_MOST_CASES = 8


def show_summary(summary: Summary, terminal: Terminal) -> None:
    """The closing summary: rows and where they went, whom to check where, what to open next."""
    terminal.heading("数据去向（行）")
    rows, words = [], form_words()
    for form, counted in sorted(summary.by_form.items(), key=lambda item: list(words).index(item[0])):
        ends = [counted[name] for name in ("rows_read", "rows_used", "rows_merged", "rows_set_aside", "rows_review")]
        rows.append([words[form], *(f"{number:,}" for number in ends), f"{ends[0] - sum(ends[1:])}"])
    terminal.table(["表", "读到", "采用", "合并重复", "不用", "待核对", "差"], rows)

    terminal.heading(f"待入户核实 {summary.to_verify:,} 人（七类合计，不等于失学人数）")
    townships = list(summary.to_verify_by_township.items())
    if townships:
        terminal.table(["乡镇", "人"], [[name, f"{count:,}"] for name, count in townships[:_MOST_TOWNSHIPS]])
    if len(townships) > _MOST_TOWNSHIPS:
        terminal.note(f"另有 {len(townships) - _MOST_TOWNSHIPS} 个乡镇，见总览")

    terminal.heading("县里要答的五个率")
    for sentence in summary.sentences:
        terminal.note(f"  {sentence}")

    terminal.heading("要做的事")
    terminal.note(f"待人工核对 {summary.review_pairs:,} 对")
    show_nothing_to_ask(summary.nothing_to_ask, terminal)
    in_sheets = {name: count - summary.compared[name] for name, count in summary.findings.items()}
    terminal.note(f"来表问题：{counted_problems(in_sheets)}")
    terminal.note(f"各表对照又发现：{counted_problems(summary.compared)}")
    if summary.cases:
        words = {"opened": "新立", "carried": "续办", "reopened": "再次列入", "unseen": "本次来表中没有此人"}
        terminal.note("个案：" + "，".join(f"{word} {summary.cases[name]:,}" for name, word in words.items()))
    if summary.unseen_cases:
        rest = "……" if len(summary.unseen_cases) > _MOST_CASES else ""
        named = "、".join(summary.unseen_cases[:_MOST_CASES]) + rest
        terminal.note(f"  在册而来表中没有此人：{named}；问问村里为什么没有报（kcbx cases show 个案号）", alarm=True)
    if summary.unread:
        terminal.note(f"没有读进来的文件 {len(summary.unread)} 个，结果不含它们：", alarm=True)
        for name in summary.unread:
            terminal.note(f"  × {name}", alarm=True)
    terminal.note(f"数据时点 {summary.as_of} · 年龄截止日 {summary.cutoff} · 批次 {summary.batch}")
    terminal.heading("请打开")
    for number, path in enumerate(summary.open_next, 1):
        terminal.note(f"  {number}. {shown(path)}")


def show_nothing_to_ask(townships: Sequence[str], terminal: Terminal) -> None:
    """The townships that need not wait for a workbook."""
    if townships:
        more = "等" if len(townships) > _MOST_TOWNSHIPS else ""
        names = "、".join(townships[:_MOST_TOWNSHIPS])
        terminal.note(f"无需核查、不发表的乡镇 {len(townships)} 个：{names}{more}")


def counted_problems(counts: Mapping[str, int]) -> str:
    """须更正 9 处，请核对 57 处，供了解 23 处."""
    return "，".join(f"{label} {counts[severity]:,} 处" for severity, label in severities().items())


def show_timings(terminal: Terminal) -> None:
    """Where the time went."""
    terminal.heading("各步用时")
    terminal.table(["步骤", "秒"], [[label, f"{seconds:.2f}"] for label, seconds in terminal.times.items()])


def show_dry_run(intake: Intake, terminal: Terminal) -> None:
    """Every sheet: what it was taken for, its header row, rows and columns; then what cannot be read."""
    from kcbx.app.sheets.taking_in import UNREAD  # noqa: PLC0415
    from kcbx.fields import fields  # noqa: PLC0415
    from kcbx.fields import rows as rows_of  # noqa: PLC0415

    for row in rows_of(intake.sheets):
        place = " › ".join(text for text in (row.source_file, row.source_sheet) if text)
        if not row.form:
            terminal.result(f"× {place}：未识别（{row.why}），{row.rows_read} 行")
            continue
        size = f"表头第 {row.header_row} 行，{row.rows_read} 行，其中说明 {row.rows_notes} 行"
        terminal.result(f"√ {place}：{form_words()[row.form]}，{size}")
        heads = {fields()[field].label: heading for field, heading in json.loads(row.mapping).items()}
        read = [label if label == heading else f"{label}←{heading}" for label, heading in heads.items()]
        terminal.result(f"    读作：{'，'.join(read)}")
        for label, names in (("有意不读", json.loads(row.ignored)), ("没有用到", json.loads(row.leftover))):
            if names:
                terminal.result(f"    {label}：{'，'.join(names)}")
    for found in intake.findings:
        if found.code in UNREAD and not found.source.sheet:
            terminal.result(f"× {found.source.file}：{found.message}；{found.kind.advice}")
    terminal.note("以上只是预览，没有写出任何东西")


def show_rows_behind(table: pd.DataFrame, terminal: Terminal) -> None:
    """Rows behind a number by their place; a child is never named on the terminal."""
    from kcbx.definitions import standing_words  # noqa: PLC0415
    from kcbx.fields import place_of_row  # noqa: PLC0415
    from kcbx.fields import rows as rows_of  # noqa: PLC0415

    words = standing_words()
    rows = [
        [
            place_of_row(row),
            words.get(row.standing, ""),
            f"{row.people:g}",
        ]
        for row in rows_of(table)
    ]
    terminal.table(["行", "去向", "计"], rows, result=True)
    terminal.note(f"共 {len(rows):,} 行，合计 {table['people'].sum():g}")


def show_explained(explained: Sequence[Explained], terminal: Terminal) -> None:
    """Each row named, its standing, and the candidates that were weighed; children stay unnamed."""
    from kcbx.app.explain import DECISION_WORDS  # noqa: PLC0415
    from kcbx.definitions import standing_words  # noqa: PLC0415

    words, forms = standing_words(), form_words()
    for row in explained:
        terminal.result(f"{row.place}  {row.case_number}".rstrip())
        terminal.result(f"去向：{words[row.standing]}")
        terminal.result(f"原因：{row.plain_reason}")
        for form, place, sure in row.elsewhere:
            terminal.result(f"{forms.get(form, form)}：{'' if sure else '可能是'}{place}")
        if row.absent:
            terminal.result(f"没有此人的名单：{'、'.join(forms.get(form, form) for form in row.absent)}")
        if not row.candidates:
            terminal.result("学籍或摸底表中没有一行值得一比")
        for number, candidate in enumerate(row.candidates[:_MOST_CANDIDATES], 1):
            verdict = DECISION_WORDS.get(candidate.decision, "没有对上")
            terminal.result(f"{number}. {candidate.place}：{verdict}，依据 {candidate.bits:+.1f}")
            terminal.table(
                ["比什么", "结果", "依据"],
                [[label, text, f"{bits:+.1f}"] for label, text, bits in candidate.levels],
                result=True,
            )
            if candidate.lacking:
                terminal.result(f"   要对上，还须一致：{candidate.lacking}")
        if len(row.candidates) > _MOST_CANDIDATES:
            terminal.result(f"另有 {len(row.candidates) - _MOST_CANDIDATES} 行更不相近")


def show_balance(compared: Compared, terminal: Terminal, *, result: bool = True) -> None:
    """Children by what became of them, and the sum: last term's pupils + joined − left = this term's; and the schools
    that look renamed or merged."""
    from kcbx.fields import rows as rows_of  # noqa: PLC0415
    from kcbx.workbook.county.movements import schools_followed  # noqa: PLC0415

    balance = compared.balance

    rows = [[row.label, f"{row.children:,}"] for row in rows_of(balance) if row.children]
    terminal.table(["去向", "人"], rows, result=result)
    side = balance.groupby("side")["children"].sum()
    stay, left, joined = (int(side.get(name, 0)) for name in ("stay", "out", "in"))
    say = terminal.result if result else terminal.note
    say(f"上学期在校 {stay + left:,} − 离开 {left:,} + 进来 {joined:,} = 本学期在校 {stay + joined:,}")
    for sentence in schools_followed(compared.followed):
        say(sentence.removeprefix("。"))
