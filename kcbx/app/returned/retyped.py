"""What is said of a returned sheet whose headings were retyped: cells and our own words, none of the sender's."""

from __future__ import annotations

from kcbx.followup.returned import Filled
from kcbx.intake.sheet_scan import column_letters


def retyped(filled: Filled) -> str:
    """Which headings were known by their place, and as what they were read; "" where none was."""
    header = filled.header
    labels = {f"answer:{name}": column.label for name, column in header.layout.asked.columns.items()}
    labels |= {column.field: column.heading for column in header.layout.known}
    if header.by_place >= labels.keys():
        return f"{filled.sheet}：表头没有了，各列按发出时的位置读"
    places = sorted((header.columns[name], labels[name]) for name in header.by_place if name in labels)
    read = "、".join(f"{column_letters(column)}{header.row + 1} 读作“{label}”" for column, label in places)
    return f"{filled.sheet}：表头改过，按前后各列认出，{read}" if read else ""


__all__ = ["retyped"]
