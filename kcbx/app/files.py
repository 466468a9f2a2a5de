"""One file the analyst asks for: of a known kind, never over another unasked, there whole or not at all, private."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kcbx.app.exports import export
from kcbx.app.result import written_whole
from kcbx.errors import Problem, UsageError

if TYPE_CHECKING:
    import pandas as pd


#: What tables can be written as.
ENDINGS = (".xlsx", ".csv")


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
