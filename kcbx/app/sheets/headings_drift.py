"""Headings now against headings confirmed: what changed, moved to another field, or vanished."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from kcbx.app.sheets.headings_memory import Remembered, SheetHeadings, fits
from kcbx.fields import fields, rows
from kcbx.findings import Findings, Source

if TYPE_CHECKING:
    import pandas as pd


def headings_of(sheets: pd.DataFrame, unread: Callable[[str], Collection[str]] = lambda _: ()) -> list[SheetHeadings]:
    """The headings of every sheet that was taken in. ``unread``: headings of a file that are not to be read."""
    return [
        SheetHeadings(
            row.source_file,
            row.source_sheet if isinstance(row.source_sheet, str) else "",
            row.form,
            int(row.header_row),
            json.loads(row.mapping),
            json.loads(row.letters),
            tuple(heading for heading in json.loads(row.ignored) if heading in unread(row.source_file)),
        )
        for row in rows(sheets[sheets["form"].ne("") & sheets["header_row"].notna()])
    ]


def drift(sheets: Sequence[SheetHeadings], memory: Sequence[Remembered], findings: Findings) -> None:
    """Report every heading that changed, moved to another field or vanished since it was confirmed."""
    labels = {name: field.label for name, field in fields().items()}
    for sheet in sheets:
        known = _known(sheet, memory)
        if known is None:
            continue
        source = Source(sheet.file, sheet.sheet, sheet.header_row)
        taken_for = {heading: name for name, heading in sheet.headings.items()}
        for name, before in sorted(known.headings.items()):
            now, other = sheet.headings.get(name, ""), taken_for.get(before, name)
            label = labels.get(name, name)
            if now == before:
                continue
            if other != name:
                moved = {"heading": before, "before": label, "now": labels[other]}
                findings.add("heading_moved", source, f"{sheet.letters[other]}「{before}」", **moved)
            elif now:
                findings.add(
                    "heading_changed", source, f"{sheet.letters[name]}「{now}」", field=label, before=before, now=now
                )
            else:
                findings.add("heading_vanished", source, label, heading=before, field=label)


def _known(sheet: SheetHeadings, memory: Sequence[Remembered]) -> Remembered | None:
    """What is remembered of a sheet: of this very file name first, of this very sheet first."""
    fitting = [
        each
        for each in memory
        if each.form == sheet.form and each.sheet in ("", sheet.sheet) and fits(each, sheet.file)
    ]
    return max(fitting, key=lambda each: (len(each.sender), each.sheet), default=None)
