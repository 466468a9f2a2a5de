"""The indicators of a result folder: shown, filtered, written down, with the children behind a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from kcbx.app.files import write_table
from kcbx.app.results.folder import read_table, run_of
from kcbx.app.results.indicator_words import indicator_words
from kcbx.app.results.reading import last_register_of, place_of, register_of, require_earlier
from kcbx.config import Config
from kcbx.definitions import codes_told, like, schema
from kcbx.errors import Problem, UsageError
from kcbx.metrics.behind import PARTS, children
from kcbx.metrics.compute import with_last
from kcbx.metrics.five_rates import with_sentences
from kcbx.metrics.indicators import catalogue
from kcbx.metrics.retention import retention_steps
from kcbx.metrics.rosters import Lists
from kcbx.register import Measured, Register

#: The variant that counts where none is named.
DEFAULT = "default"
#: Who the people behind a number are, where the list goes into a file; the terminal never shows it.
_WHO = ["name", "sex", "birth_date", "id_number", "township", "village", "school"]


@dataclass(frozen=True)
class Shown:
    """Indicators to show: ``table`` with the words of each, ``sentences`` of the five rates the county answers for.

    ``single``: one indicator was asked for.
    """

    table: pd.DataFrame
    sentences: Sequence[str]
    measured: Measured
    single: bool = False


def indicators_of(folder: Path, levels: Sequence[str], indicator: str = "", previous: Path | None = None) -> Shown:
    """The indicators of a result folder for the county and some levels, with each variant's Chinese words.

    ``indicator``: a code or a name, to see that one with all its variants. ``previous``: last term's result folder, for
    a column ``last``. Raises UsageError for a level, an indicator or a folder that does not exist, and
    for a last term that is later.
    """
    labels: Mapping[str, str] = schema("measuring")["levels"]
    _known("层级", levels, tuple(labels), codes_told(labels.items()))
    code, name = known_as(indicator) if indicator else ("", "")
    table = read_table(folder, "indicators")
    words = _words(folder, table)
    if previous is not None:
        require_earlier(previous, place_of(run_of(folder)).as_of)
        table = with_last(table, read_table(previous, "indicators"))
        told = ["answered", "card", "says", "sentence"]
        words = with_sentences(words.drop(columns=told), table, register_of(folder).place.ages)
    chosen = table[table["level"].isin(["county", *levels])]
    if indicator:
        words = words[words["indicator"].eq(code) & (words["name"].eq(name) | (name == ""))]
        chosen = chosen[chosen["indicator"].eq(code) & chosen["variant"].isin(words["variant"])]
    five = words[words["answered"].notna()].sort_values("answered")
    measured = Measured(chosen, words)
    table = words.merge(chosen, on=["indicator", "variant"], how="right").reset_index(drop=True)
    return Shown(table, five["sentence"].tolist(), measured, bool(indicator))


def known_as(indicator: str) -> tuple[str, str]:
    """The code of an indicator given by its code or by a Chinese name, and the name if it was that.

    An indicator may have variants of several names. Raises UsageError with the names it may be, or all.
    """
    if indicator in catalogue():
        return indicator, ""
    names = {variant.name: variant.indicator for known in catalogue().values() for variant in known.values()}
    _known("指标", [indicator], tuple(names), "、".join(like(indicator, names)))
    return names[indicator], indicator


def counting(words: pd.DataFrame) -> pd.Series:
    """Which variants count, by row of the [indicator_words] table (or one with its columns).

    Of each name one: that which stands for one of the five rates, else the default, else the first with a target; a
    name without any has none.
    """
    rank = words["answered"].isna() * 4 + words["variant"].ne(DEFAULT) * 2 + words["target"].isna()
    best = rank.groupby([words["indicator"], words["name"]]).transform("min")
    stands = words["answered"].notna() | words["variant"].eq(DEFAULT) | words["target"].notna()
    first = (
        words["variant"].where(stands & rank.eq(best)).groupby([words["indicator"], words["name"]]).transform("first")
    )
    return words["variant"].eq(first)


def _words(folder: Path, table: pd.DataFrame) -> pd.DataFrame:
    """The [indicator_words] table; made anew for a result of an earlier kcbx, which had none."""
    if (folder / "tables" / "indicator_words.parquet").is_file():
        return read_table(folder, "indicator_words")
    return indicator_words(Config(), register_of(folder).place.ages, table)


def title_behind(indicator: str, variant: str, part: str, parts: Mapping[str, str]) -> str:
    """Which number the people are behind: 失学率 · 分子. ``parts``: what the parts are called."""
    code, name = known_as(indicator)
    named = name or catalogue()[code].get(variant or DEFAULT, next(iter(catalogue()[code].values()))).name
    return f"{named} · {parts[part]}"


def children_behind(
    folder: Path, indicator: str, variant: str, part: str, previous: Path | None = None
) -> pd.DataFrame:
    """The rows behind a number: place, standing and how many people each stands for; no name.

    ``indicator``: a code or a name; ``variant``: empty for the one that counts. ``previous``: where last term's result
    lies now, if not where it lay.

    Raises UsageError for an indicator, variant or part that does not exist, for the shortfall of a count, which has
    none, and where the number was made with last term's result and that is not to be found.
    """
    indicator, name = known_as(indicator)
    if name and not variant:
        words = _words(folder, read_table(folder, "indicators"))
        own = words[words["indicator"].eq(indicator) & words["name"].eq(name)]
        variant = str(own.assign(counts=~counting(own)).sort_values("counts", kind="stable")["variant"].iloc[0])
    variant = variant or DEFAULT
    _known("算法", [variant], tuple(catalogue()[indicator]))
    _known("部分", [part], PARTS)
    if part == "shortfall" and catalogue()[indicator][variant].kind == "count":
        raise UsageError(Problem("这是人数，没有差额", indicator, advice="看是哪些人，写 --part numerator"))
    before = last_register_of(folder, previous)
    if before is None and run_of(folder).get("previous") and _of_two_terms(indicator, variant):
        raise UsageError(
            Problem(
                "这个数是和上学期的结果比出来的，那个文件夹不在了", indicator, advice="加上 --previous 上学期结果文件夹"
            )
        )
    return children(register_of(folder), indicator, variant, part, before)


def _of_two_terms(indicator: str, variant: str) -> bool:
    return any(need.partition(".")[0] == "previous" for need in catalogue()[indicator][variant].needs)


def write_indicators(folder: Path, shown: Shown, path: Path, *, overwrite: bool) -> None:
    """Write indicators as .xlsx (a sheet a level, and charts where all indicators are asked for) or .csv.

    Raises UsageError for another ending or a file that exists without ``overwrite``, OutputUnwritable.
    """
    from kcbx.workbook import measured  # noqa: PLC0415

    register = register_of(folder)
    whole = Measured(
        shown.measured.indicators,
        shown.measured.words,
        retention=retention_steps(Lists(register, last_register_of(folder))),
        every=read_table(folder, "indicators"),
    )
    write_table(
        shown.table, path, lambda beside: measured.write(register, Config(), beside, whole), overwrite=overwrite
    )


def write_children(folder: Path, table: pd.DataFrame, title: str, path: Path, *, overwrite: bool) -> None:
    """Write the rows behind a number with who they are, for the bureau, as .xlsx or .csv.

    Raises as :func:`write_indicators`.
    """
    from kcbx.workbook import measured  # noqa: PLC0415

    register = register_of(folder)
    named = table.join(_who(register, table["record_id"]))
    write_table(
        named,
        path,
        lambda beside: measured.write_people(register.place, named, title, beside),
        overwrite=overwrite,
    )


def _who(register: Register, ids: pd.Series) -> pd.DataFrame:
    """What is known of the people of these rows, whatever list they stand on, in their order."""
    lists = [register.census, register.roll, *register.others.values()]
    known = pd.concat([each[["record_id", *_WHO]] for each in lists if {"record_id", *_WHO} <= set(each)])
    return known.drop_duplicates("record_id").set_index("record_id").reindex(ids).set_axis(ids.index, axis=0)


def _known(word: str, asked: Sequence[str], known: Sequence[str], told: str = "") -> None:
    """Raise UsageError listing what may be asked for, as ``told``."""
    wrong = [each for each in asked if each not in known]
    if wrong:
        raise UsageError(Problem(f"没有这样的{word}：{'、'.join(wrong)}", expected=told or "、".join(known)))
