"""One file the analyst asks for: of a known kind, never over another unasked, there whole or not at all, private."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kcbx.app.results.folder import make_private, written_whole
from kcbx.errors import OutputUnwritable, Problem, UsageError

if TYPE_CHECKING:
    import pandas as pd


#: What tables can be written as.
ENDINGS = (".xlsx", ".csv")
#: Text that a spreadsheet would take for a formula when a CSV is opened.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def require_kind(path: Path, *endings: str) -> None:
    """Raise UsageError where the name does not end in one of ``endings``."""
    if path.suffix.lower() not in endings:
        raise UsageError(Problem("不知道写成什么格式", path.name, " 或 ".join(endings), "改一下文件名的结尾"))


@contextmanager
def whole_file(path: Path, *, overwrite: bool) -> Iterator[Path]:
    """A file to write into that becomes ``path`` when the block ends well, and vanishes when it does not.

    Readable by its owner only. Raises UsageError where ``path`` exists (without ``overwrite``) or is a folder,
    OutputUnwritable where the system refuses.
    """
    if path.is_dir():
        raise UsageError(Problem("这是文件夹，不是文件", str(path), advice="写上文件名"))
    if path.exists() and not overwrite:
        raise UsageError(Problem("文件已经存在", str(path), advice="换一个名字，或加上 --overwrite"))
    with written_whole(path) as beside:
        yield beside


def plain_rows(table: pd.DataFrame) -> list[dict[str, object]]:
    """The rows as plain values, None for what is not known."""
    plain = table.astype("object").where(table.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]


def export(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Write rows as .csv (for WPS and Excel: UTF-8 with mark, no text becomes a formula) or .json.

    Raises UsageError for another ending, OutputUnwritable where the file cannot be written.
    """
    if path.suffix not in {".csv", ".json"}:
        raise UsageError(Problem("不知道写成什么格式", path.name, ".csv 或 .json"))
    text = _csv(rows) if path.suffix == ".csv" else json.dumps(list(rows), ensure_ascii=False, indent=2) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8-sig" if path.suffix == ".csv" else "utf-8", newline="")
    except OSError as error:
        raise OutputUnwritable(Problem("写不进文件", str(path), advice="关闭已打开的同名文件，检查权限")) from error
    make_private(path)


def write_rows(rows: Sequence[Mapping[str, Any]], path: Path, *, overwrite: bool) -> None:
    """Write rows as .csv or .json.

    Raises UsageError for another ending or a file that exists without ``overwrite``, OutputUnwritable.
    """
    require_kind(path, ".csv", ".json")
    with whole_file(path, overwrite=overwrite) as beside:
        export(rows, beside)


def write_table(table: pd.DataFrame, path: Path, book: Callable[[Path], None], *, overwrite: bool) -> None:
    """Write a table as .csv, or what ``book`` makes of it as .xlsx.

    Raises UsageError for another ending or a file that exists without ``overwrite``, OutputUnwritable.
    """
    require_kind(path, *ENDINGS)
    with whole_file(path, overwrite=overwrite) as beside:
        if path.suffix.lower() == ".csv":
            export(plain_rows(table), beside)
        else:
            book(beside)


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    heads = list(rows[0]) if rows else []
    writer.writerow(heads)
    writer.writerows([[_harmless(row[head]) for head in heads] for row in rows])
    return buffer.getvalue()


def _harmless(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


__all__ = ["ENDINGS", "export", "plain_rows", "require_kind", "whole_file", "write_rows", "write_table"]
