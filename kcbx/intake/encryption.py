"""Opens encrypted workbooks with a password that came from a callback, never from the command line."""

from __future__ import annotations

import io

import msoffcrypto

#: With it Excel encrypts workbooks that are only write-reserved, and opens them without asking.
DEFAULT_PASSWORD = "VelvetSweatshop"  # noqa: S105 - a published constant of the file format


def is_encrypted(content: bytes) -> bool:
    """Whether an OLE file is an encrypted workbook; a file that cannot be told is not."""
    try:
        return bool(msoffcrypto.OfficeFile(io.BytesIO(content)).is_encrypted())
    except Exception:
        return False


def decrypt(content: bytes, password: str | None) -> bytes | None:
    """The workbook inside, or None where neither the default password nor the given one opens it."""
    for attempt in (DEFAULT_PASSWORD, password):
        if attempt is None:
            continue
        try:
            book = msoffcrypto.OfficeFile(io.BytesIO(content))
            book.load_key(password=attempt)
            opened = io.BytesIO()
            book.decrypt(opened)
        except Exception:  # noqa: S112 - the library raises many kinds for a wrong password
            continue
        return opened.getvalue()
    return None
