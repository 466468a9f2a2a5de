"""The figures of a run: what is shown at its end and given as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kcbx.app.sheets.taking_in import UNREAD
from kcbx.definitions import standings, to_verify
from kcbx.findings import catalogue, severities
from kcbx.linkage import is_in_doubt
from kcbx.workbook.township_lists import nothing_to_ask

if TYPE_CHECKING:
    import pandas as pd

    from kcbx.followup.carry import CarriedOver
    from kcbx.register import Measured, Register


@dataclass(frozen=True)
class Summary:
    """What is shown at the end and returned by ``--json``: figures only, no child.

    ``nothing_to_ask``: townships that get no workbook. ``unseen_cases``: open cases, by number, of children whom no
    sheet has any more. ``findings`` by severity: all; ``compared``: those among them that no sheet shows by itself, so
    that ``kcbx check`` does not count them.
    """

    schema: int
    out: str
    as_of: str
    cutoff: str
    deadline: str
    batch: str
    rows: Mapping[str, int]
    by_form: Mapping[str, Mapping[str, int]]
    standings: Mapping[str, int]
    to_verify: int
    to_verify_by_township: Mapping[str, int]
    nothing_to_ask: Sequence[str]
    review_pairs: int
    rates: Mapping[str, float | None]
    sentences: Sequence[str]
    findings: Mapping[str, int]
    compared: Mapping[str, int]
    cases: Mapping[str, int]
    unseen_cases: Sequence[str]
    unread: Sequence[str]
    open_next: Sequence[str]


def summarise(
    register: Register, found: Measured, carried: CarriedOver | None, out: Path, written: Sequence[str]
) -> Summary:
    """The figures of the closing summary. ``carried``: what the list did to the ledger, None where there is none;
    ``written``: what there is to open in ``out``.
    """
    census = register.census
    on_list = census[census["standing"].isin(to_verify())]
    numbers = [column for column in register.accounting.columns if str(column).startswith("rows_")]
    by_form = register.accounting.assign(form=register.accounting["form"].fillna("")).groupby("form")[numbers].sum()
    compared = register.findings["code"].map({code: kind.compared for code, kind in catalogue().items()}).astype(bool)
    left_out = register.findings[register.findings["code"].isin(UNREAD)]
    place = register.place
    rates, sentences = _answered(found.indicators, found.words)
    return Summary(
        schema=1,
        out=str(out),
        as_of=place.as_of.isoformat(),
        cutoff=place.ages.cutoff.isoformat(),
        deadline=place.deadline.isoformat(),
        batch=place.batch,
        rows={name: int(register.accounting[name].sum()) for name in numbers},
        by_form={str(form): {name: int(row[name]) for name in numbers} for form, row in by_form.iterrows()},
        standings={code: int((census["standing"] == code).sum()) for code in standings()},
        to_verify=len(on_list),
        to_verify_by_township={
            str(name): int(count)
            for name, count in sorted(
                on_list["township"].fillna("（不明）").value_counts().items(), key=lambda item: (-item[1], str(item[0]))
            )
        },
        nothing_to_ask=nothing_to_ask(register),
        review_pairs=int(is_in_doubt(register.links).sum()),
        rates=rates,
        sentences=sentences,
        cases=_cases(carried) if carried else {},
        unseen_cases=carried.unseen if carried else (),
        findings=_by_severity(register.findings),
        compared=_by_severity(register.findings[compared]),
        unread=sorted(set(left_out["source_file"])),
        open_next=[str(out / name) for name in written],
    )


def _cases(carried: CarriedOver) -> dict[str, int]:
    moved = {"opened": carried.opened, "carried": carried.carried, "reopened": carried.reopened}
    return {**moved, "unseen": len(carried.unseen)}


def _by_severity(findings: pd.DataFrame) -> dict[str, int]:
    counts = findings["severity"].value_counts()
    return {name: int(counts.get(name, 0)) for name in severities()}


def _answered(indicators: pd.DataFrame, words: pd.DataFrame) -> tuple[dict[str, float | None], list[str]]:
    """The county's value of each of the five rates it answers for, None where it cannot be computed; their sentences.

    ``words``: the [indicator_words] table.
    """
    import pandas as pd  # noqa: PLC0415 - pandas late

    five = words[words["answered"].notna()].sort_values("answered")
    county = indicators[indicators["level"] == "county"].set_index(["indicator", "variant"])["value"]
    values = county.reindex(pd.MultiIndex.from_frame(five[["indicator", "variant"]])).round(2)
    known = values.astype("object").where(values.notna(), None)
    return dict(zip(five["indicator"], known, strict=True)), five["sentence"].tolist()
