"""What each sender's headings were taken for, kept once a person has confirmed it.

The memory is a small TOML file, to be read and mended by hand: a sender is a pattern of file names in which all
that changes from term to term (years, numbers, 春秋) is a star.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from pydantic import BaseModel, ConfigDict, ValidationError

from kcbx.definitions import schema
from kcbx.errors import ConfigInvalid, OutputUnwritable, Problem
from kcbx.fields import fields
from kcbx.file_names import HEADINGS

MEMORY_NAME = HEADINGS


class Remembered(BaseModel):
    """The confirmed headings of one kind of sheet of one sender: field → heading. ``sheet``: "" for all of them.

    ``ignored``: headings a person said are not to be read.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    sender: str
    form: str
    sheet: str = ""
    ignored: tuple[str, ...] = ()
    headings: dict[str, str]


class _Memory(BaseModel):
    model_config = ConfigDict(extra="forbid")

    remembered: tuple[Remembered, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetHeadings:
    """The headings of one sheet as they were taken now."""

    file: str
    sheet: str
    form: str
    header_row: int
    headings: Mapping[str, str]
    letters: Mapping[str, str]
    ignored: tuple[str, ...] = ()


def recall(path: Path | None) -> tuple[Remembered, ...]:
    """What was confirmed; nothing where there is no such file. Raises ConfigInvalid where it cannot be understood."""
    if path is None or not path.exists():
        return ()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        return _Memory.model_validate(content).remembered
    except OSError as error:
        raise ConfigInvalid(Problem("读不到表头记忆", str(path), advice="检查权限")) from error
    except (tomllib.TOMLDecodeError, RecursionError, UnicodeDecodeError, ValidationError) as error:
        raise ConfigInvalid(Problem("表头记忆的内容不对", str(path), advice="改正，或删去后重新 --confirm")) from error


def confirm(path: Path, sheets: Sequence[SheetHeadings], memory: Sequence[Remembered]) -> int:
    """Remember the headings of these sheets beside what is known of other senders; returns how many entries stand.

    Raises OutputUnwritable. The file is there whole or as it was.
    """
    new = _entries(sheets)
    kept = [each for each in memory if not any(each.form == now.form and fits(each, now.file) for now in sheets)]
    entries = sorted([*kept, *new], key=lambda each: (each.sender, each.form, each.sheet))
    beside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(_toml(entries), encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise OutputUnwritable(Problem("表头记忆写不进去", str(path), advice="检查磁盘空间和权限")) from error
    return len(entries)


def _entries(sheets: Sequence[SheetHeadings]) -> list[Remembered]:
    """One entry a sender and form where all its sheets agree, else one a sheet.

    Files that share a pattern but not their headings are remembered under their full names.
    """
    by_sender: dict[tuple[str, str], dict[str, list[SheetHeadings]]] = {}
    for sheet in sheets:
        files = by_sender.setdefault((pattern(sheet.file), sheet.form), {})
        files.setdefault(sheet.file, []).append(sheet)
    entries: list[Remembered] = []
    for (sender, form), files in by_sender.items():
        of_files = {file: _of_file(sender, form, found) for file, found in files.items()}
        first = next(iter(of_files.values()))
        if all(each == first for each in of_files.values()):
            entries += first
        else:
            entries += [e for file, found in files.items() for e in _of_file(_literal(stem_of(file)), form, found)]
    return entries


def _of_file(sender: str, form: str, sheets: Sequence[SheetHeadings]) -> list[Remembered]:
    first = sheets[0]
    alike = all((sheet.headings, sheet.ignored) == (first.headings, first.ignored) for sheet in sheets)
    return [
        Remembered(
            sender=sender,
            form=form,
            sheet="" if alike else sheet.sheet,
            ignored=sheet.ignored,
            headings=dict(sheet.headings),
        )
        for sheet in (sheets[:1] if alike else sheets)
    ]


def fits(remembered: Remembered, file: str) -> bool:
    """Whether a file is of the sender: its name fits the pattern, or only what changes from term to term differs."""
    same = remembered.sender.replace("*", "") == pattern(file).replace("*", "")
    return same or fnmatchcase(stem_of(file), remembered.sender)


def pattern(file: str) -> str:
    """The pattern of a sender's file names: 2026秋/云岭乡摸底表(2).xlsx → */云岭乡摸底表*.

    A name that says nothing but numbers stands for itself.
    """
    changing = re.compile(schema("workbooks/problems")["sender"]["changing"])
    fixed = changing.sub("\0", stem_of(file))
    if not fixed.strip("\0/"):
        return _literal(stem_of(file))
    return re.sub(r"\*+", "*", "*".join(map(_literal, fixed.split("\0"))))


def _literal(text: str) -> str:
    return re.sub(r"([*?[])", r"[\1]", text)


def stem_of(file: str) -> str:
    """A file name with its folders, without its ending: .xls and .xlsx are one sender."""
    return PurePosixPath(file).with_suffix("").as_posix()


def _toml(entries: Sequence[Remembered]) -> str:
    lines = [
        "# kcbx check --confirm 记下的表头：谁报来的哪种表，每一项取自哪个表头。",
        "# 以后的 check、reconcile、run 都照这里读。可以手工修改：引号里是来表的列标题，# 后是它所指的项目；",
        "# 删去一段就是忘掉它。",
        "# sender 里的 * 代表每学期会变的部分；ignored 是不读的列标题。",
    ]
    for each in entries:
        lines += ["", "[[remembered]]", f"sender = {_quoted(each.sender)}", f"form = {_quoted(each.form)}"]
        lines += [f"sheet = {_quoted(each.sheet)}"] if each.sheet else []
        lines += [f"ignored = [{', '.join(map(_quoted, each.ignored))}]"] if each.ignored else []
        lines += ["[remembered.headings]"]
        for name, heading in sorted(each.headings.items()):
            label = f"  # {fields()[name].label}" if name in fields() else ""
            lines.append(f"{name} = {_quoted(heading)}{label}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A TOML basic string; JSON escapes are the same but for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
