"""The catalogues of findings and of standings."""

from __future__ import annotations

from kcbx.definitions import schema, standings
from kcbx.findings import catalogue, severities
from parts.markdown import table


def severity_table() -> str:
    """The three severities and what each asks for."""
    return table(["轻重", "意思"], [[words["label"], words["meaning"]] for words in schema("severities").values()])


def finding_table() -> str:
    """Every kind of finding, with an example."""
    words = severities()
    rows = [
        [f"`{kind.code}`", words[kind.severity], kind.meaning, kind.message.format_map(kind.example), kind.advice]
        for kind in catalogue().values()
    ]
    return table(["代码", "轻重", "含义", "例", "怎么办"], rows)


def standing_table() -> str:
    """The standings of census children."""
    rows = [[f"`{each.code}`", each.label, each.group, each.column, each.meaning] for each in standings().values()]
    return table(["代码", "去向", "待核实", "汇总列", "含义"], rows)


def roll_standing_table() -> str:
    """The standings of roll rows."""
    rows = [[f"`{code}`", words["label"], words["meaning"]] for code, words in schema("standings")["roll"].items()]
    return table(["代码", "去向", "含义"], rows)
