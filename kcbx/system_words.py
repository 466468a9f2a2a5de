"""What the system says of a file it will not read, write or delete, in Chinese."""

from __future__ import annotations

import errno

from kcbx.definitions import schema


def told(error: OSError) -> str:
    """The reason in a few words; the system's own words for one that is rare."""
    words: dict[str, str] = schema("terminal")["system"]
    return words.get(errno.errorcode.get(error.errno or 0, ""), error.strerror or type(error).__name__)
