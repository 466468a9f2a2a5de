"""What people decided about review pairs: taken back from the workbook, kept in the result, asked only once.

A pair is known by the two row keys of its hidden column, keyed hashes of what identifies the two rows, so a verdict
finds its rows again in a later run, wherever they then stand. A result folder keeps every verdict it was given in
``tables/verdicts.parquet``; giving the folder (or a workbook in it) to the next run hands them on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from kcbx.answers import questionnaire
from kcbx.app.register.identity import row_keys
from kcbx.app.returned.opening import Reader, Unread
from kcbx.definitions import schema
from kcbx.errors import InputUnreadable, InputUnrecognised, Problem, UsageError
from kcbx.fields import conform, empty
from kcbx.fields import rows as rows_of
from kcbx.file_names import COUNTY_WORKBOOK
from kcbx.findings import Findings, Source
from kcbx.linkage import Linkage
from kcbx.reconcile.verdicts import VERDICTS, fingerprint

STORE = Path("tables") / "verdicts.parquet"
_SEPARATOR = "|"
#: What is read of the list of pairs.
_READ = ("result", "checked_by", "key")
_PAIR = ["census_key", "roll_key"]
#: What is kept of a pair that was called the same and not the same in two copies of one workbook.
_DISPUTED = "disputed"


def read_verdicts(paths: Sequence[Path]) -> pd.DataFrame:
    """The [verdicts] table of all files and result folders; on a pair the last word counts.

    Copies of one workbook are two people's, and neither is the later: where they contradict, neither counts, and who
    knows it goes before who is not sure.
    Raises UsageError for a path that is not there, InputUnreadable for a file that cannot be opened,
    InputUnrecognised for a workbook without the review sheet or with answers that are on no list.
    """
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise UsageError([Problem("找不到文件或文件夹", str(path), advice="检查路径") for path in missing])
    parts = [empty("verdicts")]
    for path in paths:
        folder = path if path.is_dir() else path.parent
        workbook = path / COUNTY_WORKBOOK if path.is_dir() else path
        if (folder / STORE).is_file():
            parts.append(pd.read_parquet(folder / STORE))
        if workbook.is_file() or not (folder / STORE).is_file():  # a restored result has tables only
            parts.append(_answers(workbook))
    whole = _without_disputes(pd.concat(parts, ignore_index=True))
    return conform(whole.drop_duplicates(_PAIR, keep="last"), "verdicts").reset_index(drop=True)


def _without_disputes(said: pd.DataFrame) -> pd.DataFrame:
    """``said`` with one verdict on a pair of each ``issue`` of the workbook; ``issue`` null: settled before."""
    if "issue" not in said:
        return said
    typed = said.dropna(subset="issue")
    clear = typed[typed["verdict"].ne("unsure")]
    torn = clear.groupby([*_PAIR, "issue"])["verdict"].transform("nunique").gt(1).reindex(said.index, fill_value=False)
    known = pd.MultiIndex.from_frame(typed[[*_PAIR, "issue"]]).isin(pd.MultiIndex.from_frame(clear[[*_PAIR, "issue"]]))
    unsure = typed.index[known & typed["verdict"].eq("unsure")]
    return said.assign(verdict=said["verdict"].mask(torn, _DISPUTED)).drop(index=unsure)


def _answers(workbook: Path) -> pd.DataFrame:
    """The answered pairs of one county workbook, with ``issue``: what stands above the list, alike on every copy."""
    page = schema("workbooks/county")["pages"]["review"]
    heading = {column["field"]: column["heading"] for column in page["columns"]}
    with Reader() as reader:
        read = reader.read(workbook, workbook.name, None)
    if isinstance(read, Unread):
        what = f"打不开这个工作簿：{read.why}"
        raise InputUnreadable(Problem(what, str(workbook), advice="换一份完好、未加密的 .xlsx"))
    rows = {sheet.name: sheet.rows for sheet in read.sheets}.get(page["sheet"], ())
    asked = {heading[field] for field in _READ}
    head = next((place for place, row in enumerate(rows) if asked <= set(map(_heading, row))), None)
    if head is None:
        raise InputUnrecognised(
            Problem(
                f"没有“{page['sheet']}”表，或表头被改过",
                str(workbook),
                f"有这几列：{'、'.join(heading[field] for field in _READ)}",
                "用原来的表填写",
            )
        )
    heads = list(map(_heading, rows[head]))
    at = {field: heads.index(heading[field]) for field in _READ}
    codes = {result.label: code for code, result in questionnaire("pair").results.items()}
    found, faults = [], []
    for number, row in enumerate(rows[head + 1 :], head + 2):
        answer, key = (row[at[field]].strip() for field in ("result", "key"))
        if not answer or _SEPARATOR not in key:
            continue
        if answer not in codes:
            where = f"{workbook.name} › {page['sheet']} › 第{number}行"
            faults.append(Problem("“您的判断”不在可选的答案里", where, "、".join(codes), "从下拉中选一项"))
            continue
        census_key, roll_key = key.split(_SEPARATOR, 1)
        found.append((census_key, roll_key, codes[answer], row[at["checked_by"]].strip()))
    if faults:
        raise InputUnrecognised(faults)
    issue = "\n".join(cell for row in rows[:head] for cell in row if cell)
    return conform(pd.DataFrame(found, columns=[*_PAIR, "verdict", "who"]), "verdicts").assign(issue=issue)


def _heading(cell: str) -> str:
    return cell.removesuffix("▼").strip()


def binding(
    verdicts: pd.DataFrame, census: pd.DataFrame, roll: pd.DataFrame, secret: bytes, findings: Findings
) -> pd.DataFrame:
    """The verdicts as :func:`kcbx.reconcile.link.link` takes them; those whose rows are gone, and those that two people
    gave otherwise, become findings.
    """
    by_key = {
        side: dict(zip(row_keys(secret, rows), fingerprint(rows), strict=True))
        for side, rows in (("census", census), ("roll", roll))
    }
    disputed = set(verdicts.loc[verdicts["verdict"].eq(_DISPUTED), "census_key"])
    rows = census[row_keys(secret, census).isin(disputed)] if disputed else census.head(0)
    for row in rows_of(rows.sort_values("record_id")):
        findings.add("verdicts_disputed", Source(row.source_file, row.source_sheet or "", row.source_row))
    settled = verdicts[verdicts["verdict"].isin(VERDICTS) & verdicts["verdict"].ne("unsure")]
    known = pd.DataFrame(
        {
            "census_fingerprint": settled["census_key"].map(by_key["census"]),
            "roll_fingerprint": settled["roll_key"].map(by_key["roll"]),
            "verdict": settled["verdict"],
            "who": settled["who"],
            "when": "",
        }
    )
    applies = known["census_fingerprint"].notna() & known["roll_fingerprint"].notna()
    for place in _ordered(settled[~applies]):
        findings.add("verdict_stale", Source(COUNTY_WORKBOOK, "待人工核对"), "", key=place[:8])
    return known[applies].reset_index(drop=True)


def report_torn(
    linkage: Linkage, verdicts: pd.DataFrame, census: pd.DataFrame, roll: pd.DataFrame, findings: Findings
) -> None:
    """A finding at every census row that is asked about again because another row of its child was judged otherwise.

    ``verdicts``: of :func:`binding`; a clear one binds unless it is contradicted.
    """
    asked = linkage.in_doubt
    of_row = {
        side: dict(zip(rows["record_id"], fingerprint(rows), strict=True))
        for side, rows in (("census", census), ("roll", roll))
    }
    told = pd.MultiIndex.from_frame(verdicts[["census_fingerprint", "roll_fingerprint"]])
    names = [asked[f"{side}_id"].map(of_row[side]) for side in ("census", "roll")]
    torn = asked.loc[pd.MultiIndex.from_arrays(names).isin(told), "census_id"]
    for row in rows_of(census[census["record_id"].isin(torn)].sort_values("record_id")):
        findings.add("verdicts_torn", Source(row.source_file, row.source_sheet or "", row.source_row))


def _ordered(stale: pd.DataFrame) -> Iterator[str]:
    return iter(sorted(stale["census_key"]))
