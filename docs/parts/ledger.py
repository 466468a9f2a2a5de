"""The life of a case as ``schemas/followup/cases.toml`` has it: states, what moves a case, deadlines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kcbx.answers import questionnaire
from kcbx.definitions import schema
from parts.markdown import table

_ASKED = {"township": "乡镇", "school": "学校"}


def _life() -> Mapping[str, Any]:
    return schema("followup/cases")


def states() -> str:
    """Every state, and whether a case in it is still open."""
    rows = [[each["label"], "是" if each["open"] else "", each["meaning"]] for each in _life()["states"].values()]
    return table(["状态", "在册", "含义"], rows)


def transitions() -> str:
    """What moves a case from state to state; what is not named leaves it where it is."""
    life = _life()
    labels = {"start": "（还没有个案）", **{code: state["label"] for code, state in life["states"].items()}}
    rows = []
    for state, moves in life["transitions"].items():
        targets = dict.fromkeys(moves.values())
        for target in targets:
            signals = [life["signals"][signal] for signal, reached in moves.items() if reached == target]
            rows.append([labels[state], "；".join(signals), labels[target]])
    return table(["现在", "遇到", "变为"], rows)


def answers() -> str:
    """What each answer does to its case, and how long it holds."""
    life = _life()
    rows = []
    for asked, who in _ASKED.items():
        results = questionnaire(asked).results
        for code, signal in life["answers"][asked].items():
            moved = [life["signals"][signal], _validity(code)] if signal else ["只作记录", ""]
            rows.append([who, results[code].label, *moved])
    return table(["谁答", "核查结果", "对个案", "管到什么时候"], rows)


def deadlines() -> str:
    """Everything that has a day by which it is due."""
    life = _life()
    visits = [[each["label"], f"返校之日起 {_span(each)}"] for each in life["observation"]]
    papers = [
        [each["label"], f"送达之日起 {each['days']} 天" if each["days"] else "不计期限"]
        for each in life["documents"].values()
    ]
    dated = [[life["due"][code], "答复里写的到期日"] for code in life["validity"]["until_date"]]
    dated.append([life["due"]["decided"], "裁定时写的到期日（`--until`）"])
    others = [[life["due"]["proof"], "本学年结束（8 月 31 日）"], [life["due"]["answer"], "工作簿上写的交回日期"]]
    return table(["事项", "哪天到期"], [*visits, *papers, *dated, *others])


def destinations() -> str:
    """The columns of the monthly report: where the children went whose cases were closed."""
    results = {code: each.label for asked in _ASKED for code, each in questionnaire(asked).results.items()}
    rows = [
        [each["label"], "、".join(results[code] for code in each["results"]) or "其余"]
        for each in _life()["destinations"].values()
    ]
    return table(["销号去向", "哪些答复"], rows)


def _validity(code: str) -> str:
    validity = _life()["validity"]
    if code in validity["until_date"]:
        return "答复里写的到期日"
    if code in validity["term"]:
        return "本学期；下学期看学籍、点名单"
    return "本学年结束" if code in validity["school_year"] else "后来的名单再次列入为止"


def _span(visit: Mapping[str, Any]) -> str:
    return f"{visit['days']} 天" if visit["days"] else f"{visit['months']} 个月"
