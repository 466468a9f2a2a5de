"""Columns of the tables of a result folder."""

from __future__ import annotations

from collections.abc import Mapping

from kcbx.definitions import schema
from parts.markdown import table

#: tables/<name>.parquet → what one row is, and the tables of ``schemas/tables.toml`` that together are its columns.
RESULT_TABLES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "census": ("摸底表的一行", ("census", "people", "census_more")),
    "roll": ("学籍的一行", ("roll", "people", "roll_more")),
    "links": ("一对：对上的、待人工核对的、有人判断过的", ("links",)),
    "standings": ("摸底表一行的去向", ("standings",)),
    "roll_standings": ("学籍一行的去向", ("roll_standings",)),
    "conflicts": ("对上的一对中写法不同的一项", ("conflicts",)),
    "findings": ("一个问题", ("findings",)),
    "indicators": ("一个数：一个单位、一种算法", ("indicators",)),
    "indicator_words": ("一种算法的名称、公式、出处", ("indicator_words",)),
    "accounting": ("一张来表的行数核对", ("accounting",)),
    "sheets": ("一张来表是怎么读的", ("sheets",)),
    "candidates": ("一对比过的：每一项比较写出所达到的一级（`schemas/linkage.toml`），没得比为空", ("candidates",)),
    "changes": ("一名儿童两个学期之间的变化；有 `--previous` 才有", ("changes",)),
    "known_as": ("上学期的儿童是本学期的谁；有 `--previous` 才有", ("known_as",)),
    "movements": ("一校一学段的增减；有 `--previous` 才有", ("movements",)),
    "ledger_of_age": ("适龄儿童台账的一名儿童", ("ledger_of_age",)),
    "ledger_suspected": ("疑似辍学台账的一名儿童", ("ledger_suspected",)),
    "ledger_dropout": ("辍学台账的一名儿童", ("ledger_dropout",)),
    "verdicts": ("一对有人判断过的；有 `--verdicts` 才有", ("verdicts",)),
    "other_intake_counts": ("一所学校一届的一年级招生数", ("intake_counts",)),
    "other_cases": ("台账的一个个案；有 `--ledger` 才有", ("cases",)),
    "other_*": ("其他名单的一行：点名、残疾、脱贫户、毕业去向等", ("people", "list_more")),
}


def documented(name: str) -> set[str]:
    """The columns the page gives for ``tables/<name>.parquet``."""
    _, contents = RESULT_TABLES[name if name in RESULT_TABLES else "other_*"]
    return {column for content in contents for column in _meanings(content)}


def table_columns() -> str:
    """Every table with its columns; those that all lists of people share are told once, at the end."""
    parts = [_part(name, row, contents) for name, (row, contents) in RESULT_TABLES.items()]
    people = f"## 名单共有的列\n\n{_columns('people')}"
    return "\n".join([*parts, people])


def _part(name: str, row: str, contents: tuple[str, ...]) -> str:
    shared = "另有[名单共有的列](#名单共有的列)。" if "people" in contents else ""
    own = _columns(*(content for content in contents if content != "people"))
    return "\n".join([f"## {name}.parquet", "", f"一行是{row}。{shared}", "", own])


def _columns(*contents: str) -> str:
    meanings = {name: said for content in contents for name, said in _meanings(content).items()}
    return table(["列", "类型", "含义"], ([f"`{name}`", *said] for name, said in meanings.items()))


def _meanings(content: str) -> dict[str, tuple[str, str]]:
    if content == "candidates":
        compared = {name: ("str", f"比较：{each['label']}") for name, each in schema("linkage")["compare"].items()}
        pair = _meanings("pairs")
        return {**{name: pair[name] for name in ("census_id", "roll_id", "weight")}, **compared}
    return {name: (column["type"], column["meaning"]) for name, column in schema("tables")[content].items()}
