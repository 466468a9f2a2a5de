"""What people decided about review pairs between two runs of a batch: found beside the results, never asked again.

The analyst types into the county workbook of a result and runs the batch again, on the same day or on a later one. A
result hands on every verdict it was given, so the newest ones and what was typed since are all there is to read.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kcbx.app.batch.home import Batch
from kcbx.app.decisions.verdicts import STORE
from kcbx.file_names import COUNTY_WORKBOOK, RUN_FILE
from kcbx.records import file_digest, record_of, written_in

_ASIDE = "已判断"


def judged(batch: Batch) -> list[Path]:
    """Where verdicts lie, oldest first: results up to the batch's day that were given some or were written in, copies
    put aside, and the batch's own county workbook where somebody wrote in it.
    """
    results = batch.result.parent
    days = {record.parent: _day(record) for record in results.glob(f"*/{RUN_FILE}") if record.parent != batch.result}
    earlier = {folder: day for folder, day in days.items() if day is not None and day <= batch.as_of}
    told = [folder for folder in sorted(earlier, key=lambda each: (earlier[each], each.name)) if _told(folder)]
    aside = sorted(results.glob(f"{batch.name}-{_ASIDE}*.xlsx"))
    own = batch.result / COUNTY_WORKBOOK
    return [*told, *aside, *([own] if _written_in(own) else [])]


def digests(batch: Batch) -> list[str]:
    """What decides the verdicts, wherever the files now lie."""
    files = [
        file
        for path in judged(batch)
        for file in ((path,) if path.is_file() else (path / STORE, path / COUNTY_WORKBOOK))
    ]
    return [file_digest(file) for file in files if file.is_file()]


def put_aside(batch: Batch) -> None:
    """Keep the county workbook somebody wrote in beside the result that is about to be written anew."""
    own = batch.result / COUNTY_WORKBOOK
    if _written_in(own):
        number = len(list(batch.result.parent.glob(f"{batch.name}-{_ASIDE}*.xlsx"))) + 1
        own.rename(batch.beside(f"{_ASIDE}{number}.xlsx"))


def _told(folder: Path) -> bool:
    return (folder / STORE).is_file() or _written_in(folder / COUNTY_WORKBOOK)


def _written_in(workbook: Path) -> bool:
    """Whether the workbook is no longer the one kcbx wrote."""
    return bool(written_in(workbook.parent / RUN_FILE, workbook.name))


def _day(record: Path) -> date | None:
    """The day of a result; None where a killed run left it, or it is none."""
    told = record_of(record)
    whole = not record.parent.name.startswith(".") and "place" in told
    return date.fromisoformat(told["as_of"]) if whole else None


__all__ = ["digests", "judged", "put_aside"]
