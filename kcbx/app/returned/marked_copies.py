"""Which marked copies of returned files are written, and under which names: what somebody has filled in stays."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from kcbx.app.results.folder import written_whole
from kcbx.app.returned.marked_record import note
from kcbx.app.returned.marking import going_back, write_copy
from kcbx.app.returned.opening import Reader
from kcbx.followup.ledger import Ledger
from kcbx.followup.returned import ReturnedFile, filled_sheets, origin
from kcbx.followup.taken import Collected, TakenFile

_MARKED = re.compile(r"(（退回更正(-\d+)?）)+$")
_OF_A_SCHOOL = {"school": "（学校）", "township": "（乡镇）"}


@dataclass(frozen=True)
class MarkedCopies:
    """``written``: digest of a file → its marked copies. ``filled_in``: copies in the folder that hold corrections
    which no collection has taken yet."""

    written: dict[str, list[str]] = field(default_factory=dict)
    filled_in: list[Path] = field(default_factory=list)


def write_marked(ledger: Ledger, collected: Collected, folder: Path) -> MarkedCopies:
    """Write a marked copy of every file that has something to correct. One that was filled in is never overwritten."""
    made = MarkedCopies()
    if not ledger.rows("SELECT 1 FROM batches LIMIT 1"):
        return made
    files = {taken.digest: taken for taken in reversed(collected.files)}
    parts = {digest: going_back(taken, collected) for digest, taken in files.items()}
    stems = Counter(_stem(files[digest]) for digest, found in parts.items() if found)
    with Reader() as reader:
        for digest, found in sorted(parts.items(), key=lambda each: files[each[0]].name):
            for place, part in enumerate(found):
                stem = _stem(part) + (f"-{digest[:6]}" if stems[_stem(part)] > 1 else "")
                kind = _OF_A_SCHOOL[part.sheets[0].filled.workbook] if place else ""
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                path = _free(ledger, reader, part, folder, stem + kind, made.filled_in)
                with written_whole(path) as beside:
                    note(path, beside, write_copy(ledger, part, collected, beside))
                made.written.setdefault(digest, []).append(str(path))
    return made


def _stem(taken: TakenFile) -> str:
    """The name of a file without its ending; a corrected copy bears the name of what it corrects."""
    stem = Path(taken.name).stem
    return _MARKED.sub("", stem) or stem


def _free(ledger: Ledger, reader: Reader, part: TakenFile, folder: Path, stem: str, filled_in: list[Path]) -> Path:
    """The first name at which there is nothing, or this very copy as it was written."""
    for number in count(1):
        path = folder / f"{stem}（退回更正{f'-{number}' if number > 1 else ''}）.xlsx"
        if not path.exists():
            return path
        read = reader.read(path, path.name, None)
        if isinstance(read, ReturnedFile):
            if origin(read).replies_to == part.digest and _says_the_same(read, part):
                return path
            known = ledger.rows("SELECT 1 FROM files WHERE digest = ?", read.digest)
            if origin(read).replies_to == part.digest and not known:
                filled_in.append(path)
    raise AssertionError


def _says_the_same(copy: ReturnedFile, part: TakenFile) -> bool:
    """Whether a marked copy still holds only what the sender had written."""
    own = {_said(row.line.known, row.line.given) for sheet in part.sheets for row in sheet.rows}
    return all(_said(line.known, line.given) in own for sheet in filled_sheets(copy) for line in sheet.lines)


def _said(*cells: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    return frozenset((name, text) for group in cells for name, text in group.items() if text and name != "serial")


__all__ = ["MarkedCopies", "write_marked"]
