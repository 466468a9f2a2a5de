"""Passwords of packages: made here, read from a file, kept on a password sheet (密码单) outside the package.

The sheet is a CSV that opens in any spreadsheet program and is read again by kcbx. A password is in no ``repr``, no
message and no log.
"""

from __future__ import annotations

import csv
import glob
import io
import os
import secrets
import stat
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kcbx.definitions import schema
from kcbx.errors import OutputUnwritable, Problem, UsageError
from kcbx.locks import Timeout, alone
from kcbx.system_words import told

#: A cell that begins so is a formula to a spreadsheet program; an apostrophe before it makes it text.
_FORMULA = ("=", "+", "-", "@", "'")
#: Seconds to wait for another pack that writes the same sheet.
_PATIENCE = 30


@dataclass(frozen=True)
class Passwords:
    """Passwords by recipient (or file), or one for all."""

    by_name: Mapping[str, str] = field(default_factory=dict, repr=False)
    shared: str | None = field(default=None, repr=False)

    def of(self, recipient: str) -> str | None:
        """The password of a recipient (杉坪乡); None where there is none."""
        return self.by_name.get(recipient) or self.shared

    def for_file(self, name: str) -> str | None:
        """The password of a file that came back, as 杉坪乡.xlsx or with the recipient within: 回复-杉坪乡（1）.xlsx."""
        stem = Path(name).stem
        within = max((known for known in self.by_name if known in stem), key=len, default="")
        return self.by_name.get(name) or self.by_name.get(stem) or self.by_name.get(within) or self.shared

    def distinct(self) -> tuple[str, ...]:
        """Every password once, for a file whose name no longer tells whose it is."""
        return tuple(dict.fromkeys([*self.by_name.values(), *([self.shared] if self.shared else [])]))


@dataclass(frozen=True)
class Holder:
    """Who is to be told a password, for the sheet: recipient, contact, telephone."""

    recipient: str
    contact: str = ""
    phone: str = ""


def generate() -> str:
    """A new password that can be read out over the telephone, such as ``kx7m-p3qd-vt9w-h2ra``."""
    look = schema("deliver/pack")["password"]
    groups = [
        secrets.choice(look["letters"])
        + "".join(secrets.choice(look["characters"]) for _ in range(look["group_length"] - 1))
        for _ in range(look["groups"])
    ]
    return "-".join(groups)


def weakness(password: str, *, ascii_only: bool = False) -> str:
    """Why a password is not good enough, "" where it is; it is never quoted.

    ``ascii_only``: programs that unpack archives disagree on the encoding of any other.
    """
    look = schema("deliver/pack")["password"]
    if len(password) < look["shortest"]:
        return f"不足 {look['shortest']} 个字符"
    if len(password) > look["longest"]:
        return f"超过 {look['longest']} 个字符"
    if not password.isprintable() or password != password.strip():
        return "含有看不见的字符或首尾空格"
    if ascii_only and not password.isascii():
        return "压缩包的密码只能用英文字母、数字和符号"
    return ""


def parse(text: str) -> Passwords:
    """Passwords of a file's text: a password sheet, lines ``收件单位<Tab>密码``, or one line for all."""
    headings = schema("deliver/pack")["sheet"]["headings"]
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    if lines and next(csv.reader(lines[:1]))[:2] == headings[:2]:
        rows = csv.reader(io.StringIO("\n".join(lines[1:])))
        return Passwords({_plain(row[0]): row[1] for row in rows if len(row) > 1 and row[1]})
    named = [line.split("\t", 1) for line in lines]
    shared = next((parts[0] for parts in named if len(parts) == 1), None)
    return Passwords({parts[0].strip(): parts[1].strip() for parts in named if len(parts) > 1}, shared)


def read(path: Path) -> Passwords:
    """Passwords of a file that its owner alone can read. Raises as :func:`private_text`."""
    return parse(private_text(path))


def read_line(path: Path) -> str:
    """The one password a file holds. Raises UsageError as :func:`private_text`, or where it holds none."""
    first, _, _ = private_text(path).strip().partition("\n")
    if not first:
        raise UsageError(Problem("密码文件是空的", str(path), advice="写上密码"))
    return first.strip()


def private_text(path: Path) -> str:
    """The text of a file that its owner alone can read.

    Raises UsageError where it is not there, is not text, or others may read it (POSIX; Windows does not tell).
    """
    if os.name == "posix" and path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise UsageError(Problem("密码文件别人也能读", str(path), "只有本人可读", f"运行 chmod 600 {path.name}"))
    return text_of(path)


def text_of(path: Path) -> str:
    """The text of a file of passwords; a spreadsheet program saves a sheet in GB18030.

    Raises UsageError where it is not there or is not text.
    """
    try:
        content = path.read_bytes()
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return content.decode("gb18030")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(Problem("读不到密码文件", str(path), "UTF-8 文本文件", "检查路径和编码")) from error


def complete_sheet(path: Path, holders: Sequence[Holder]) -> Passwords:
    """The passwords of a sheet, new ones made for holders it lacks; the sheet is there whole, before or after.

    A sheet of an earlier term is kept, so that a recipient's password stays. Raises UsageError as :func:`read`,
    OutputUnwritable where the sheet cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with alone(path.with_name(f".{path.name}.kcbx-lock"), _PATIENCE):
            for left in path.parent.glob(f"{glob.escape(_beside(path))}*"):  # by a run that was killed while it wrote
                left.unlink()
            known = dict(read(path).by_name) if path.exists() else {}
            made = {**known, **{each.recipient: generate() for each in holders if each.recipient not in known}}
            if made.keys() - known.keys():
                _write(path, made, {each.recipient: each for each in holders})
    except Timeout as error:
        raise OutputUnwritable(Problem("另一个 kcbx 正在写密码单", str(path), advice="等它结束后再运行")) from error
    except OSError as error:
        raise OutputUnwritable(
            Problem(f"密码单写不进去：{told(error)}", str(path), advice="检查磁盘空间和权限")
        ) from error
    return Passwords(made)


def _beside(path: Path) -> str:
    """How the name begins under which a sheet is written."""
    return f".{path.stem}-"


def _write(path: Path, passwords: Mapping[str, str], holders: Mapping[str, Holder]) -> None:
    """Beside its place, then into it; a file of mkstemp is its owner's alone."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=_beside(path))
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(schema("deliver/pack")["sheet"]["headings"])
            for recipient in sorted(passwords):
                who = holders.get(recipient, Holder(recipient))
                writer.writerow([_text(recipient), passwords[recipient], _text(who.contact), _text(who.phone)])
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") else cell


__all__ = [
    "Holder",
    "Passwords",
    "complete_sheet",
    "generate",
    "parse",
    "private_text",
    "read",
    "read_line",
    "text_of",
    "weakness",
]
