"""What people decided of pairs binds, as long as the rows say the same; a second row is the child of the first."""

from __future__ import annotations

import pandas as pd
import pytest

from kcbx.app.decisions.verdicts import report_torn
from kcbx.findings import Findings
from kcbx.linkage import Linkage
from kcbx.reconcile.link import link
from kcbx.reconcile.verdicts import fingerprint, stale
from tests.unit.reconcile.children import HE, HE_ID, LI, people


def verdict(census: pd.DataFrame, roll: pd.DataFrame, said: str, when: str = "2026-10-01") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "census_fingerprint": fingerprint(census),
            "roll_fingerprint": fingerprint(roll),
            "verdict": said,
            "who": "张老师",
            "when": when,
        }
    )


def decisions(found: Linkage) -> list[str]:
    return found.pairs["decision"].tolist()


def test_a_verdict_links_what_evidence_would_not() -> None:
    census, roll = people("census", {"A": HE}), people("roll", {"a": LI})
    assert decisions(link(census, roll)) == []
    found = link(census, roll, verdicts=verdict(census, roll, "same"))
    assert decisions(found) == ["accepted_by_person"]
    assert found.pairs["reason"].tolist() == ["由同一儿童的其他各行或人工判定得出"]
    assert found.census_groups["child_id"].tolist() == found.roll_groups["child_id"].tolist()


def test_a_verdict_parts_what_evidence_would_link() -> None:
    census, roll = people("census", {"A": HE_ID}), people("roll", {"a": HE_ID})
    found = link(census, roll, verdicts=verdict(census, roll, "different"))
    assert decisions(found) == ["rejected_by_person"]
    assert found.census_groups["child_id"].tolist() != found.roll_groups["child_id"].tolist()


def test_unsure_goes_back_to_people() -> None:
    census, roll = people("census", {"A": HE_ID}), people("roll", {"a": HE_ID})
    assert decisions(link(census, roll, verdicts=verdict(census, roll, "unsure"))) == ["review"]


def test_the_latest_verdict_counts() -> None:
    census, roll = people("census", {"A": HE}), people("roll", {"a": LI})
    both = pd.concat([verdict(census, roll, "different", "2026-10-02"), verdict(census, roll, "same", "2026-10-01")])
    assert decisions(link(census, roll, verdicts=both)) == ["rejected_by_person"]


def test_two_rows_called_one_child_by_a_person_are_one_child() -> None:
    census, roll = people("census", {"A": HE}), people("roll", {"a": HE_ID, "b": LI})
    said = pd.concat([verdict(census, roll.iloc[[place]].reset_index(drop=True), "same") for place in (0, 1)])
    found = link(census, roll, verdicts=said)
    assert decisions(found) == ["accepted_by_person", "accepted_by_person"]
    assert found.roll_groups["child_id"].nunique() == 1


def test_whoever_calls_a_second_row_the_pupil_does_not_take_it_from_the_first() -> None:
    bare = {"name": HE["name"], "village": "河口村", "township": HE["township"]}
    census, roll = people("census", {"A": HE_ID, "B": bare}), people("roll", {"a": HE_ID})
    assert decisions(link(census, roll)) == ["accepted"]
    found = link(census, roll, verdicts=verdict(census.iloc[[1]].reset_index(drop=True), roll, "same"))
    assert decisions(found) == ["accepted_by_person", "accepted_by_person"]
    assert found.census_groups["child_id"].nunique() == 1


def test_whoever_gives_the_pupil_to_another_child_leaves_the_first_one_to_people() -> None:
    census, roll = people("census", {"A": HE_ID, "B": LI}), people("roll", {"a": HE_ID})
    found = link(census, roll, verdicts=verdict(census.iloc[[1]].reset_index(drop=True), roll, "same"))
    assert decisions(found) == ["review", "accepted_by_person"]
    apart = verdict(census.iloc[[0]].reset_index(drop=True), roll, "different")
    both = [apart, verdict(census.iloc[[1]].reset_index(drop=True), roll, "same")]
    assert decisions(link(census, roll, verdicts=pd.concat(both))) == ["rejected_by_person", "accepted_by_person"]


@pytest.mark.parametrize("same", [0, 1])
def test_two_rows_of_one_child_judged_otherwise_are_both_asked_about_again(same: int) -> None:
    census = people("census", {"A": HE_ID, "B": {**HE_ID, "village": "河口村"}})
    roll = people("roll", {"a": HE_ID})
    rows = [census.iloc[[place]].reset_index(drop=True) for place in (0, 1)]
    said = pd.concat([verdict(rows[same], roll, "same"), verdict(rows[1 - same], roll, "different")])
    found = link(census, roll, verdicts=said)
    assert found.census_groups["child_id"].nunique() == 1
    assert found.pairs[["census_id", "roll_id", "decision"]].to_numpy().tolist() == [
        ["A", "a", "review"],
        ["B", "a", "review"],
    ]
    assert found.counts["verdicts_torn"] == 2
    told = Findings()
    report_torn(found, said, census, roll, told)
    assert [each.code for each in told] == ["verdicts_torn"] * 2
    agreed = link(census, roll, verdicts=pd.concat([verdict(each, roll, "same") for each in rows]))
    assert (decisions(agreed), agreed.counts["verdicts_torn"]) == (["accepted_by_person"] * 2, 0)
    doubted = pd.concat([verdict(rows[same], roll, "same"), verdict(rows[1 - same], roll, "unsure")])
    assert decisions(link(census, roll, verdicts=doubted)) == ["accepted_by_person"] * 2


def test_a_verdict_about_a_changed_row_is_stale_and_does_not_bind() -> None:
    census, roll = people("census", {"A": HE}), people("roll", {"a": HE_ID})
    said = verdict(census, roll, "different")
    corrected = people("census", {"A": {**HE, "birth_date": "2015-06-06"}})
    found = link(corrected, roll, verdicts=said)
    assert found.counts["verdicts_stale"] == len(stale(corrected, roll, said)) == 1
    assert "rejected_by_person" not in decisions(found)


def test_a_fingerprint_does_not_depend_on_the_place_in_the_file() -> None:
    here, there = people("census", {"A": HE}), people("census", {"B": {**HE, "source_row": 77, "school": "红旗小学"}})
    assert fingerprint(here).tolist() == fingerprint(there).tolist()
    assert fingerprint(here).tolist() != fingerprint(people("census", {"A": HE_ID})).tolist()
