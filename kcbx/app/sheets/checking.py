"""Only looks: what every sheet was taken for, and every problem at its cell, for the analyst and for the sender."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from kcbx import config as configuration
from kcbx.app.request import Request, find_config, memory_of
from kcbx.app.sheets.taking_in import take_in
from kcbx.definitions import schema
from kcbx.errors import InputUnreadable, InputUnrecognised, Problem, SumsDoNotClose, UsageError
from kcbx.findings import Findings
from kcbx.terminal import Terminal

if TYPE_CHECKING:
    import pandas as pd

    from kcbx.config import Config
    from kcbx.register import Intake

SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True)
class Checked:
    """What was found. ``problems``: the [findings] table with cell and what stands there; ``accounts``: a row a sheet
    with the ends of its rows; ``remembered``: entries of the headings memory where it was written, else None.
    """

    intake: Intake
    problems: pd.DataFrame
    accounts: pd.DataFrame
    written: Sequence[Path] = ()
    remembered: int | None = None

    def by_file(self) -> pd.DataFrame:
        """One row a file: sheets, forms, rows read and used, and its problems by severity; files without sheets too."""
        import pandas as pd  # noqa: PLC0415

        counts = pd.crosstab(self.problems["source_file"], self.problems["severity"])
        counts = counts.reindex(columns=list(SEVERITIES), fill_value=0)
        sheets = self.accounts.groupby("source_file").agg(
            forms=("form", lambda forms: tuple(sorted(set(forms) - {""}))),
            sheets=("form", "size"),
            rows_read=("rows_read", "sum"),
            rows_used=("rows_used", "sum"),
        )
        table = sheets.join(counts, how="outer")
        numbers = ["sheets", "rows_read", "rows_used", *SEVERITIES]
        table[numbers] = table[numbers].fillna(0).astype("int64")
        table["forms"] = [each if isinstance(each, tuple) else () for each in table["forms"]]
        return table.rename_axis("source_file").reset_index()

    def require_anything(self) -> None:
        """Raise InputUnreadable where no file could be read, InputUnrecognised where no sheet was known for a list."""
        if self.accounts["form"].ne("").any():
            return
        advice = "用 --mapping 看每张表是怎么认的；表头认错的，用 --teach 教一次"
        if len(self.accounts):
            raise InputUnrecognised(Problem("没有认出任何表", advice=advice))
        if len(self.problems):
            raise InputUnreadable(Problem("没有一个文件读得进来", advice="照上面列出的问题处理，再检查"))
        raise InputUnreadable(Problem("文件夹里没有表", advice="检查路径"))

    def count(self, severity: str) -> int:
        """How many problems of a severity."""
        return int((self.problems["severity"] == severity).sum())


@dataclass(frozen=True)
class Wanted:
    """What is done beside looking. ``to``: folder for the senders' workbooks; ``confirm``: keep the headings of this
    run as right (what is taught is kept without it).
    """

    to: Path | None = None
    confirm: bool = False


def check(request: Request, wanted: Wanted, terminal: Terminal) -> Checked:
    """Read, clean, and report; writes only what ``wanted`` names.

    Raises UsageError, InputUnreadable, ConfigInvalid and OutputUnwritable; SumsDoNotClose where a row was lost.
    """
    from kcbx.app.register.cleaning import of_today, people_tables, set_aside  # noqa: PLC0415
    from kcbx.app.sheets import headings_memory as memory  # noqa: PLC0415
    from kcbx.app.sheets.headings_drift import headings_of  # noqa: PLC0415
    from kcbx.app.sheets.headings_teaching import unread_of  # noqa: PLC0415
    from kcbx.app.sheets.problem_places import accounts, at_cells  # noqa: PLC0415
    from kcbx.fields import empty  # noqa: PLC0415

    config = configuration.load(find_config(request))
    kept = memory_of(request)
    if (wanted.confirm or request.lessons) and kept is None:
        advice = "加上 --memory 文件，或先用 kcbx init 建立 kcbx.toml"
        raise UsageError(Problem("没有说表头记在哪里", advice=advice))
    remembered = memory.recall(kept)
    intake = take_in(request, config, terminal, partial=True)
    with terminal.stage("检查"):
        findings = Findings(intake.findings)
        tables, earlier = of_today(
            people_tables(intake, config, request.as_of, findings), config.ages(request.as_of), findings
        )
        _, nobody = set_aside(tables.get("census", empty("people")), findings)
        _, nobody_on_roll = set_aside(tables.get("roll", empty("people")), findings)
        unsaid = _unsaid(intake, config)
        findings = Findings(found for found in findings if found.code not in unsaid)
        problems = at_cells(findings, intake)
        import pandas as pd  # noqa: PLC0415

        table = accounts(intake.sheets, intake.rows, pd.concat([nobody, nobody_on_roll, earlier]))
    if table["difference"].ne(0).any():
        places = table.loc[table["difference"].ne(0), ["source_file", "source_sheet"]]
        raise SumsDoNotClose([Problem("读到的行有的没有去处", " › ".join(place)) for place in places.to_numpy()])
    found = Checked(intake, problems, table)
    written = _write(found, wanted.to, config, request, terminal) if wanted.to else ()
    headings = headings_of(intake.sheets, lambda file: unread_of(file, remembered, request.lessons))
    if not wanted.confirm:
        headings = [each for each in headings if any(lesson.speaks_of(each.file) for lesson in request.lessons)]
    count = memory.confirm(kept, headings, remembered) if headings and kept else None
    return Checked(intake, problems, table, written, count)


def _unsaid(intake: Intake, config: Config) -> set[str]:
    """Findings that say nothing here: where no school or no place is known, none can be called unknown."""
    schools = set() if "roll" in intake.rows else {"school_unknown"}
    places = set() if config.townships or "census" in intake.rows else {"township_unknown", "village_unknown"}
    return schools | places


def _write(found: Checked, to: Path, config: Config, request: Request, terminal: Terminal) -> list[Path]:
    """One workbook a file with errors or warnings; the folder appears whole or not at all."""
    from kcbx.app.register.placing import placed  # noqa: PLC0415
    from kcbx.app.results.folder import result_folder, write_run  # noqa: PLC0415
    from kcbx.workbook.problems_of_sender import SentFile, sent_back, write  # noqa: PLC0415

    files = sorted(sent_back(found.problems)["source_file"].unique())
    names = _file_names(files)
    place = placed(config, request.as_of, found.intake.sheets["digest"].drop_duplicates())
    with (
        terminal.stage("写更正单", counted=True) as advance,
        result_folder(to, overwrite=request.overwrite) as folder,
    ):
        for done, file in enumerate(files, start=1):
            tables = (found.problems, found.accounts, found.intake.sheets)
            sent = SentFile(file, *(table[table["source_file"] == file] for table in tables))
            write(sent, place, place.owner, folder / names[file])
            advance(done, len(files))
        counts = {each: found.count(each) for each in SEVERITIES}
        write_run(folder, {"check": True, "as_of": request.as_of, "counts": counts})
    return [to / names[file] for file in files]


def _file_names(files: Sequence[str]) -> dict[str, str]:
    """摸底/云岭乡.xlsx → 摸底·云岭乡-请更正.xlsx; files that would share a name keep their ending in it."""
    from kcbx.workbook.recipients import file_name  # noqa: PLC0415

    suffix = schema("workbooks/problems")["file"]["suffix"]
    stems = {file: PurePosixPath(file).with_suffix("").as_posix().replace("/", "·") for file in files}
    shared = [stem.casefold() for stem in stems.values()]
    return {
        file: file_name((stem if shared.count(stem.casefold()) == 1 else file) + suffix) for file, stem in stems.items()
    }
