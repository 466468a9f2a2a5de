"""The sentence under every standing: what was found, what differs, no jargon.

The wording is ``schemas/sentences.toml``; here its parts are said in words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from kcbx.class_lists_say import not_named
from kcbx.cohorts import grade_name
from kcbx.definitions import schema
from kcbx.reconcile.standing.facts import last_day_of_leave, told_of
from kcbx.register import Linkage
from kcbx.reliable import usable_ids
from kcbx.statuses import presence, status_words

_TIDY = re.compile(r"(^；|；(?=；)|；$)")


def census_sentences(
    census: pd.DataFrame, standing: pd.DataFrame, roll: pd.DataFrame, linkage: Linkage, known: pd.DataFrame
) -> pd.Series:
    """One sentence a census row, indexed as ``census``. ``standing``: of :func:`standing.census.census_standings`;
    ``known``: what other lists say, as there."""
    templates = schema("sentences")
    rolls = roll.set_index("record_id")
    linked = rolls.reindex(standing["roll_id"])
    grade_text = {grade: grade_name(grade) for grade in range(-2, 13)}
    link_reason = linkage.accepted.drop_duplicates(["census_id", "roll_id"]).set_index(["census_id", "roll_id"])[
        "reason"
    ]
    same_pair = pd.MultiIndex.from_arrays([census["record_id"], standing["roll_id"]])
    said = _said(census)
    parts = pd.DataFrame(
        {
            "standing": standing["standing"].to_numpy(),
            "link": link_reason.reindex(same_pair).to_numpy(),
            "roll_school": linked["school"].to_numpy(),
            "roll_grade": linked["grade"].astype("object").map(grade_text).to_numpy(),
            "absence": _absence(census, linked, known).to_numpy(),
            "taught": _taught(census, linked, known).to_numpy(),
            "said": said.to_numpy(),
            "claim": _claim(census).to_numpy(),
            "elsewhere": _elsewhere(census, said, known).to_numpy(),
            "still": _still(census, linked, known).to_numpy(),
            "nearest": _left(linked).set_axis(census.index).fillna(_nearest(census, rolls, linkage)).to_numpy(),
            "leave": _leave(census, linked, known).to_numpy(),
            "gone": _gone(census, linked, said).to_numpy(),
            "until": _until(census, known).to_numpy(),
            "lacking": _lacking(census).to_numpy(),
            "finish": _finish(census, standing["roll_id"].notna(), known).to_numpy(),
            "twin": _place(census, standing["duplicate_of"]).to_numpy(),
            "why": census["record_id"].map(linkage.reason_of_census).to_numpy(),
        }
    ).astype("object")
    parts = parts.where(parts.notna(), "")
    names = list(map(str, parts.columns))
    rows = (dict(zip(names, values, strict=True)) for values in parts.itertuples(index=False, name=None))
    filled = [_fill(str(templates[row["standing"]]), row) for row in rows]
    return pd.Series(filled, index=census.index, dtype="str")


def _absence(census: pd.DataFrame, linked: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """Why a pupil is said not to be there: the roll says so, or the attendance list where the roll does not; or its
    leave is over and nobody has seen it back."""
    written = "学籍状态为“" + _status_words(linked) + "”"
    missing = told_of(census, known, "on_attendance").eq(False).set_axis(linked.index)
    class_list = _class_list(census, known).set_axis(linked.index)
    listed = _told(census, known, "leave_until")
    until = listed.set_axis(linked.index)
    unseen = ("休学名单上至 " + until + "，已到期，摸底表仍写休学").where(~missing).fillna(class_list)
    still = ("；" + written.str.replace("为", "仍为", n=1)).where(linked["status_text"].notna())
    on_roll = linked["expiry"].where(linked["status"].eq("leave")).set_axis(census.index)
    over = written + "，休学期至 " + last_day_of_leave(census, on_roll, listed).set_axis(linked.index) + " 已满"
    said = presence(linked)
    return written.where(said.eq("absent"), (unseen + still.fillna("")).mask(said.eq("leave"), over))


def _class_list(census: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """How the class lists say of each child that it is not there."""
    return told_of(census, known, "absent_as").astype("str").fillna(not_named())


def _gone(census: pd.DataFrame, linked: pd.DataFrame, said: pd.Series) -> pd.Series:
    """Who says that a child is dead or has left: the village, or the roll where the village says nothing."""
    written = ("学籍状态为“" + _status_words(linked) + "”").set_axis(census.index)
    return written.where(census["status"].isna()).fillna("摸底表写“" + said + "”")


def _leave(census: pd.DataFrame, linked: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """Who says that a child is on leave: the roll, the list of leave, or the village, with proof or an end."""
    listed = told_of(census, known, "leave_until").notna().map({True: "休学名单上有此人", False: "摸底表写休学"})
    return listed.mask(presence(linked).eq("leave").to_numpy(), "学籍状态为休学")


def _taught(census: pd.DataFrame, linked: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """Who says that a child is taught at home: the roll, else the register of disabled children, and the village."""
    missing = told_of(census, known, "on_attendance").eq(False)
    uncalled = "残疾儿童名册写送教上门，" + _class_list(census, known)
    others = uncalled.where(missing, "残疾儿童名册和摸底表都写送教上门")
    listed = presence(linked).eq("present").to_numpy() & linked.index.notna()
    return others.where(listed, "送教上门")


def _still(census: pd.DataFrame, linked: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """What the roll of this county still says of a child at school elsewhere."""
    grade, said = linked["grade"].astype("object").map(grade_name), presence(linked)
    where = "学籍仍在" + linked["school"].fillna("本县").astype("str") + grade
    where = where.mask(said.eq("present"), where + "，" + _class_list(census, known).set_axis(linked.index))
    on_roll = said.isin(["present", "absent"]) & pd.Series(linked.index.notna(), index=linked.index)
    return where.where(on_roll, _left(linked)).fillna("本县学籍无此人")


def _left(linked: pd.DataFrame) -> pd.Series:
    """Of whom the roll says that they have left or finished there: where, and what it says; null for others."""
    where = linked["school"].fillna("").astype("str") + linked["grade"].astype("object").map(grade_name).fillna("")
    return (where + "学籍状态为“" + _status_words(linked) + "”").where(presence(linked).isin(["left", "graduated"]))


def _status_words(linked: pd.DataFrame) -> pd.Series:
    """What the roll says, as written, else the word for it (a list of dropouts says it of all)."""
    return linked["status_text"].fillna(linked["status"].map(status_words()).astype("str"))


def roll_sentences(roll: pd.DataFrame, standing: pd.DataFrame, linkage: Linkage) -> pd.Series:
    """One sentence a roll row, indexed as ``roll``; ``standing``: :func:`..standing.roll.roll_standings`."""
    why = roll["record_id"].map(linkage.reason_of_roll).fillna("")
    keeper = roll.set_index("record_id").reindex(standing["duplicate_of"])
    words = {
        "linked": "与摸底表对上",
        "review": "与摸底表一人相近，须人工判断",
        "from_elsewhere": "户籍在县外，摸底表不登记",
        "not_in_census": "摸底表中没有此人",
        "too_little": "没有可用的身份证号，也没有姓名加出生日期",
    }
    sentence = standing["standing"].map(words).astype("object")
    second = [
        _fill("{school}{grade}另有学籍；{why}", {"school": school, "grade": grade_name(grade), "why": reason})
        for school, grade, reason in zip(keeper["school"].fillna(""), keeper["grade"], why, strict=True)
    ]
    sentence = sentence.mask(standing["uncalled"], sentence + "；点名单上也没有此人，或写不在校")
    return sentence.where(sentence.notna(), pd.Series(second, index=roll.index)).astype("str")


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


def _told(census: pd.DataFrame, known: pd.DataFrame, column: str) -> pd.Series:
    """What the other lists say, in words; null where they say nothing."""
    return told_of(census, known, column).astype("str").replace("", None)


def _elsewhere(census: pd.DataFrame, said: pd.Series, known: pd.DataFrame) -> pd.Series:
    """Who says that the child is at school elsewhere, and by which proof: 摸底表写“…”，有证明：就读证明."""
    who = ("摸底表写“" + said + "”").where(said.ne(""), "县外就读登记表上有此人")
    proof = census["proof"].fillna(_told(census, known, "proof"))
    return who + "，有证明" + ("：" + proof.astype("str")).fillna("")


def _until(census: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """Until when a child is deferred or on leave: ，至 2027-08-31; empty where no list says."""
    listed = _told(census, known, "deferred_until").fillna(_told(census, known, "leave_until"))
    return ("，至 " + census["expiry"].fillna(listed).astype("str")).fillna("")


def _finish(census: pd.DataFrame, on_roll: pd.Series, known: pd.DataFrame) -> pd.Series:
    """Who says that the child has finished: the roll, the list of graduates, or the village."""
    listed = _told(census, known, "graduated").notna()
    words = pd.Series("登记为已毕业", index=census.index).mask(listed, "毕业生名册上有此人")
    return words.mask(on_roll, "学籍状态为毕业")


def _claim(census: pd.DataFrame) -> pd.Series:
    """Where the census says the child attends."""
    named = "摸底表写在" + census["school"].astype("str") + "就读"
    return named.fillna("摸底表写“" + census["status_text"].astype("str") + "”，未写学校").fillna(
        "摸底表写在校，未写学校"
    )


def _nearest(census: pd.DataFrame, rolls: pd.DataFrame, linkage: Linkage) -> pd.Series:
    """学籍中无此身份证号；最接近：同村、同名，在××小学三年级；生日差1天."""
    near = linkage.nearest_of_census.reindex(census["record_id"])
    record = rolls.reindex(near["roll_id"])
    sentences = []
    for known, roll_id, same, differ, school, grade in zip(
        usable_ids(census),
        near["roll_id"],
        near["same"],
        near["differ"],
        record["school"],
        record["grade"],
        strict=True,
    ):
        opening = "学籍中无此身份证号" if known else "学籍中无此人"
        if pd.isna(roll_id):
            sentences.append(f"{opening}，无相近学籍")
            continue
        where = "" if pd.isna(school) else f"在{school}{grade_name(grade)}"
        same_words, differ_words = ("" if pd.isna(text) else str(text) for text in (same, differ))
        found = "，".join(text for text in (same_words, where) if text)
        sentences.append("；".join(text for text in (opening, f"最接近：{found}", differ_words) if text))
    return pd.Series(sentences, index=census.index)


def _lacking(census: pd.DataFrame) -> pd.Series:
    """What a row lacks for being looked up."""
    id_words = census["id_state"].map(
        {"empty": "没有身份证号", "placeholder": "没有身份证号", "truncated": "身份证号末几位损坏"}
    )
    name_words = pd.Series("也没有姓名", index=census.index).where(census["name_key"].isna(), "没有出生日期")
    return id_words.fillna("身份证号有误") + "，" + name_words


def _place(census: pd.DataFrame, record_ids: pd.Series) -> pd.Series:
    """Village and sheet row of other census rows: 云岭村（第12行）."""
    rows = census.set_index("record_id").reindex(record_ids)
    where = rows["village"].fillna(rows["source_sheet"]).fillna("")
    return where + ("第" + rows["source_row"].astype("str") + "行").where(rows["source_row"].notna(), "")
