"""Keeps the generated parts of the documentation true: ``python docs/refresh.py`` rewrites them from the code.

A generated part stands between ``<!-- generated: name -->`` and ``<!-- end -->``; what it holds is made in ``parts/``.
``python docs/refresh.py --guide`` also runs every command of the guide and writes down what it printed.
tests/test_docs.py and tests/stories/test_guide.py fail where one is stale.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from parts import answers, catalogues, commands, indicators, ledger, privacy, result_tables

ROOT = Path(__file__).parent.parent
_PART = re.compile(r"(<!-- generated: (?P<name>[^>]+?) -->\n).*?(<!-- end -->)", re.DOTALL)

#: What a part holds, by its first word; the words after it are handed on (``help cases due``).
PARTS: Mapping[str, Callable[..., str]] = {
    "help": lambda *words: commands.help_text(" ".join(words)),
    "help-below": commands.help_below,
    "tables": result_tables.table_columns,
    "severities": catalogues.severity_table,
    "findings": catalogues.finding_table,
    "standings": catalogues.standing_table,
    "roll-standings": catalogues.roll_standing_table,
    "indicators": indicators.indicator_catalogue,
    "populations": indicators.population_definitions,
    "states": ledger.states,
    "transitions": ledger.transitions,
    "ledger-answers": ledger.answers,
    "deadlines": ledger.deadlines,
    "destinations": ledger.destinations,
    "results": answers.result_table,
    "columns": answers.column_table,
    "reasons": answers.reason_list,
    "audience": privacy.columns_by_audience,
    "masking": privacy.masking,
    "never-read": privacy.never_read,
    "retention": privacy.retention,
}


def documents() -> list[Path]:
    """Every page of the documentation."""
    return sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("schemas/*.md")])


def fresh(text: str) -> str:
    """The document with every generated part made anew. Raises KeyError where a part has an unknown name."""

    def part(match: re.Match[str]) -> str:
        name, *words = match["name"].split()
        return f"{match[1]}{PARTS[name](*words)}{match[3]}"

    return _PART.sub(part, text)


def main() -> None:
    """Rewrite every page; with ``--guide`` the outputs in the guide, too."""
    for page in documents():
        page.write_text(fresh(page.read_text(encoding="utf-8")), encoding="utf-8")
    if "--guide" in sys.argv[1:]:
        import guide  # noqa: PLC0415 - it builds an environment and runs commands

        guide.rewrite()


if __name__ == "__main__":
    main()
