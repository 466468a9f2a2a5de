"""The rules of standing, those of ``schemas/standings.toml``: in order, so the first that holds decides."""

from __future__ import annotations

import numpy as np
import pandas as pd

_NOT_IN_SCHOOL = ("out", "dropout", "absent", "exempt", "dead", "abroad")
_GONE = ("dead", "moved_away", "abroad", "no_such_person")
_CLAIMS_SCHOOL = (
    *("attending", "with_class", "special", "home_taught", "leave"),
    *("kindergarten", "senior", "vocational"),
)
_SETTLED_BY_ANSWER = (
    *("elsewhere_proved", "deferred", "on_leave", "finished", "home_taught", "special_school", "with_class", "senior"),
    *("kindergarten", "still_in_kindergarten", "preschool_home", "above_age", "not_yet"),
)
_IN_SCHOOL_HERE = ("attending", "with_class", "special", "senior", "vocational")
_ON_ROLL_BUT_AWAY = ("contradicted", "not_attending")


def decide(is_: dict[str, pd.Series]) -> np.ndarray:
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
    compulsory, of_age = is_["compulsory"], is_["compulsory"] | is_["above"]
    denied = declared.isin(_NOT_IN_SCHOOL) & of_age
    # the village knows the child on leave; the roll, without a word on the child, may only have left it out
    leave_said = school & declared.eq("leave") & is_["silent"] & ~is_["called"] & of_age
    # on leave by the roll, the time is over, and nobody has seen the child back
    lapsed = here.eq("leave") & is_["leave_ended"] & ~is_["called"] & compulsory
    says_attending = declared.isin(_CLAIMS_SCHOOL)
    says_out = declared.isin(["out", "dropout", "absent", "exempt", "deferred", "graduated"])
    # 未入园, 散居 of a child of school age is a word for not in school; of an unknown age it says nothing
    says_out |= declared.eq("not_due") & compulsory
    elsewhere = declared.isin(["elsewhere", "transferred_out"]) | is_["listed_elsewhere"]
    proved = elsewhere & is_["proof"]
    deferred = is_["deferral"] | (declared.eq("deferred") & is_["early"] & is_["deferral_written"])
    rules: list[tuple[pd.Series, str]] = [
        # the roll knows the child
        (senior, "senior"),
        (school & denied, "contradicted"),
        (school & is_["leave"] & ~is_["called"], "on_leave"),
        # proved to be at school there, and not in class here: only the roll has not followed
        (school & is_["missing"] & ~taught & proved, "elsewhere_proved"),
        # whom a teacher visits is on the roll of a class and does not sit in it
        (taught | (school & is_["missing"] & is_["listed_home_taught"]), "home_taught"),
        (school & ~is_["called"] & is_["listed_home_taught"] & declared.eq("home_taught"), "home_taught"),
        (school & is_["missing"], "not_attending"),
        # the leave is over, the village still knows the child on leave, and no class calls it
        (school & is_["leave_over"] & declared.eq("leave") & ~is_["called"], "not_attending"),
        (leave_said & is_["leave_written"], "on_leave"),
        (leave_said, "contradicted"),
        (school & (stage.eq("special") | is_["roll_special"]), "special_school"),
        (school & is_["in_class"], "with_class"),
        (school, "in_school"),
        (nursery & compulsory & deferred, "deferred"),
        (nursery & compulsory, "still_in_kindergarten"),
        (nursery & ~is_["above"], "kindergarten"),
        (here.eq("leave") & is_["leave_ended"] & is_["called"], "in_school"),
        (here.eq("leave") & ~lapsed, "on_leave"),
        # struck off the roll, or listed by the police, as dead, abroad or moved, and the village says nothing else
        (is_["roll_gone"] & declared.isin(["", *_GONE]), "gone"),
        (((here.eq("absent") & compulsory) | lapsed) & proved, "elsewhere_proved"),
        ((here.eq("absent") & compulsory) | lapsed, "not_attending"),
        (junior_leaver, "finished"),
        # the roll does not know the child, or only knows that the child has left
        (declared.isin(_GONE), "gone"),
        (is_["under_three"], "not_yet"),
        # at school there, whoever the pupil in doubt may be
        (is_["review"] & proved, "elsewhere_proved"),
        (is_["review"], "in_school_review"),
        ((is_["preschool"] | is_["above"]) & proved, "elsewhere_proved"),
        (is_["preschool"], "preschool_home"),
        (is_["above"] & (is_["graduated"] | declared.eq("graduated")), "finished"),
        (is_["above"], "above_age"),
        (is_["called"], "no_register"),
        # a younger child has only left the primary school, whatever the list of graduates
        (is_["graduated"] & ~is_["below_last"], "finished"),
        (declared.eq("graduated") & is_["last_grade"], "finished"),
        (deferred, "deferred"),
        (proved, "elsewhere_proved"),
        (elsewhere & is_["enough"], "elsewhere_claimed"),
        (says_out, "out_declared"),
        (~is_["enough"], "too_little"),
        (says_attending | is_["declared_school"], "claimed_not_found"),
    ]
    conditions = [rule.to_numpy(dtype=bool) for rule, _ in rules]
    return np.select(conditions, [code for _, code in rules], default="out_suspected")


def with_answers(decided: np.ndarray, is_: dict[str, pd.Series]) -> np.ndarray:
    """What people found out on the spot, above what the lists say.

    An answer that the child is in a school of the county settles what the roll knows: whether the child is on a roll
    at all is the roll's to say. An answer that the child is out never takes a child off the list, nor does it keep one
    there who has grown past the age of compulsory school. One that the child is gone or out stands against a roll that
    says attending: somebody must look again. Only where a later term's roll has the child, and its class or its village
    too, an earlier answer is past. Nobody has finished who is too young for the last grade.
    """
    answer = is_["answered"].mask(is_["answered"].eq("finished") & is_["below_last"], "").to_numpy(dtype=object)
    away = np.isin(decided, _ON_ROLL_BUT_AWAY)
    present = is_["presence"].eq("present").to_numpy(bool)
    gone, out = answer == "gone", answer == "out_declared"
    there = is_["called"] | is_["declared"].isin(_IN_SCHOOL_HERE)
    opposed = np.full(len(answer), "contradicted")
    past = present & ~away & (is_["answered_before"] & there).to_numpy(bool)
    return np.select(
        [
            away & (answer == "in_school"),
            gone & present,
            past,
            out & present & ~away,
            np.isin(answer, _SETTLED_BY_ANSWER) | gone,
            ~away & out & ~is_["above"].to_numpy(bool),
        ],
        [np.full(len(answer), "in_school"), opposed, decided, opposed, answer, answer],
        default=decided,
    ).astype(object)
