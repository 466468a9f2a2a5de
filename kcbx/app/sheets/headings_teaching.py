"""Lessons on a sender's headings: said on the command line, or kept in the headings memory; given to the reader."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kcbx.app.sheets.headings_memory import Remembered, fits
from kcbx.errors import Problem, UsageError
from kcbx.fields import fields, rows
from kcbx.intake.forms import key
from kcbx.intake.headings import is_never_read
from kcbx.intake.teaching import Taught

if TYPE_CHECKING:
    import pandas as pd

#: Said instead of a field: the column is not to be read.
NOT_READ = "不读"
_JOINED = "、"


@dataclass(frozen=True)
class Lesson:
    """One heading of a file (its name, or a pattern with ``*``) and the field it stands for; "" is not read."""

    file: str
    sheet: str
    heading: str
    field: str

    def speaks_of(self, file: str) -> bool:
        """Whether a file is meant, with or without its folders."""
        return any(fnmatchcase(name, self.file) or name == self.file for name in (file, PurePosixPath(file).name))


def lesson(text: str) -> Lesson:
    """A lesson as it is typed: 文件:列标题=项目, 文件:工作表:列标题=项目.

    Marks of a Chinese keyboard do as well. Raises UsageError where it is written otherwise, names no field, or
    teaches what must never be read.
    """
    text = text if "=" in text else text.replace("＝", "=")
    place, _, word = text.rpartition("=")
    place = place if ":" in place else place.replace("：", ":")
    file, _, rest = place.partition(":")
    sheet, _, heading = rest.rpartition(":") if ":" in rest else ("", "", rest)
    parts = [part.strip() for part in (file, sheet, heading, word)]
    if not (parts[0] and parts[2] and parts[3]):
        expected = "文件:列标题=项目，如 云岭乡.xlsx:生日=出生日期"
        raise UsageError(Problem("--teach 写得不对", text, expected, "照样子写；有空格的用英文双引号括起来"))
    labels = {field.label: name for name, field in fields().items()} | {name: name for name in fields()}
    if parts[3] != NOT_READ and parts[3] not in labels:
        known = _JOINED.join(field.label for field in fields().values())
        raise UsageError(Problem(f"没有“{parts[3]}”这个项目", text, f"{known}，或 {NOT_READ}", "换成其中一个"))
    if is_never_read((parts[2],)):
        raise UsageError(Problem("这一列按规定不读，不能教", text, advice="去掉这一条"))
    return Lesson(parts[0], parts[1], parts[2], labels.get(parts[3], ""))


def taught_of(file: str, remembered: Sequence[Remembered], lessons: Sequence[Lesson]) -> tuple[Taught, ...]:
    """What holds for a file: what was confirmed of its sender, then what is said now."""
    known = sorted((each for each in remembered if fits(each, file)), key=lambda each: (each.sender, each.sheet))
    kept = [Taught(dict(_headings(each)), each.form, each.sheet) for each in known]
    said = [Taught({each.heading: each.field}, sheet=each.sheet) for each in lessons if each.speaks_of(file)]
    return (*kept, *said)


def _headings(remembered: Remembered) -> Iterator[tuple[str, str]]:
    """Heading → field; several columns of one field stand in one text."""
    for name, heading in remembered.headings.items():
        yield from ((each, name) for each in dict.fromkeys((heading, *heading.split(_JOINED))))
    yield from ((heading, "") for heading in remembered.ignored)


def unread_of(file: str, remembered: Sequence[Remembered], lessons: Sequence[Lesson]) -> set[str]:
    """Headings of a file that a person said are not to be read."""
    said: dict[str, str] = {}
    for each in taught_of(file, remembered, lessons):
        said |= each.headings
    return {heading for heading, field in said.items() if not field}


def require_learnt(lessons: Sequence[Lesson], sheets: pd.DataFrame) -> None:
    """Raises UsageError with every lesson that changed nothing: no such file, sheet or heading."""
    problems = []
    for each in lessons:
        of_file = [row for row in rows(sheets) if each.speaks_of(row.source_file)]
        meant = [row for row in of_file if each.sheet in ("", row.source_sheet)]
        seen = [json.loads(row.ignored) if not each.field else _taken(row.mapping, each.field) for row in meant]
        if not any(key(each.heading) == key(heading) for headings in seen for heading in headings):
            there = dict.fromkeys(heading for row in meant for heading in json.loads(row.leftover))
            expected = f"没有用到的列：{_JOINED.join(there)}" if there else ""
            what = "没有这个列标题，或这种表没有这个项目" if meant else "没有这个文件或工作表"
            place = " › ".join(filter(None, (each.file, each.sheet, each.heading)))
            problems.append(Problem(f"{what}，没有记住", place, expected, "用 --mapping 看每张表的列标题"))
    if problems:
        raise UsageError(problems)


def _taken(mapping: str, field: str) -> list[str]:
    text = json.loads(mapping).get(field, "")
    return [text, *text.split(_JOINED)]


__all__ = ["Lesson", "lesson", "require_learnt", "taught_of", "unread_of"]
