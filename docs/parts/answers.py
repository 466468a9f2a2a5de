"""What a clerk may answer, and the evidence each answer needs: ``schemas/workbooks/answers.toml``."""

from __future__ import annotations

from kcbx.answers import questionnaire, reasons
from parts.markdown import table


def result_table(asked: str) -> str:
    """The closed list of ``township`` or ``school``: when to choose it, and what else to fill in."""
    questions = questionnaire(asked)
    rows = []
    for result in questions.results.values():
        needed = [
            f"{column.label}（{result.needs[name]}）" if column.label != result.needs[name] else column.label
            for name, column in questions.columns.items()
            if name in result.needs
        ]
        rows.append([f"**{result.label}**", result.meaning, "、".join(needed)])
    return table(["核查结果", "什么时候选", "还要填"], rows)


def column_table(asked: str) -> str:
    """Every column that is filled in, with the sentence shown beside the open cell."""
    questions = questionnaire(asked)
    always = questions.always.keys() | {"result"}
    rows = [
        [f"**{column.label}**", column.prompt or "其他要说明的", "每行都填" if name in always else ""]
        for name, column in questions.columns.items()
    ]
    return table(["列", "怎么填", "必填"], rows)


def reason_list() -> str:
    """The reasons that are offered."""
    return f"{'、'.join(reasons())}\n"
