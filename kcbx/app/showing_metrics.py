"""Indicators on the terminal: the five rates first, then the rest, then what cannot be computed and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kcbx.terminal import Terminal, shown

if TYPE_CHECKING:
    import pandas as pd

    from kcbx.app.metrics import Shown


def show_indicators(found: Shown, folder: Path, terminal: Terminal, *, every: bool) -> None:
    """Sentences and figures of the five rates the county answers for, the other indicators, those not computable.

    Of an indicator the variant that counts (of the five the one their sentence speaks of); ``every``: all variants.
    ``folder``: the result, for the commands that show more.
    """
    from kcbx.app.metrics import counting  # noqa: PLC0415 - pandas late

    for sentence in found.sentences:
        terminal.result(sentence)
    table = found.table
    told = table if every else table[counting(table)]
    lacking = told["not_computable_reason"].notna()
    answered = table[table["answered"].notna()]
    first = told["name"].isin(answered["name"]) & told["indicator"].isin(answered["indicator"])
    five = told[first & ~lacking]
    for title, rows in (("五个率", five), ("其他指标", told[~first & ~lacking])):
        if not rows.empty:
            if not found.single:
                terminal.result(f"\n{title}")
            _figures(rows, terminal, labelled=every)
    _lacking(told[lacking], terminal, labelled=every)
    if found.single:
        terminal.note(f"代码 {'、'.join(dict.fromkeys(table['indicator']))}（kcbx.toml 的 [targets] 用它写目标）")
    else:
        _more(folder, terminal, every=every)


def _figures(table: pd.DataFrame, terminal: Terminal, *, labelled: bool) -> None:
    """One row an indicator and unit; the columns of units and of last term stand there only where there are some."""
    from kcbx.definitions import schema  # noqa: PLC0415
    from kcbx.fields import rows as rows_of  # noqa: PLC0415
    from kcbx.targets import change_words, target_words, value_words, verdict  # noqa: PLC0415

    levels, rows = schema("measuring")["levels"], []
    before = "last" in table and bool(table["last"].notna().any())
    units = bool(table["level"].ne("county").any())
    for row in rows_of(table):
        unit = levels[row.level] if row.level == "county" else f"{levels[row.level]} {row.unit_name}"
        numbers = (row.numerator, row.denominator)
        judged = verdict(row.value, row.target, row.better, row.kind)
        target = f"{target_words(row.target, row.better, row.kind)} {judged.words}" if row.target == row.target else ""
        last = []
        if before:
            then = "" if row.last != row.last else value_words(row.last, row.kind)
            last = [then, change_words(row.value, row.last)]
        of = " ÷ ".join(f"{number:,}" for number in numbers if str(number) != "<NA>")
        rows.append(
            [
                _name(row, labelled=labelled),
                *([unit] if units else []),
                value_words(row.value, row.kind),
                target,
                *last,
                of,
            ]
        )
    heads = [
        "指标",
        *(["范围"] if units else []),
        "数值",
        "目标",
        *(["上学期", "升降"] if before else []),
        "分子 ÷ 分母",
    ]
    terminal.table(heads, rows, result=True, right=("数值", "上学期", "升降"))


def _name(row: Any, *, labelled: bool) -> str:
    return f"{row.name} · {row.label}" if labelled and row.label else str(row.name)


def _lacking(table: pd.DataFrame, terminal: Terminal, *, labelled: bool) -> None:
    """What cannot be computed, together by what is lacking: a sentence that says what to send in."""
    from kcbx.fields import rows as rows_of  # noqa: PLC0415

    if table.empty:
        return
    county = {_name(row, labelled=labelled) for row in rows_of(table[table["level"].eq("county")])}
    by_reason: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for row in rows_of(table):
        name = _name(row, labelled=labelled)
        units = by_reason.setdefault(row.not_computable_reason, {}).setdefault(name, [])
        if row.level != "county" and name not in county:
            units.append((row.level, row.unit_name))
    names = {name for told in by_reason.values() for name in told}
    terminal.result(f"\n算不出的 {len(names)} 个（不等于 0）")
    for reason, told in by_reason.items():
        terminal.result(f"  {reason}：{'、'.join(name + _of_units(units) for name, units in told.items())}")


def _of_units(units: Sequence[tuple[str, str]]) -> str:
    """Which units cannot be told, where the county's figure can: （性别 不明）, （乡镇 3 个）."""
    from kcbx.definitions import schema  # noqa: PLC0415

    levels: dict[str, list[str]] = {}
    for level, unit in units:
        levels.setdefault(schema("measuring")["levels"][level], []).append(unit)
    parts = [f"{word} {own[0]}" if len(own) == 1 else f"{word} {len(own)} 个" for word, own in levels.items()]
    return f"（{'、'.join(parts)}）" if parts else ""


def _more(folder: Path, terminal: Terminal, *, every: bool) -> None:
    """The commands that show more."""
    command = f"kcbx metrics {shown(folder)}"
    terminal.heading("还可以看")
    if not every:
        terminal.note(f"  {command} --all  每种算法")
    terminal.note(f"  {command} --indicator 失学率 --by township  一个指标的每种算法，各乡镇的")
    terminal.note(f"  {command} --children 失学率  背后是哪些儿童（文件、行）")
    terminal.note(f"  {command} --by township,school --to 指标.xlsx  存成工作簿")


__all__ = ["show_indicators"]
