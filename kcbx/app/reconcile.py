"""The main job: from folders of sheets to the result folder."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kcbx import __version__
from kcbx import config as configuration
from kcbx.app.headings_memory import MEMORY_NAME, recall
from kcbx.definitions import standings
from kcbx.errors import InputUnreadable, InputUnrecognised, Problem, UsageError
from kcbx.file_names import CONFIG_NAME
from kcbx.secret import county_secret
from kcbx.terminal import Terminal

if TYPE_CHECKING:
    import pandas as pd

    from kcbx.app.building import Built
    from kcbx.app.headings_teaching import Lesson
    from kcbx.register import Intake, Measured, Register

COUNTY_WORKBOOK = "全县汇总.xlsx"
TOWNSHIPS, SCHOOLS = "乡镇", "学校"


@dataclass(frozen=True)
class Request:
    """What the analyst asked for. ``roles``: files or folders whose form was named explicitly.

    ``memory``: the headings memory, where it is not beside the configuration; ``lessons``: what is taught now.
    """

    paths: Sequence[Path]
    out: Path | None
    as_of: date
    roles: Mapping[Path, str] = field(default_factory=dict)
    config: Path | None = None
    verdicts: Sequence[Path] = ()
    previous: Path | None = None
    ledger: Path | None = None
    overwrite: bool = False
    strict: bool = False
    password: Callable[[Path], str | None] | None = None
    memory: Path | None = None
    lessons: Sequence[Lesson] = ()


@dataclass(frozen=True)
class Summary:
    """What is shown at the end and returned by ``--json``: figures only, no child."""

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
    review_pairs: int
    rates: Mapping[str, float | None]
    sentences: Sequence[str]
    findings: Mapping[str, int]
    cases: Mapping[str, int]
    unread: Sequence[str]
    open_next: Sequence[str]


def find_config(request: Request) -> Path | None:
    """The configuration named, or a ``kcbx.toml`` beside or in the first input folder."""
    if request.config:
        return request.config
    for path in request.paths:
        folder = path if path.is_dir() else path.parent
        for place in (folder, folder.parent):
            if (place / CONFIG_NAME).is_file():
                return place / CONFIG_NAME
    return None


def memory_of(request: Request) -> Path | None:
    """The headings memory: the one named, or beside the configuration; None where there is neither."""
    beside = find_config(request)
    return request.memory or (beside.parent / MEMORY_NAME if beside else None)


def take_in(request: Request, config: configuration.Config, terminal: Terminal, *, partial: bool = False) -> Intake:
    """Read every sheet as its sender's headings were confirmed or taught; what drifted since is among the findings.

    Raises UsageError for a path that is not there or a lesson that fits nothing, ConfigInvalid for a headings memory
    that cannot be understood, InputUnrecognised where nothing was read.
    """
    from kcbx.app.headings_drift import drift, headings_of  # noqa: PLC0415 - pandas late
    from kcbx.app.headings_teaching import require_learnt, taught_of  # noqa: PLC0415
    from kcbx.intake import take_in as read  # noqa: PLC0415

    if not request.paths and not request.roles:
        raise UsageError(Problem("没有说读哪些表", advice="写上放来表的文件夹，如 kcbx reconcile 来表 --out 结果"))
    missing = [path for path in [*request.paths, *request.roles] if not path.exists()]
    if missing:
        raise UsageError([Problem("找不到文件或文件夹", str(path), advice="检查路径") for path in missing])
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
        raise InputUnreadable([Problem(found.message, found.source.file, advice=found.kind.advice) for found in unread])
    _require_both_lists(intake)
    return intake


#: Findings that mean: a file was left out.
UNREAD = ("file_unreadable", "password_needed")


def _require_both_lists(intake: Intake) -> None:
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
            + [
                Problem(found.message, found.source.file, advice=found.kind.advice)
                for found in intake.findings
                if found.code in UNREAD
            ]
        )


def reconcile(request: Request, terminal: Terminal) -> Summary:
    """Read, link, classify, write; the result folder is there whole or not at all.

    Raises the errors of :mod:`kcbx.errors`; their exit codes are the command's.
    """
    from kcbx.app.building import build, tables_of  # noqa: PLC0415
    from kcbx.app.measuring import LastTerm, measured  # noqa: PLC0415
    from kcbx.app.reading import register_of  # noqa: PLC0415
    from kcbx.app.recognising import recognised  # noqa: PLC0415
    from kcbx.app.result import make_private, result_folder, write_tables  # noqa: PLC0415
    from kcbx.app.sending import open_ledger  # noqa: PLC0415
    from kcbx.app.terms import with_previous_words  # noqa: PLC0415
    from kcbx.app.verdicts import read_verdicts  # noqa: PLC0415
    from kcbx.app.with_ledger import carried_over  # noqa: PLC0415
    from kcbx.app.writing import write_workbooks  # noqa: PLC0415
    from kcbx.metrics.changes import changes  # noqa: PLC0415
    from kcbx.workbook.county.ledgers import ledgers  # noqa: PLC0415
    from kcbx.workbook.county.picture import Picture  # noqa: PLC0415

    if request.out is None:
        raise UsageError(Problem("没有说结果写到哪里", advice="加上 --out 文件夹"))
    config = configuration.load(find_config(request))
    start = time.perf_counter()
    with result_folder(request.out, overwrite=request.overwrite) as folder, ExitStack() as open_files:
        secret = county_secret(config, request.out)
        ledger = open_files.enter_context(open_ledger(request.ledger, secret)) if request.ledger else None
        intake = take_in(request, config, terminal)
        verdicts = read_verdicts(request.verdicts) if request.verdicts else None
        built = build(intake, config, request.as_of, secret, terminal.stage, verdicts, ledger)
        register, last = built.register, None
        cases: dict[str, int] = {}
        if request.previous is not None:
            with terminal.stage("与上学期比"):
                before = recognised(register_of(request.previous), register, config.linkage)
                last = LastTerm(request.previous, before, changes(before, register))
                register = with_previous_words(register, before)
        if ledger is not None:
            with terminal.stage("记入台账"):
                register, carried = carried_over(ledger, register)
                cases = {name: getattr(carried, name) for name in ("opened", "carried", "reopened")}
                cases["unseen"] = len(carried.unseen)
        with terminal.stage("指标"):
            found = measured(register, config, last)
        summary = summarise(register, found, cases, request.out)
        write_workbooks(register, found, config, folder, terminal)
        with terminal.stage("存表"):
            kept = {
                "candidates": built.linkage.candidates,
                "verdicts": verdicts,
                "indicator_words": found.words,
                "changes": None if last is None else last.changes,
                "known_as": None if last is None else last.known_as,
                "movements": found.movements,
                **ledgers(Picture(register, config)),
            }
            tables = {**tables_of(register, found.indicators), **{k: v for k, v in kept.items() if v is not None}}
            write_tables(folder, tables)
            make_private(folder)
        terminal.times["全部"] = round(time.perf_counter() - start, 3)
        _write_run(folder, request, intake, summary, built, terminal.times)
    return summary


def dry_run(request: Request, terminal: Terminal) -> Intake:
    """The intake as it would be read, unusable sheets and unreadable files too; nothing is written."""
    return take_in(request, configuration.load(find_config(request)), terminal, partial=True)


def _write_run(
    folder: Path,
    request: Request,
    intake: Intake,
    summary: Summary,
    built: Built,
    times: Mapping[str, float],
) -> None:
    from kcbx.app.reading import last_term  # noqa: PLC0415
    from kcbx.app.result import file_digest, write_run  # noqa: PLC0415
    from kcbx.definitions import schema_path  # noqa: PLC0415

    schemas = sorted(schema_path().rglob("*.toml"))
    inputs = intake.sheets.drop_duplicates("source_file").set_index("source_file")["digest"].to_dict()
    write_run(
        folder,
        {
            "kcbx": __version__,
            "batch": summary.batch,
            "as_of": summary.as_of,
            "cutoff": summary.cutoff,
            "deadline": summary.deadline,
            "place": asdict(built.register.place),
            "previous": last_term(request.previous, request.out or folder),
            "parameters": {"config": find_config(request), "overwrite": request.overwrite, "strict": request.strict},
            "inputs": inputs,
            "schemas": {path.relative_to(schema_path()).as_posix(): file_digest(path) for path in schemas},
            "counts": {**summary.rows, **built.linkage.counts, "standings": dict(summary.standings)},
            "timings": dict(times),
        },
    )


def summarise(register: Register, found: Measured, cases: Mapping[str, int], out: Path) -> Summary:
    """The figures of the closing summary."""
    census = register.census
    on_list = census[census["standing"].isin([code for code, each in standings().items() if each.to_verify])]
    numbers = [column for column in register.accounting.columns if str(column).startswith("rows_")]
    by_form = register.accounting.assign(form=register.accounting["form"].fillna("")).groupby("form")[numbers].sum()
    severities = register.findings["severity"].value_counts()
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
        review_pairs=int((register.links["decision"] == "review").sum()),
        rates=rates,
        sentences=sentences,
        cases=cases,
        findings={name: int(severities.get(name, 0)) for name in ("error", "warning", "note")},
        unread=sorted(set(left_out["source_file"])),
        open_next=[str(out / COUNTY_WORKBOOK), str(out / TOWNSHIPS), str(out / SCHOOLS)],
    )


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
