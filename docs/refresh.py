"""Keeps the generated parts of the documentation true: ``python docs/refresh.py`` rewrites them from the code.

A generated part stands between ``<!-- generated: name -->`` and ``<!-- end -->``; tests/test_docs.py fails where
one is stale.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from typer.testing import CliRunner

from kcbx.cli import app
from kcbx.definitions import schema, standings
from kcbx.findings import catalogue

ROOT = Path(__file__).parent.parent
DOCUMENTS = ("README.md", "README.zh-CN.md", "schemas/README.md", "docs/findings.md", "docs/standings.md")
_PART = re.compile(r"(<!-- generated: (?P<name>[^>]+?) -->\n).*?(<!-- end -->)", re.DOTALL)

#: Tables written to tables/*.parquet, in the order of the contract.
RESULT_TABLES = (
    "census", "roll", "links", "standings", "roll_standings", "findings", "indicators", "indicator_words", "accounting",
    "changes", "movements", "ledger_of_age", "ledger_suspected", "ledger_dropout",
)  # fmt: skip


def help_text(command: str) -> str:
    """``kcbx … --help`` as a terminal of 100 columns shows it."""
    words = command.split()
    shown = CliRunner().invoke(app, [*words, "--help"], prog_name="kcbx", terminal_width=100, color=False)
    return f"```\n{shown.output.strip()}\n```\n"


def columns_of(table: str) -> str:
    """A table's columns as Markdown."""
    rows = [
        f"| `{name}` | {column['type']} | {column['meaning']} |" for name, column in schema("tables")[table].items()
    ]
    return "\n".join(["| column | type | meaning |", "| --- | --- | --- |", *rows, ""])


def tables() -> str:
    """Every table of the result folder."""
    return "\n".join(f"### {name}.parquet\n\n{columns_of(name)}" for name in RESULT_TABLES)


def findings() -> str:
    """The catalogue of findings."""
    words = {"error": "须更正", "warning": "请留意", "note": "提示"}
    rows = [
        f"| `{kind.code}` | {words[kind.severity]} | {kind.meaning} "
        f"| {kind.message.format_map(kind.example)} | {kind.advice} |"
        for kind in catalogue().values()
    ]
    return "\n".join(["| 代码 | 轻重 | 含义 | 例 | 怎么办 |", "| --- | --- | --- | --- | --- |", *rows, ""])


def standing_table() -> str:
    """The standings of census children."""
    rows = [
        f"| `{each.code}` | {each.label} | {each.group or '–'} | {each.column} | {each.meaning} |"
        for each in standings().values()
    ]
    return "\n".join(["| 代码 | 去向 | 待核实 | 汇总列 | 含义 |", "| --- | --- | --- | --- | --- |", *rows, ""])


PARTS: dict[str, Callable[[], str]] = {"tables": tables, "findings": findings, "standings": standing_table}


def fresh(text: str) -> str:
    """The document with every generated part made anew."""

    def part(match: re.Match[str]) -> str:
        name = match["name"]
        made = help_text(name.removeprefix("help").strip()) if name.startswith("help") else PARTS[name]()
        return f"{match[1]}{made}{match[3]}"

    return _PART.sub(part, text)


if __name__ == "__main__":
    for document in DOCUMENTS:
        path = ROOT / document
        path.write_text(fresh(path.read_text(encoding="utf-8")), encoding="utf-8")
