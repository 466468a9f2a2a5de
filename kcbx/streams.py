"""The standard streams on a console of any encoding: what it cannot show becomes a question mark, never a traceback."""

from __future__ import annotations

import io
import sys

#: In ASCII, for it is said where nothing else can be shown.
_NO_CHINESE = "kcbx: this console cannot show Chinese ({encoding}): set PYTHONUTF8=1 (Windows: chcp 65001), try again\n"
_NO_FILE_NAMES = "kcbx: Chinese file names cannot be read here ({encoding}): set PYTHONUTF8=1 and try again\n"


def forgive() -> None:
    """Let stdout and stderr show a question mark where their encoding has no such character."""
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
