"""How a column travels from a worker to the program: as one text, which costs no import and little time.

A column never holds an empty text (that is a null) nor a control character, so a separator is safe.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

_SEPARATOR = "\x1e"


def pack(texts: Sequence[str | None]) -> str | None:
    """One text for a column; null for a column without any text."""
    joined = _SEPARATOR.join([text or "" for text in texts])
    return joined if len(joined) >= len(texts) else None


def unpack(parts: Sequence[tuple[str | None, int]]) -> pa.Array:
    """The columns again, one below the other as one Arrow array with nulls; each comes with its length."""
    import pyarrow as pa  # noqa: PLC0415 - not in the worker
    import pyarrow.compute as pc  # noqa: PLC0415

    filled = [(packed, length) for packed, length in parts if length]
    if all(packed is None for packed, _ in filled):
        return pa.nulls(sum(length for _, length in filled), pa.large_string())
    joined = _SEPARATOR.join(_SEPARATOR * (length - 1) if packed is None else packed for packed, length in filled)
    texts = pc.split_pattern(pa.scalar(joined, pa.large_string()), _SEPARATOR).values
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.large_string()), texts)
