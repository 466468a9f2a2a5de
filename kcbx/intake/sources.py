"""Which files are taken in, and what each is called in the result."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kcbx.definitions import schema
from kcbx.errors import InputUnreadable, Problem
from kcbx.file_names import MANIFEST, RUN_FILE
from kcbx.records import record_of

LOCK_PREFIXES = ("~$", ".~lock.", ".~")


@dataclass(frozen=True)
class InputFile:
    """A file to read: its name in the result (unique, with / between folders) and the form the user named."""

    path: Path
    source_file: str
    role: str | None = None

    @property
    def is_lock(self) -> bool:
        """Whether it is the trace of an open workbook, and no workbook."""
        return self.path.name.startswith(LOCK_PREFIXES)


def input_files(paths: Sequence[Path], roles: Mapping[Path, str]) -> list[InputFile]:
    """All files under the arguments, each once, in the order of their names in the result.

    Raises InputUnreadable listing every argument that does not exist.
    """
    arguments = list(dict.fromkeys(path.absolute() for path in (*paths, *roles)))
    missing = [path for path in arguments if not path.exists()]
    if missing:
        raise InputUnreadable([Problem("找不到", path.name, advice="检查路径") for path in missing])
    named = {path.absolute(): role for path, role in roles.items()}
    found: dict[Path, tuple[str, str]] = {}
    for argument in arguments:
        for path in _files_in(argument):
            relative = path.relative_to(argument).as_posix() if argument.is_dir() else path.name
            found.setdefault(path, (relative, argument.name if argument.is_dir() else path.parent.name))
    files = [InputFile(path, name, _role_of(path, named)) for path, name in _unique(found).items()]
    return sorted(files, key=lambda file: file.source_file)


def not_entered(paths: Iterable[Path]) -> list[tuple[str, str]]:
    """What in the folders leads to files that are not read, by its name in the result, and why; hidden ones are traces
    of editors."""
    folders = [path.absolute() for path in paths if path.is_dir()]
    found = {
        path.relative_to(folder).as_posix(): why
        for folder in folders
        for path in folder.rglob("*")
        if not path.name.startswith(".") and (why := _why_not(path, folders))
    }
    return sorted(found.items())


def _why_not(path: Path, folders: Sequence[Path]) -> str:
    if path.is_symlink():
        if not path.exists():
            return "这是链接，指向的文件不在了"
        known = any(path.resolve().is_relative_to(folder.resolve()) for folder in folders)
        return "这是指向别处文件夹的链接，里面的没有读：把那个文件夹写在命令里" if path.is_dir() and not known else ""
    closed = path.is_dir() and not os.access(path, os.R_OK | os.X_OK)
    return "没有权限打开这个文件夹，里面的没有读" if closed else ""


def _files_in(argument: Path) -> Iterator[Path]:
    if argument.is_file():
        yield argument
        return
    own = set(own_folders([argument]))
    for path in sorted(argument.rglob("*")):
        if _is_file(path) and not is_of_the_system(path) and not _is_our_own(path) and own.isdisjoint(path.parents):
            yield path


def _is_file(path: Path) -> bool:
    with suppress(PermissionError):  # in a folder that may be listed and not entered
        return path.is_file()
    return False


def own_folders(arguments: Iterable[Path]) -> list[Path]:
    """Folders under the arguments that kcbx wrote (results, corrections, packages): our own output is no input."""
    records = {
        record
        for argument in arguments
        for name in (RUN_FILE, MANIFEST)
        for record in argument.absolute().rglob(name)
        if record_of(record) or (record.parent / "tables").is_dir()
    }
    return sorted(record.parent for record in records)


def is_of_the_system(path: Path) -> bool:
    """Whether a file is a trace that the system leaves everywhere, passed over without a word."""
    said = schema("intake")["files"]
    return (
        path.name in said["of_the_system"]
        or path.name.startswith(tuple(said["skip_beginning"]))
        or not set(said["skip_folders"]).isdisjoint(path.parts)
    )


def _is_our_own(path: Path) -> bool:
    """Whether a file is one kcbx keeps beside sheets and results: settings, records, locks, what a run left."""
    said = schema("intake")["files"]
    left = any(part.startswith(".") and ".kcbx-" in part for part in path.parts)
    return left or path.name in said["our_own"] or path.name.endswith(tuple(said["our_own_ending"]))


def _unique(found: Mapping[Path, tuple[str, str]]) -> dict[Path, str]:
    """Names told apart by the name of the argument's folder where two arguments hold the same one."""
    names = [relative for relative, _ in found.values()]
    prefixed = {
        path: f"{folder}/{relative}" if names.count(relative) > 1 else relative
        for path, (relative, folder) in found.items()
    }
    result: dict[Path, str] = {}
    for path in sorted(prefixed):
        name, number = prefixed[path], 2
        while name in result.values():
            name, number = f"{prefixed[path]}#{number}", number + 1
        result[path] = name
    return result


def _role_of(path: Path, named: Mapping[Path, str]) -> str | None:
    """The role named for the file or for the nearest folder above it."""
    nearest: Iterable[Path] = (path, *path.parents)
    return next((named[each] for each in nearest if each in named), None)
