"""What a school is asked about a pupil on its roll, and the words of the reason."""

from __future__ import annotations

from pathlib import PurePosixPath

import numpy as np
import pandas as pd

from kcbx.class_lists_say import of_children
from kcbx.cohorts import grade_name
from kcbx.definitions import schema
from kcbx.linkage import is_in_doubt
from kcbx.register import Register
from kcbx.statuses import presence, status_words
from kcbx.workbook.recipients import texts

#: Standings of a child for which its school is asked, and the question.
_ASKED_STANDINGS = {"not_attending": "not_attending", "contradicted": "contradicted", "elsewhere_proved": "elsewhere"}
#: Questions another list raises against a row that says the pupil is there.
_OF_ANOTHER_LIST = tuple(_ASKED_STANDINGS.values())
_FAR_OFF = 2
_ID_LENGTH = 18
_MOST_PLACES = 3


def question_of(register: Register, roll: pd.DataFrame) -> pd.Series:
    """The question on each roll row, "" for none; only one, the first that fits.

    Of a pupil a school has answered about this term nothing is asked again, unless it says the pupil is there and
    another list does not.
    """
    words = schema("workbooks/school")
    here = pd.Series(roll.index.isin(_present(roll).index), index=roll.index)
    asked = roll["record_id"].map(_asked_for(register)["standing"].map(_ASKED_STANDINGS))
    as_of = register.place.as_of.isoformat()
    far_off = (roll["grade"].astype("float64") - roll["grade_due"].astype("float64")).abs() >= _FAR_OFF
    rules = {
        "not_attending": asked.eq("not_attending") | roll["uncalled"],
        "contradicted": asked.eq("contradicted"),
        "elsewhere": here & asked.eq("elsewhere"),
        "left_too": here & roll["record_id"].isin(_left_by_another_list(roll).index),
        "one_version": here & roll["missing_on"].notna(),
        "duplicate": here & roll["record_id"].isin(list(_twins(register)["record_id"])),
        "leave_over": roll["status"].eq("leave") & roll["expiry"].notna() & (roll["expiry"].fillna("") < as_of),
        "too_little": here & roll["standing"].eq("too_little"),
        "id_problem": here & (roll["id_state"].isin(words["bad_ids"]) | roll["record_id"].isin(_wrong_ids(register))),
        "review": here & roll["standing"].eq("review"),
        "age_grade": here & far_off & roll["grade"].between(1, 9),
    }
    told = roll["answered"].notna()
    open_to = {code: ~told | (here if code in _OF_ANOTHER_LIST else False) for code in rules}
    conditions = [(rule.fillna(False) & open_to[code]).to_numpy(dtype=bool) for code, rule in rules.items()]
    return pd.Series(np.select(conditions, list(rules), default=""), index=roll.index)


def _asked_for(register: Register) -> pd.DataFrame:
    """The census children for whom a school is asked, by their roll row."""
    census = register.census
    return census[census["standing"].isin(_ASKED_STANDINGS)].drop_duplicates("roll_id").set_index("roll_id")


def _speaking_for(register: Register, roll: pd.DataFrame) -> pd.DataFrame:
    """Village and status of the census child for whom a row is asked, indexed as ``roll``; "" where there is none."""
    told = ("village", "status", "status_text")
    return texts(_asked_for(register).reindex(roll["record_id"]), told).set_axis(roll.index)


def _twins(register: Register) -> pd.DataFrame:
    """Roll rows of one pupil who is here twice: record_id, and the school and reason of the other row.

    Both schools are asked, for only they know where the pupil is. A row that only says the pupil has left is no twin,
    nor is one on another version of a school's list.
    """
    roll = register.roll[~register.roll["second_version"]]
    second = _present(roll[roll["standing"].eq("duplicate_roll")])
    keepers = _present(roll[roll["record_id"].isin(list(second["duplicate_of"].dropna()))])
    second = second[second["duplicate_of"].isin(list(keepers["record_id"]))]
    school_of = keepers.set_index("record_id")["school"]
    reason = second["duplicate_reason"].to_numpy()
    first = pd.DataFrame({"record_id": second["duplicate_of"], "twin": second["school"], "reason": reason})
    other = pd.DataFrame(
        {"record_id": second["record_id"], "twin": second["duplicate_of"].map(school_of), "reason": reason}
    )
    both = pd.concat([other, first[first["twin"] != first["record_id"].map(school_of)]])
    return both.sort_values(["record_id", "twin"], kind="stable").drop_duplicates("record_id")


def _left_by_another_list(roll: pd.DataFrame) -> pd.DataFrame:
    """Rows that say the pupil is there while another list of the same school says it left: indexed by their record_id,
    the ``other_list`` (its file) and what it writes, ``other_status``.
    """
    away = roll[roll["status"].isin(schema("workbooks/school")["away"])]
    said = pd.DataFrame(
        {
            "child_id": away["child_id"],
            "school": away["school"],
            "source_file": away["source_file"],
            "other_list": away["source_file"].map(_stem),
            "other_status": away["status_text"].fillna(away["status"].map(status_words())),
        }
    )
    here = _present(roll[["record_id", "child_id", "school", "source_file", "status"]]).drop(columns="status")
    both = here.merge(said.dropna(), on=["child_id", "school"], suffixes=("", "_away"))
    both = both[both["source_file"] != both["source_file_away"]].sort_values(
        ["record_id", "other_list", "other_status"]
    )
    return both.drop_duplicates("record_id").set_index("record_id")


def _stem(file: str) -> str:
    """The name of a file as people say it."""
    return PurePosixPath(file).stem


def _present(roll: pd.DataFrame) -> pd.DataFrame:
    """Rows of pupils who count as being at the school."""
    return roll[presence(roll).isin(["present", "home_taught", "leave"])]


def _wrong_ids(register: Register) -> list[str]:
    """Roll rows whose ID number differs from the census, unless the census is likelier wrong."""
    conflicts = register.conflicts
    wrong = conflicts["field"].eq("id_number") & conflicts["likelier"].ne("roll").fillna(True)
    return list(conflicts.loc[wrong, "roll_id"])


def reason_parts(register: Register, asked: pd.DataFrame) -> pd.DataFrame:
    """Everything the sentences of ``school.toml`` [why] may say of a pupil, as text, one row a row of ``asked``."""
    words = schema("workbooks/school")["words"]
    rows = texts(asked, ("question", "status", "status_text", "expiry", "id_state", "id_number"))
    ids = asked["record_id"]
    child = _speaking_for(register, asked)
    twin = texts(_twins(register).set_index("record_id").reindex(ids), ("twin", "reason")).set_axis(asked.index)
    pair = texts(_reviewed(register).reindex(ids), ("village", "reason")).set_axis(asked.index)
    gone = texts(_left_by_another_list(register.roll).reindex(ids), ("other_list", "other_status")).set_axis(
        asked.index
    )
    differing = texts(_differing_ids(register).reindex(ids), ("census_value",)).set_axis(asked.index)["census_value"]
    review = rows["question"].eq("review")

    def otherwise(said: pd.Series, word: str) -> pd.Series:
        return said.where(said.ne(""), words[word])

    return pd.DataFrame(
        {
            "status": otherwise(rows["status_text"], "present"),
            "absence": np.select(
                [~rows["status"].isin(["", "attending"]), child["status"].eq("leave")],
                [words["absent_status"], words["absent_leave"]],
                of_children(asked["child_id"], register.others.get("attendance")),
            ),
            "village": otherwise(pair["village"].where(review, child["village"]), "some_village"),
            "said": otherwise(child["status_text"], "said_nothing"),
            "twin": otherwise(twin["twin"], "another_school"),
            "reason": pair["reason"].where(review, twin["reason"]),
            "until": rows["expiry"],
            "not_on": asked["missing_on"].fillna("").map(_stem),
            "other_list": gone["other_list"],
            "other_status": gone["other_status"],
            "due": asked["grade_due"].map(grade_name),
            "grade": asked["grade"].map(grade_name),
            "id_words": [
                _id_words(*values) for values in zip(rows["id_state"], rows["id_number"], differing, strict=True)
            ],
        }
    )


def _reviewed(register: Register) -> pd.DataFrame:
    """The best review pair of each roll row: village of the census child, reason of the pair; indexed by roll row."""
    pairs = register.links[is_in_doubt(register.links)]
    best = pairs.sort_values(["weight", "census_id"], ascending=[False, True]).drop_duplicates("roll_id")
    village = register.census.set_index("record_id")["village"].reindex(best["census_id"]).fillna("").to_numpy()
    return pd.DataFrame({"village": village, "reason": best["reason"].fillna("").to_numpy()}, index=best["roll_id"])


def _differing_ids(register: Register) -> pd.DataFrame:
    """The conflicts over an ID number, one a roll row, by roll row."""
    conflicts = register.conflicts
    return conflicts[conflicts["field"] == "id_number"].drop_duplicates("roll_id").set_index("roll_id")


def _id_words(state: str, number: str, census: str) -> str:
    """身份证号校验码不成立，与摸底表差第 11 位: what is wrong, and where it differs; never the number itself."""
    words, bad = schema("workbooks/school")["words"], schema("workbooks/school")["bad_ids"]
    wrong = str(bad.get(state, ""))
    if not census:
        return wrong
    places = [str(place) for place, (a, b) in enumerate(zip(number, census, strict=False), start=1) if a != b]
    if len(number) == len(census) == _ID_LENGTH and len(places) <= _MOST_PLACES:
        where = str(words["differs_at"]).format(places="、".join(places))
    else:
        where = str(words["differs"])
    return f"{wrong}，{where}" if wrong else f"{words['sound_id']}{where}"
