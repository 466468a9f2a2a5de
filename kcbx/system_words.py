"""What the system and the database say of a file they will not read, write or delete, in Chinese."""

from __future__ import annotations

import errno

from kcbx.definitions import schema


def told(error: OSError) -> str:
    """The reason in a few words; the system's own words for one that is rare."""
    words: dict[str, str] = schema("terminal")["system"]
    return words.get(errno.errorcode.get(error.errno or 0, ""), error.strerror or type(error).__name__)


def told_by_database(error: Exception) -> str:
    """The reason the database gives, in a few words; its own words for one that is rare."""
    words: dict[str, str] = schema("terminal")["database"]
    name = "_".join(str(getattr(error, "sqlite_errorname", "")).split("_")[:2])  # SQLITE_IOERR_WRITE and its like
    return words.get(name, str(error))
