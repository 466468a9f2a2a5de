"""The standard streams: what a console cannot show becomes a question mark, and so does what would steer it."""

from __future__ import annotations

import io
import os
import re
import sys
from pathlib import Path

#: Control characters, escapes among them, and those that turn or hide text; a sheet or file may be named with them.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")

#: In ASCII, for it is said where nothing else can be shown.
_NO_CHINESE = "kcbx: this console cannot show Chinese ({encoding}): set PYTHONUTF8=1 (Windows: chcp 65001), try again\n"
_NO_FILE_NAMES = "kcbx: Chinese file names cannot be read here ({encoding}): set PYTHONUTF8=1 and try again\n"


def visible(text: str) -> str:
    """The text as a console may be given it: nothing of it moves the cursor, changes colours or the direction."""
    return text if text.isprintable() else _STEERING.sub("?", text)


def visible_json(text: str) -> str:
    """The text of a JSON object with the same characters written as codes, which read as the same object."""
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def forgive() -> None:
    """Let stdout and stderr show a question mark where their encoding has no such character.

    Where there are none (a task of the system without a window), what is said goes nowhere.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - as long as the program
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def told_to_mend() -> bool:
    """Whether nothing can be done here, since file names cannot be read; what to set is said in ASCII, here and where
    the console has no Chinese.
    """
    names = sys.getfilesystemencoding()
    if not _has_chinese(names):
        sys.stderr.write(_NO_FILE_NAMES.format(encoding=names))
        return True
    for stream in (sys.stderr, sys.stdout):
        if not _has_chinese(stream.encoding or names):
            sys.stderr.write(_NO_CHINESE.format(encoding=stream.encoding))
            break
    return False


def _has_chinese(encoding: str) -> bool:
    try:
        "儿童".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
