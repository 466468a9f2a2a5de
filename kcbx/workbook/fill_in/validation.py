"""What a cell lets a clerk type: drop-downs, date rules, and the sentence shown beside it."""

from __future__ import annotations

from datetime import date, timedelta

from kcbx.answers import AnswerColumn

_EPOCH = date(1899, 12, 30)
_UNREADABLE_DATE = "请按 2026-10-08 的样子填写，并检查年份"


def validation(column: AnswerColumn, source: str, cell: str, as_of: date) -> dict[str, object]:
    """The rule of an answer cell. ``source``: the list offered, for a column that has one; ``as_of`` bounds dates.

    Of the lists only that of the results is closed: other schools and reasons are accepted.
    """
    prompt = {"input_title": column.label, "input_message": column.prompt} if column.prompt else {}
    match column.kind:
        case "choice":
            return {
                **{"validate": "list", "source": source, "ignore_blank": True, **prompt},
                "error_title": "请从下拉中选",
                "error_message": "请点开右边的箭头，从中选一项；不清楚就先空着",
            }
        case "school" | "reason":
            return {"validate": "list", "source": source, "ignore_blank": True, **prompt, "show_error": False}
        case "date":
            rule = _plausible(column, cell, as_of)
            error = {"error_title": "日期请检查", "error_message": _UNREADABLE_DATE}
            return {"validate": "custom", "value": rule, "ignore_blank": True, **error, **prompt}
    return {"validate": "any", **prompt}


def _plausible(column: AnswerColumn, cell: str, as_of: date) -> str:
    """A formula that holds for a plausible date. The cell is text, so a rule of type date would refuse all."""
    earliest, latest = (
        (day - _EPOCH).days for day in (as_of - timedelta(days=column.earliest), as_of + timedelta(days=column.latest))
    )
    serial = f"IFERROR(DATEVALUE({cell}),{cell})"
    return f"=IF(ISNUMBER({serial}),AND({serial}>={earliest},{serial}<={latest}),FALSE)"
