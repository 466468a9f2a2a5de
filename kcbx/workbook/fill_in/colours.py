"""When a cell changes its colour: a criterion and the role of its look, for the first row it is laid on.

Pale red (``missing``) for what must be filled and is blank, grey (``not_to_fill``) for what is to be left, red words
(``alarm``) for what alarms.
"""

from __future__ import annotations

from collections.abc import Iterator

from kcbx.answers import COMPLETE, LACKING, AnswerColumn
from kcbx.workbook.fill_in.references import References


def of_answer(refer: References, column: AnswerColumn, row: int) -> Iterator[tuple[str, str]]:
    """The rules of an answer cell."""
    cell, chosen = (refer.cell(row, name) for name in (column.name, "result"))
    if column.kind == "choice":
        others = f"{refer.cell(row, refer.details[0])}:{refer.cell(row, refer.details[-1])}"
        alarming = [f'{cell}="{each.label}"' for each in refer.asked.results.values() if each.alarm]
        if alarming:
            yield f"=OR({','.join(alarming)})", "alarm"
        yield f'=AND(TRIM({cell})="",COUNTIF({others},"?*")>0)', "missing"
        yield f'=AND(TRIM({cell})<>"",ISNA(MATCH(TRIM({cell}),{refer.choices},0)))', "missing"
        return
    duty = refer.duty(chosen, column.name)
    yield f'=AND(TRIM({cell})="",LEFT({duty},1)="、")', "missing"
    if column.name in refer.asked.evidence:
        yield f'={duty}="-"', "not_to_fill"


def of_identity(refer: References, name: str, row: int) -> tuple[str, str]:
    """The rule of name, birth date or village of a new child: pale red where anything else is in the row."""
    names = [column.field for column in refer.layout.known] + list(refer.asked.columns)
    whole = f"{refer.cell(row, names[0])}:{refer.cell(row, names[-1])}"
    return f'=AND(TRIM({refer.cell(row, name)})="",COUNTIF({whole},"?*")>0)', "missing"


def of_gap(cell: str) -> Iterator[tuple[str, str]]:
    """The rules of 还缺什么, by its first sign."""
    for sign, role in ((COMPLETE[0], "accent"), (LACKING[0], "alarm")):
        yield f'=LEFT({cell},1)="{sign}"', role
