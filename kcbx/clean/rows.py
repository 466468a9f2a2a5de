"""What a row as a whole is given: an identifier made from its content, and the key of its household."""

from __future__ import annotations

from hashlib import blake2b

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kcbx.fields import SOURCE

#: Columns that say where a row stands or what its place said of it, not what the row says.
_NOT_CONTENT = {
    *SOURCE, "serial", "township_hint", "village_hint", "school_hint", "grade_hint", "class_hint", "year_hint",
    "section_hint", "roster_kind", "id_number_numeric", "id_number_exact",
}  # fmt: skip


def record_ids(form: str, rows: pd.DataFrame, resolved: pd.DataFrame) -> pd.Series:
    """The record_id of each row: a letter for the form and a hash of what the row says.

    ``resolved`` (township, village, school as found) belongs to the content, so that the same line under two
    village titles makes two rows. Lines that say the same in every cell are told apart by ``-2``, ``-3``, … in
    the order of file, sheet and row; they are interchangeable.
    """
    written = [name for name in sorted(rows.columns) if name not in _NOT_CONTENT and rows[name].notna().any()]
    cells = {name: rows[name] for name in written} | {f"={name}": column for name, column in resolved.items()}
    lines = pc.binary_join_element_wise(
        pa.scalar(form, pa.large_string()),
        *(_labelled(name, column) for name, column in cells.items()),
        pa.scalar("\x1f", pa.large_string()),
        null_handling="skip",
    ).cast(pa.large_binary())
    letter = form[:1].upper()
    digests = [letter + blake2b(line, digest_size=6).hexdigest() for line in lines.to_pylist()]
    found = pd.Series(digests, index=rows.index, dtype="str")
    repeated = found[found.duplicated(keep=False)]
    if repeated.empty:
        return found
    places = rows.loc[repeated.index, list(SOURCE)].assign(record_id=repeated)
    order = places.sort_values(list(SOURCE), kind="stable").groupby("record_id").cumcount()
    later = order[order > 0]
    return pd.concat([found.drop(later.index), found[later.index] + "-" + (later + 1).astype("str")]).reindex(
        rows.index
    )


def _labelled(name: str, column: pd.Series) -> pa.ChunkedArray | pa.Array:
    """The cells of a column behind its name; an empty cell says nothing, whatever columns other sheets have."""
    text = pa.array(column.astype("str")).cast(pa.large_string())
    return pc.binary_join_element_wise(pa.scalar(name, pa.large_string()), text, pa.scalar("\x1e", pa.large_string()))


def household_keys(township: pd.Series, village: pd.Series, number: pd.Series, head_key: pd.Series) -> pd.Series:
    """The same for rows of one household: its number, else village and head; null where neither is known.

    A short household number (3) counts within its village only; six digits or more count by themselves.
    """
    place = township.fillna("") + "/" + village
    long = number.where(number.str.match(r"^[0-9A-Za-z]{6,}$"))
    return ("#" + long).fillna(place + "/#" + number).fillna(place + "/" + head_key)
