"""What is said of a child who is not in class: a list that names it is not said to lack it."""

from __future__ import annotations

import pandas as pd

from kcbx.class_lists_say import not_named, of_absent


def test_a_child_on_the_list_is_told_in_the_words_of_the_list() -> None:
    attendance = pd.DataFrame(
        {
            "record_id": ["A1", "A2", "A3", "A4", "A5"],
            "child_id": ["C1", "C2", "C3", None, "C1"],
            "status": ["absent", "absent", "attending", "absent", "dropout"],
            "status_text": ["是否到校：否", None, "到校", "未到", "辍学"],
        },
        dtype="str",
    )
    assert of_absent(attendance).to_dict() == {"C1": "点名单写“是否到校：否”", "C2": "点名单写不在校"}
    assert of_absent(None).empty
    assert of_absent(attendance.drop(columns="child_id")).empty
    assert not_named() == "点名单上无此人"
