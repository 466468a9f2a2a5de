"""Where everyone stands: exactly one standing for every census row and every roll row.

The rules are those of ``schemas/standings.toml``; they are asked in the order of :func:`_decide`, so the first
that holds decides. A census child is judged by the best roll row of the same child (:func:`best_roll_row`).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from kcbx.register import Linkage

#: What a roll status says about the body of the child, best first: the order in which rows are chosen.
PRESENCE: Mapping[str, str] = {
    "attending": "present",
    "special": "present",
    "with_class": "present",
    "kindergarten": "present",
    "senior": "present",
    "vocational": "present",
    "home_taught": "home_taught",
    "leave": "leave",
    "absent": "absent",
    "out": "absent",
    "dropout": "absent",
    "dead": "absent",
    "graduated": "graduated",
}
#: A child on a school's roll and on the list of home teaching is taught at home: the special list knows more.
_RANK = ("home_taught", "present", "leave", "absent", "graduated", "left")
_SCHOOL_STAGES = ("primary", "junior", "special")
_STAGE_RANK = {"junior": 0, "primary": 0, "special": 0, "senior": 1, "vocational": 1, "kindergarten": 2}
_NOT_IN_SCHOOL = ("out", "dropout", "exempt", "dead", "abroad")
_GONE = ("dead", "moved_away", "abroad", "no_such_person")
_CLAIMS_SCHOOL = (
    *("attending", "with_class", "special", "home_taught", "leave"),
    *("kindergarten", "senior", "vocational"),
)
_SETTLED_BY_ANSWER = ("elsewhere_proved", "deferred", "on_leave", "finished", "home_taught", "special_school")
_ON_ROLL_BUT_AWAY = ("contradicted", "not_attending")
_OLDEST_DEFERRAL_GRADE = 2
_KINDERGARTEN_START = -2


def presence(roll: pd.DataFrame) -> pd.Series:
    """What each roll row says: present, home_taught, leave, absent, graduated or left.

    An empty status on a roll means attending: schools write down exceptions only.
    """
    said = roll["status"].map(PRESENCE).where(roll["status"].notna(), "present")
    return said.fillna("left").astype("str")


def best_roll_row(roll: pd.DataFrame, child_of: pd.Series) -> pd.DataFrame:
    """The roll row that speaks for each child: present before absent, school before kindergarten.

    ``child_of`` maps record_id to child_id. Returns roll rows with ``child_id`` and ``presence``, one a child,
    indexed by child_id. Ties are broken by grade (higher first) and record_id, so order does not matter.
    """
    rows = roll.assign(child_id=roll["record_id"].map(child_of), presence=presence(roll))
    rows["_rank"] = rows["presence"].map({name: rank for rank, name in enumerate(_RANK)})
    rows["_stage"] = rows["stage"].map(_STAGE_RANK).fillna(0)
    rows["_grade"] = -rows["grade"].astype("float64").fillna(0)
    ordered = rows.sort_values(["_rank", "_stage", "_grade", "record_id"], kind="stable")
    return (
        ordered.dropna(subset=["child_id"])
        .drop_duplicates("child_id")
        .drop(columns=["_rank", "_stage", "_grade"])
        .set_index("child_id")
    )


def census_standings(
    census: pd.DataFrame,
    roll: pd.DataFrame,
    linkage: Linkage,
    known: pd.DataFrame,
    as_of: str,
    last_grade: int = 9,
) -> pd.DataFrame:
    """The standing of every census row: child_id, standing, roll_id, duplicate_of, indexed as ``census``.

    ``known``: what other lists say, one row a census record_id (index), with the columns on_attendance
    (bool?, True: called and there; False: called and missing), deferred_until and leave_until (YYYY-MM-DD,
    "" where the list gives no end), proof (str), graduated (bool), elsewhere (bool), answered (the standing that an
    accepted answer gives). Missing columns or rows mean: not said.
    ``as_of``: YYYY-MM-DD, the day by which deferrals and leave must not have expired. ``last_grade``: the last
    grade of compulsory schooling.
    """
    groups = linkage.census_groups.set_index("record_id")
    child = census["record_id"].map(groups["child_id"])
    primary = census["record_id"].map(groups["primary"]).astype(bool)
    stands_for = linkage.census_groups.loc[lambda rows: rows["primary"]].set_index("child_id")["record_id"]

    linked_children = set(child)
    roll_children = linkage.roll_groups.set_index("record_id")["child_id"]
    best = best_roll_row(roll[roll["record_id"].map(roll_children).isin(linked_children)], roll_children)
    facts = _facts(census, child, best, linkage, known, as_of) | _ages(census, last_grade)
    decided = pd.Series(_answered(_decide(facts), facts), index=census.index, dtype="str")
    duplicate_of = child.map(stands_for).where(~primary)
    return pd.DataFrame(
        {
            "child_id": child,
            "standing": decided.where(primary, "duplicate"),
            "roll_id": child.map(best["record_id"]) if len(best) else pd.Series(None, index=census.index),
            "duplicate_of": duplicate_of,
        }
    ).astype({"roll_id": "str", "duplicate_of": "str", "child_id": "str", "standing": "str"})


def _facts(
    census: pd.DataFrame,
    child: pd.Series,
    best: pd.DataFrame,
    linkage: Linkage,
    known: pd.DataFrame,
    as_of: str,
) -> dict[str, pd.Series]:
    """One named boolean (or value) a row for every question that :func:`_decide` asks."""

    def told(column: str) -> pd.Series:
        if column not in known:
            return pd.Series(None, index=census.index, dtype="object")
        return census["record_id"].map(known[column])

    def runs(until: pd.Series) -> pd.Series:
        text = until.fillna("").astype(str)
        return until.notna() & ((text == "") | (text >= as_of))

    review = linkage.pairs.loc[linkage.pairs["decision"] == "review", "census_id"]
    review_children = set(linkage.census_groups.set_index("record_id")["child_id"].reindex(review))
    declared_until = census["expiry"].fillna("")
    return {
        "presence": child.map(best["presence"]).fillna("") if len(best) else _nothing(census),
        "stage": child.map(best["stage"]).fillna("") if len(best) else _nothing(census),
        "in_class": child.map(best["with_class"]).fillna(False).astype(bool)
        | child.map(best["status"]).eq("with_class")
        if len(best)
        else _nothing(census).ne(""),
        "roll_special": child.map(best["status"]).eq("special") if len(best) else _nothing(census).ne(""),
        "declared": census["status"].fillna(""),
        "declared_school": census["school"].notna(),
        "review": child.isin(review_children),
        "enough": census["enough"].astype(bool),
        "called": told("on_attendance").eq(True),
        "missing": told("on_attendance").eq(False),
        "graduated": told("graduated").eq(True),
        "deferral": runs(told("deferred_until")),
        "leave": runs(told("leave_until")),
        "deferral_written": (census["proof"].notna() | declared_until.ne(""))
        & (declared_until.eq("") | (declared_until >= as_of)),
        "proof": census["proof"].notna() | told("proof").notna(),
        "listed_elsewhere": told("elsewhere").eq(True),
        "answered": told("answered").fillna("").astype("str"),
    }


def _ages(census: pd.DataFrame, last_grade: int) -> dict[str, pd.Series]:
    """The questions about age; a child without a birth date but with an ID number is treated as of compulsory age."""
    due = census["grade_due"].astype("float64")
    return {
        "compulsory": census["compulsory"].fillna(False).astype(bool) | (due.isna() & census["enough"].astype(bool)),
        "under_three": due < _KINDERGARTEN_START,
        "preschool": (due >= _KINDERGARTEN_START) & (due < 1),
        "above": due > last_grade,
        "last_grade": due == last_grade,
        "early": due <= _OLDEST_DEFERRAL_GRADE,
    }


def _nothing(census: pd.DataFrame) -> pd.Series:
    return pd.Series("", index=census.index, dtype="str")


def _decide(is_: dict[str, pd.Series]) -> np.ndarray:
    """The first rule that holds; the last one always does.

    A linked child is judged by the roll (rules of the first block), unless the roll row only says that the child
    graduated from primary school or left: then the census and the other lists are asked (second block).
    """
    declared, stage, here = is_["declared"], is_["stage"], is_["presence"]
    present, taught = here.eq("present"), here.eq("home_taught")
    nursery = present & stage.eq("kindergarten")
    senior = present & stage.isin(["senior", "vocational"])
    school = (present | taught) & ~nursery & ~senior
    junior_leaver = here.eq("graduated") & (stage.eq("junior") | is_["above"])
    denied = declared.isin(_NOT_IN_SCHOOL) & (is_["compulsory"] | is_["above"])
    compulsory = is_["compulsory"]
    says_attending = declared.isin(_CLAIMS_SCHOOL)
    says_out = declared.isin(["out", "dropout", "exempt", "deferred", "graduated", "not_due"])
    elsewhere = declared.isin(["elsewhere", "transferred_out"]) | is_["listed_elsewhere"]
    deferred = is_["deferral"] | (declared.eq("deferred") & is_["early"] & is_["deferral_written"])
    rules: list[tuple[pd.Series, str]] = [
        # the roll knows the child
        (senior, "senior"),
        (school & denied, "contradicted"),
        (school & is_["leave"] & ~is_["called"], "on_leave"),
        (school & is_["missing"] & ~taught, "not_attending"),
        (taught, "home_taught"),
        (school & (stage.eq("special") | is_["roll_special"]), "special_school"),
        (school & is_["in_class"], "with_class"),
        (school, "in_school"),
        (nursery & compulsory & deferred, "deferred"),
        (nursery & compulsory, "still_in_kindergarten"),
        (nursery & ~is_["above"], "kindergarten"),
        (here.eq("leave"), "on_leave"),
        (here.eq("absent") & compulsory, "not_attending"),
        (junior_leaver, "finished"),
        # the roll does not know the child, or only knows that the child has left
        (declared.isin(_GONE), "gone"),
        (is_["under_three"], "not_yet"),
        # at school there, whoever the pupil in doubt may be
        (is_["review"] & elsewhere & is_["proof"], "elsewhere_proved"),
        (is_["review"], "in_school_review"),
        ((is_["preschool"] | is_["above"]) & elsewhere & is_["proof"], "elsewhere_proved"),
        (is_["preschool"], "preschool_home"),
        (is_["above"] & (is_["graduated"] | declared.eq("graduated")), "finished"),
        (is_["above"], "above_age"),
        (is_["called"], "no_register"),
        (is_["graduated"] | (declared.eq("graduated") & is_["last_grade"]), "finished"),
        (deferred, "deferred"),
        (elsewhere & is_["proof"], "elsewhere_proved"),
        (elsewhere & is_["enough"], "elsewhere_claimed"),
        (says_out, "out_declared"),
        (~is_["enough"], "too_little"),
        (says_attending | is_["declared_school"], "claimed_not_found"),
    ]
    conditions = [rule.to_numpy(dtype=bool) for rule, _ in rules]
    return np.select(conditions, [code for _, code in rules], default="out_suspected")


def _answered(decided: np.ndarray, is_: dict[str, pd.Series]) -> np.ndarray:
    """What people found out on the spot, above what the lists say.

    An answer that the child is in a school of the county settles what the roll knows: whether the child is on a roll
    at all is the roll's to say. An answer that the child is out never takes a child off the list, and one that the
    child is gone stands against a roll that says attending: somebody must look again.
    """
    answer = is_["answered"].to_numpy(dtype=object)
    away = np.isin(decided, _ON_ROLL_BUT_AWAY)
    present = is_["presence"].eq("present").to_numpy(bool)
    gone = answer == "gone"
    return np.select(
        [
            away & (answer == "in_school"),
            gone & present,
            np.isin(answer, _SETTLED_BY_ANSWER) | gone,
            ~away & (answer == "out_declared"),
        ],
        [np.full(len(answer), "in_school"), np.full(len(answer), "contradicted"), answer, answer],
        default=decided,
    ).astype(object)


def roll_standings(
    roll: pd.DataFrame, census: pd.DataFrame, census_standing: pd.DataFrame, linkage: Linkage
) -> pd.DataFrame:
    """The standing of every roll row: child_id, standing, census_id, duplicate_of, indexed as ``roll``.

    Of several rows of one child the one that speaks for the child (:func:`best_roll_row`) is linked or not in
    the census; the others are duplicate_roll.
    """
    groups = linkage.roll_groups.set_index("record_id")
    child = roll["record_id"].map(groups["child_id"])
    best = best_roll_row(roll, groups["child_id"])["record_id"]
    first = child.map(best) == roll["record_id"]
    stands = census_standing["standing"] != "duplicate"
    census_of = pd.Series(
        census.loc[stands, "record_id"].to_numpy(), index=census_standing.loc[stands, "child_id"].to_numpy()
    )
    linked = child.map(census_of)
    doubtful = (
        linkage.pairs[linkage.pairs["decision"] == "review"]
        .sort_values(["weight", "census_id"], ascending=[False, True])
        .drop_duplicates("roll_id")
        .set_index("roll_id")["census_id"]
    )
    review = roll["record_id"].map(doubtful)
    standing = np.select(
        [
            (~first).to_numpy(bool),
            linked.notna().to_numpy(bool),
            review.notna().to_numpy(bool),
            (~roll["enough"].astype(bool)).to_numpy(bool),
            roll["outside_county"].fillna(False).to_numpy(bool),
        ],
        ["duplicate_roll", "linked", "review", "too_little", "from_elsewhere"],
        default="not_in_census",
    )
    return pd.DataFrame(
        {
            "child_id": child,
            "standing": standing,
            "census_id": linked.where(linked.notna(), review),
            "duplicate_of": child.map(best).where(~first),
        },
        index=roll.index,
    ).astype("str")
