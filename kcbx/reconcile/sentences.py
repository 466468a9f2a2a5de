"""The sentence under every standing: what was found, what differs, no jargon.

The wording is ``schemas/sentences.toml``; here its parts are said in words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter

import numpy as np
import pandas as pd

from kcbx.cohorts import grade_name
from kcbx.definitions import schema
from kcbx.linkage import Linkage
from kcbx.reconcile.said_by_roll import (
    absence,
    gone,
    in_ordinary_class,
    left_there,
    on_leave,
    still_on_roll,
    taught_at_home,
)
from kcbx.reconcile.standing.facts import told_of, told_text
from kcbx.reliable import usable_ids

#: What is read of a roll row; whole tables are wide, and copying them costs.
_ROLL = ["record_id", "id_number", "school", "grade", "status", "status_text", "expiry", "proof", "with_class"]
_TIDY = re.compile(r"(^；|；(?=；)|；$)")


def census_sentences(
    census: pd.DataFrame, standing: pd.DataFrame, roll: pd.DataFrame, linkage: Linkage, known: pd.DataFrame
) -> pd.Series:
    """One sentence a census row, indexed as ``census``. ``standing``: of :func:`standing.census.census_standings`;
    ``known``: what other lists say, as there."""
    templates = schema("sentences")
    rolls = roll[_ROLL].set_index("record_id")
    linked = rolls.reindex(standing["roll_id"])
    grade_text = {grade: grade_name(grade) for grade in range(-2, 13)}
    link_reason = linkage.accepted.drop_duplicates(["census_id", "roll_id"]).set_index(["census_id", "roll_id"])[
        "reason"
    ]
    same_pair = pd.MultiIndex.from_arrays([census["record_id"], standing["roll_id"]])
    said = _said(census)
    sentence = _template(census, standing, known)
    tells_nearest = sentence.map({code: "{nearest}" in str(text) for code, text in templates.items()})
    nearest = _nearest(census[tells_nearest.astype(bool)], rolls, linkage).reindex(census.index)
    parts = {
        "answer": told_of(census, known, "answer_words"),
        "link": link_reason.reindex(same_pair),
        "roll_school": linked["school"],
        "roll_grade": linked["grade"].astype("object").map(grade_text),
        "absence": absence(census, linked, known),
        "taught": taught_at_home(census, linked, known),
        "said": said,
        "claim": _claim(census),
        "elsewhere": _elsewhere(census, linked, said, known),
        "alongside": in_ordinary_class(census, linked),
        "still": still_on_roll(census, linked, known),
        "nearest": left_there(linked).set_axis(census.index).fillna(nearest),
        "leave": on_leave(census, linked, known),
        "gone": gone(census, linked, said),
        "until": _until(census, known),
        "lacking": _lacking(census),
        "finish": _finish(census, standing["roll_id"].notna(), known),
        "twin": _place(census, standing["duplicate_of"]),
        "why": census["record_id"].map(linkage.reason_of_census),
    }
    filled = np.empty(len(census), dtype=object)
    for code in sentence.unique():
        rows = np.flatnonzero(sentence.eq(code))
        filled[rows] = _filled(str(templates[code]), parts, rows)
    return pd.Series(filled, index=census.index, dtype="str")


def _filled(template: str, parts: Mapping[str, pd.Series], rows: np.ndarray) -> list[str]:
    """The template filled for some rows, by their places, with those of the parts that it names."""
    named = [name for _, name, _, _ in Formatter().parse(template) if name]
    told = [parts[name].iloc[rows].astype("object").fillna("").tolist() for name in named]
    if not named:
        return [_fill(template, {})] * len(rows)
    return [_fill(template, dict(zip(named, values, strict=True))) for values in zip(*told, strict=True)]


def _template(census: pd.DataFrame, standing: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """Which sentence each row gets: that of its standing; another where an answer, not the village, is contradicted."""
    answered = told_of(census, known, "answered").isin(["gone", "out_declared"])
    return standing["standing"].mask(answered & standing["standing"].eq("contradicted"), "contradicted_by_answer")


def roll_sentences(roll: pd.DataFrame, standing: pd.DataFrame, linkage: Linkage) -> pd.Series:
    """One sentence a roll row, indexed as ``roll``; ``standing``: :func:`..standing.roll.roll_standings`."""
    words = schema("sentences")["roll"]
    why = roll["record_id"].map(linkage.reason_of_roll).fillna("")
    sentence = standing["standing"].map(words).astype("object")
    sentence = sentence.mask(standing["uncalled"], sentence + words["uncalled"])
    second = standing["standing"].eq("duplicate_roll")
    keeper = roll.set_index("record_id")[["school", "grade"]].reindex(standing["duplicate_of"][second])
    sentence[second] = [
        _fill(words["duplicate_roll"], {"school": school, "grade": grade_name(grade), "why": reason})
        for school, grade, reason in zip(keeper["school"].fillna(""), keeper["grade"], why[second], strict=True)
    ]
    return sentence.astype("str")


def _fill(template: str, parts: Mapping[str, object]) -> str:
    """The template with its parts; empty ones take their ； with them."""
    return _TIDY.sub("", template.format_map(parts).replace("“”", "无就学去向"))


def _said(census: pd.DataFrame) -> pd.Series:
    """What the census wrote about schooling, in its own words, status and reason or place joined."""
    columns = census[["status_text", "school_elsewhere", "reason"]].fillna("")
    joined = [
        "，".join(dict.fromkeys(text for text in row if text)) for row in columns.itertuples(index=False, name=None)
    ]
    return pd.Series(joined, index=census.index)


def _elsewhere(census: pd.DataFrame, linked: pd.DataFrame, said: pd.Series, known: pd.DataFrame) -> pd.Series:
    """Who says that the child is at school elsewhere, and by which proof: 摸底表写“…”，有证明：就读证明."""
    listed = told_of(census, known, "elsewhere").eq(True)
    other = pd.Series("学籍写明转出", index=census.index).mask(listed, "县外就读登记表上有此人")
    who = ("摸底表写“" + said + "”").where(said.ne(""), other)
    proof = census["proof"].fillna(told_text(census, known, "proof"))
    transfer = linked["proof"].where(linked["status"].eq("transferred_out")).set_axis(census.index)
    proof = proof.fillna("转学" + transfer.astype("str"))
    return who + "，有证明" + ("：" + proof.astype("str")).fillna("")


def _until(census: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """Until when a child is deferred or on leave: ，至 2027-08-31; empty where no list says."""
    listed = told_text(census, known, "deferred_until").fillna(told_text(census, known, "leave_until"))
    return ("，至 " + census["expiry"].fillna(listed).astype("str")).fillna("")


def _finish(census: pd.DataFrame, on_roll: pd.Series, known: pd.DataFrame) -> pd.Series:
    """Who says that the child has finished: the roll, the list of graduates, or the village."""
    listed = told_text(census, known, "graduated").notna()
    words = pd.Series("登记为已毕业", index=census.index).mask(listed, "毕业生名册上有此人")
    return words.mask(on_roll, "学籍状态为毕业")


def _claim(census: pd.DataFrame) -> pd.Series:
    """Where the census says the child attends."""
    named = "摸底表写在" + census["school"].astype("str") + "就读"
    taught = "摸底表写“" + census["status_text"].astype("str") + "”，学校写" + census["school"].astype("str")
    named = named.where(census["status"].ne("home_taught").fillna(True), taught)
    return named.fillna("摸底表写“" + census["status_text"].astype("str") + "”，未写学校").fillna(
        "摸底表写在校，未写学校"
    )


def _nearest(census: pd.DataFrame, rolls: pd.DataFrame, linkage: Linkage) -> pd.Series:
    """学籍中无此身份证号；最接近：同村、同名，在××小学三年级；生日差1天.

    Of a number that the roll has, be it another pupil's, nothing is said.
    """
    near = linkage.nearest_of_census.reindex(census["record_id"])
    record = rolls.reindex(near["roll_id"])
    known = usable_ids(census)
    opening = pd.Series("学籍中无此人", index=census.index).mask(known, "学籍中无此身份证号")
    opening = opening.mask(known & census["id_number"].isin(rolls["id_number"].dropna()), "")
    sentences = []
    for first, roll_id, same, differ, school, grade in zip(
        opening,
        near["roll_id"],
        near["same"],
        near["differ"],
        record["school"],
        record["grade"],
        strict=True,
    ):
        if pd.isna(roll_id):
            sentences.append("，".join(filter(None, (first, "无相近学籍"))))
            continue
        where = "" if pd.isna(school) else f"在{school}{grade_name(grade)}"
        same_words, differ_words = ("" if pd.isna(text) else str(text) for text in (same, differ))
        found = "，".join(text for text in (same_words, where) if text)
        sentences.append("；".join(text for text in (first, f"最接近：{found}", differ_words) if text))
    return pd.Series(sentences, index=census.index, dtype="str")


def _lacking(census: pd.DataFrame) -> pd.Series:
    """What a row lacks for being looked up."""
    id_words = census["id_state"].map(
        {"empty": "没有身份证号", "placeholder": "没有身份证号", "truncated": "身份证号末几位损坏"}
    )
    name_words = pd.Series("也没有姓名", index=census.index).where(census["name_key"].isna(), "没有出生日期")
    return id_words.fillna("身份证号有误") + "，" + name_words


def _place(census: pd.DataFrame, record_ids: pd.Series) -> pd.Series:
    """Village and sheet row of other census rows: 云岭村（第12行）."""
    rows = census.set_index("record_id")[["village", "source_sheet", "source_row"]].reindex(record_ids)
    where = rows["village"].fillna(rows["source_sheet"]).fillna("")
    return where + ("第" + rows["source_row"].astype("str") + "行").where(rows["source_row"].notna(), "")
