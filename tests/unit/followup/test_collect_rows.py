"""Every returned row ends in one place, whatever was done to the workbook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kcbx.app.cases.exports import corrections
from kcbx.app.decisions.sending import sent_rows
from kcbx.app.returned.marking import going_back
from kcbx.followup.carry import open_cases, record_sent
from kcbx.followup.ledger import Ledger
from kcbx.followup.replies import collect
from kcbx.followup.taken import Collected, TakenFile
from kcbx.layouts import layout

from .books import BY, COLLECTED, COMPLETE, KEYED, answer, book, new_ledger, recipients, rows_of, sent
from .books import register as whole_register
from .registers import child, register

TOWN = recipients()[0]
OTHER = recipients()[1]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return new_ledger(tmp_path / "台账.sqlite")


def only(collected: Collected) -> TakenFile:
    assert len(collected.files) == 1
    return collected.files[0]


def codes(taken: TakenFile, row: int = 0) -> list[str]:
    return [trouble.code for trouble in taken.sheets[0].rows[row].troubles]


@pytest.mark.parametrize("result", COMPLETE)
def test_a_complete_answer_takes_effect(ledger: Ledger, result: str) -> None:
    taken = only(collect(ledger, [book(TOWN, [answer(result)])], COLLECTED))
    assert taken.places["effective"] == 1, codes(taken)
    assert taken.places["unanswered"] == taken.rows_read - 1
    assert taken.sheets[0].rows[0].result.code == result


def test_each_missing_piece_of_evidence_is_named_at_its_cell(ledger: Ledger) -> None:
    taken = only(collect(ledger, [book(TOWN, [{"result": "县外就读", **BY}])], COLLECTED))
    lacking = taken.sheets[0].rows[0]
    assert lacking.place == "lacking"
    assert [(each.column, each.problem) for each in lacking.troubles] == [
        ("school", "还缺学校"),
        ("place", "还缺地点"),
        ("proof", "还缺证明"),
    ]


@pytest.mark.parametrize(
    ("given", "column", "code"),
    [
        (answer("elsewhere", proof="（家长说有）"), "proof", "proof_nothing"),
        (answer("elsewhere", proof="家长口头告知"), "proof", "proof_nothing"),
        (answer("elsewhere", result="在家"), "result", "result_unknown"),
        (answer("deferred", date="2026-08-31"), "date", "date_over"),
        (answer("in_county", school="杉坪学校"), "school", "school_near"),
        (answer("in_county", school="杉坪乡中心幼儿园"), "school", "school_too_young"),
        (answer("elsewhere", school="杉坪小学", place="杉坪乡"), "school", "school_here"),
        (answer("elsewhere", school="青崖县杉坪小学"), "school", "school_here"),
        (answer("elsewhere", place="云南省某州青崖县"), "place", "place_here"),
        (answer("moved_away", place="青崖县石桥乡"), "place", "place_here"),
        (answer("returned", date="2026-11-30"), "date", "date_ahead"),
        (answer("returned", date="昨天"), "date", "date_unreadable"),
        (answer("returned", date="2026年9月"), "date", "date_month"),
        (answer("in_county", result="县内就读（又走了）"), "result", "result_unknown"),
        (answer("elsewhere", result="县外就读（无证明）"), "result", "result_unknown"),
        (answer("on_leave", result="休学，县外就读"), "result", "result_unknown"),
        (answer("elsewhere", result="县外就读，准备回来"), "result", "result_unknown"),
        (answer("in_county", result="县内就读，现已外出"), "result", "result_unknown"),
        (answer("in_county", checked_on="2062-10-08"), "checked_on", "date_implausible"),
    ],
)
def test_what_cannot_be_used_goes_back_with_its_cell(
    ledger: Ledger, given: dict[str, str], column: str, code: str
) -> None:
    taken = only(collect(ledger, [book(TOWN, [given])], COLLECTED))
    row = taken.sheets[0].rows[0]
    assert row.place == "to_correct"
    assert (column, code) in [(trouble.column, trouble.code) for trouble in row.troubles]


def test_a_school_elsewhere_may_bear_the_name_of_one_of_the_countys(ledger: Ledger) -> None:
    """Every county has a 中心小学: the place says which is meant, and the clerk is told."""
    taken = only(collect(ledger, [book(TOWN, [answer("elsewhere", school="杉坪小学")])], COLLECTED))
    assert (taken.sheets[0].rows[0].place, codes(taken)) == ("effective", ["school_namesake"])


@pytest.mark.parametrize(
    ("typed", "read"),
    [("打工", "外出务工"), ("不想读书", "厌学"), ("厌学", "厌学"), ("拆迁后搬走", "拆迁后搬走")],
)
def test_free_text_is_read_through_synonyms_and_told(ledger: Ledger, typed: str, read: str) -> None:
    taken = only(collect(ledger, [book(TOWN, [answer("out_of_school", result="辍学在家", reason=typed)])], COLLECTED))
    row = taken.sheets[0].rows[0]
    assert row.place == "effective"
    assert (row.result.code, row.meant["reason"]) == ("out_of_school", read)
    assert [each.column for each in row.troubles if each.code == "read_as"] == ["result"] + ["reason"] * (typed != read)


@pytest.mark.parametrize("typed", ["2026/10/8", "2026年10月8日", "20261008", "2026.10.8"])
def test_dates_are_read_as_written(ledger: Ledger, typed: str) -> None:
    taken = only(collect(ledger, [book(TOWN, [answer("in_county", checked_on=typed)])], COLLECTED))
    assert taken.sheets[0].rows[0].meant["checked_on"] == "2026-10-08"


@pytest.mark.parametrize(
    ("result", "column", "typed", "read"),
    [
        ("in_county", "checked_on", "10月8日", "2026-10-08"),
        ("in_county", "checked_on", "10.8", "2026-10-08"),
        ("in_county", "checked_on", "１０/８", "2026-10-08"),
        ("in_county", "checked_on", "十月八日", "2026-10-08"),
        ("in_county", "checked_on", "今年10月8号", "2026-10-08"),
        ("in_county", "checked_on", "十二月三日", None),
        ("in_county", "checked_on", "12月3日", None),
        ("returned", "date", "10-8", "2026-10-08"),
        ("returned", "date", "2月30日", None),
        ("on_leave", "date", "8月31日", None),
        ("died", "date", "3月8日", None),
    ],
)
def test_a_day_without_its_year_is_the_last_such_day_where_only_that_can_be_meant(
    ledger: Ledger, result: str, column: str, typed: str, read: str | None
) -> None:
    taken = only(collect(ledger, [book(TOWN, [answer(result, **{column: typed})])], COLLECTED))
    told = {each.code for each in taken.sheets[0].rows[0].troubles if each.column == column}
    assert told <= {"read_as"} if read else {"read_as"}.isdisjoint(told)
    assert (taken.sheets[0].rows[0].meant[column] == read) == bool(read)


def test_a_day_with_its_year_last_is_told_as_it_was_read(ledger: Ledger) -> None:
    """8/10/2026 may be of August or of October."""
    taken = only(collect(ledger, [book(TOWN, [answer("in_county", checked_on="8/10/2026")])], COLLECTED))
    told = {each.code for each in taken.sheets[0].rows[0].troubles if each.column == "checked_on"}
    assert "read_as" in told


@pytest.mark.parametrize(
    "typed",
    [
        "①县内就读",
        "1、县内就读",
        "2.县内就读",
        "在读",
        "已在校就读",
        "县内就读（一小）",
        "县内就读，杉坪小学",
        "①在读(三年级)",
    ],
)
def test_a_result_is_read_through_its_number_and_common_words(ledger: Ledger, typed: str) -> None:
    taken = only(collect(ledger, [book(TOWN, [answer("in_county", result=typed)])], COLLECTED))
    assert taken.sheets[0].rows[0].result.code == "in_county"
    assert codes(taken) == ["read_as"]


@pytest.mark.parametrize(("batch", "strange"), [("26A-0000", True), ("QY26A-7F3C", False), ("", False)])
def test_a_workbook_that_another_county_sent_is_known_as_one(ledger: Ledger, batch: str, strange: bool) -> None:
    rows = [{**row, "key": "A" * 16, "known": {**row["known"], "name": "赵无人"}} for row in rows_of(TOWN)]
    collected = collect(ledger, [book(TOWN, [answer("died")], rows=rows, batch=batch)], COLLECTED)
    taken = only(collected)
    assert taken.stranger == strange
    assert bool(going_back(taken, collected)) != strange, "its children are nobody's to correct here"


def test_rows_sorted_deleted_and_inserted_keep_their_children(ledger: Ledger) -> None:
    def shuffle(grid: list[list[str]]) -> list[list[str]]:
        head, rows = grid[:5], [row for row in grid[5:] if row[-1]]
        return [["先插一行"], *head, *reversed(rows[1:]), [""] * 5]

    before = only(collect(ledger, [book(TOWN, lambda row: answer("in_county", note=str(row)))], COLLECTED))
    after = only(
        collect(ledger, [book(TOWN, lambda row: answer("in_county", note=str(row)), change=shuffle)], COLLECTED)
    )
    said = {row.key: row.meant["note"] for row in before.sheets[0].rows}
    assert {row.key: row.meant["note"] for row in after.sheets[0].rows}.items() < said.items()
    assert after.places["effective"] == len(said) - 1


def test_moved_columns_and_renamed_tabs_are_found_by_their_headings(ledger: Ledger) -> None:
    def mirror(grid: list[list[str]]) -> list[list[str]]:
        width = max(map(len, grid))
        return [[*row, *[""] * (width - len(row))][::-1] for row in grid]

    taken = only(collect(ledger, [book(TOWN, [answer("in_county")], tab="表1", change=mirror)], COLLECTED))
    assert taken.places["effective"] == 1


def _retyped(**headings: str) -> Callable[[list[list[str]]], list[list[str]]]:
    """Other words over the answer columns named."""
    form = layout("township", "to_verify")

    def change(grid: list[list[str]]) -> list[list[str]]:
        for name, text in headings.items():
            grid[4][form.position(name)] = text
        return grid

    return change


@pytest.mark.parametrize(
    ("change", "by_place"),
    [
        (_retyped(result="核实情况"), set()),
        (_retyped(result=""), {"answer:result"}),
        (_retyped(result="孩子现在在哪里"), {"answer:result"}),
        (_retyped(school="就读学校", checked_by="填表人", checked_on="核查时间"), set()),
        (_retyped(date="时间", checked_on="日期"), {"answer:date", "answer:checked_on"}),
        (_retyped(name="孩子", result="上学没有", note="别的"), {"name", "answer:result", "answer:note"}),
        (lambda grid: [[*row[:3], "", *row[3:]] for row in _retyped(result="上学没有")(grid)], {"answer:result"}),
        (lambda grid: [row[:17] for row in _retyped(note="别的")(grid)], {"answer:note"}),
    ],
)
def test_a_retyped_heading_is_known_by_its_words_or_by_its_neighbours(
    ledger: Ledger, change: Callable[[list[list[str]]], list[list[str]]], by_place: set[str]
) -> None:
    taken = only(collect(ledger, [book(TOWN, [answer("returned", note="已看到本人")], change=change)], COLLECTED))
    assert (taken.places["effective"], taken.lost) == (1, [])
    assert taken.sheets[0].rows[0].meant["note"] == "已看到本人"
    assert taken.sheets[0].filled.header.by_place == by_place


@pytest.mark.parametrize("kept", [0, 4])
def test_where_the_header_row_is_gone_the_keys_say_what_the_sheet_is(ledger: Ledger, kept: int) -> None:
    given = [answer("in_county"), answer("died")]
    taken = only(collect(ledger, [book(TOWN, given, change=lambda grid: grid[:kept] + grid[5:])], COLLECTED))
    said = {row.key: row.result.code for row in taken.sheets[0].rows if row.result}
    assert said == dict(zip([row["key"] for row in rows_of(TOWN)][:2], ["in_county", "died"], strict=True))


def test_a_sheet_that_can_no_longer_be_read_is_named_and_never_left_out_in_silence(ledger: Ledger) -> None:
    def ruin(grid: list[list[str]]) -> list[list[str]]:
        return [["", "", *row] for row in grid[5:]]

    taken = only(collect(ledger, [book(TOWN, [answer("in_county")], change=ruin, tab="表1")], COLLECTED))
    assert (list(taken.sheets), taken.lost) == ([], ["表1"])


def test_a_lost_key_column_is_made_good_by_who_stands_in_the_row(ledger: Ledger) -> None:
    taken = only(
        collect(ledger, [book(TOWN, [answer("in_county")], change=lambda g: [row[:17] for row in g])], COLLECTED)
    )
    assert taken.places["effective"] == 1
    assert taken.sheets[0].rows[0].key == rows_of(TOWN)[0]["key"]
    assert "key_lost" in codes(taken)


def test_sorting_without_the_hidden_column_is_noticed(ledger: Ledger) -> None:
    def sort(grid: list[list[str]]) -> list[list[str]]:
        one, two = grid[5], grid[6]
        return [*grid[:5], [*two[:-1], one[-1]], [*one[:-1], two[-1]], *grid[7:]]

    taken = only(collect(ledger, [book(TOWN, [answer("in_county"), answer("died")], change=sort)], COLLECTED))
    said = {row.key: row.result.code for row in taken.sheets[0].rows if row.result}
    sent = [row["key"] for row in rows_of(TOWN)]
    assert said == {sent[0]: "in_county", sent[1]: "died"}
    assert "key_wrong" in codes(taken)


def test_a_changed_identity_cell_is_a_proposal_and_never_taken(ledger: Ledger) -> None:
    def correct(grid: list[list[str]]) -> list[list[str]]:
        grid[5][4] = grid[5][4][:-1] + "7"
        return grid

    was = rows_of(TOWN)[0]["known"]["id_number"]
    taken = only(collect(ledger, [book(TOWN, [answer("in_county")], change=correct)], COLLECTED))
    assert taken.places["effective"] == 1
    proposals = ledger.table("corrections")
    assert [(row["field"], row["was"], row["proposed"]) for row in proposals] == [("id_number", was, was[:-1] + "7")]


@pytest.mark.parametrize(("result", "told"), [("in_county", "identity_changed"), ("wrong_data", "identity_corrected")])
def test_who_says_that_data_are_wrong_is_not_told_to_say_so(ledger: Ledger, result: str, told: str) -> None:
    def correct(grid: list[list[str]]) -> list[list[str]]:
        grid[5][4] = grid[5][4][:-1] + "7"
        return grid

    taken = only(collect(ledger, [book(TOWN, [answer(result)], change=correct)], COLLECTED))
    assert codes(taken) == [told]
    assert [row["项目"] for row in corrections(ledger)][:1] == ["身份证号"]


@pytest.mark.parametrize(
    ("empty", "said", "place"),
    [
        ("census_value", "摸底表对", "to_correct"),
        ("census_value", "学籍对", "effective"),
        ("roll_value", "学籍对", "to_correct"),
        ("roll_value", "摸底表对", "effective"),
    ],
)
def test_a_value_that_is_not_there_cannot_be_the_right_one(ledger: Ledger, empty: str, said: str, place: str) -> None:
    asked = next(row for row in sent() if row["sheet"] == "conflicts")
    row = {**asked, "key": "of an empty value", "known": {**asked["known"], empty: ""}}
    batch = ledger.batches()[-1]["batch"]
    ledger.add("sent", [{**row, "batch": batch, "case_number": None}])
    given = [{"result": said, "proof": "户口簿", **BY}]
    taken = only(collect(ledger, [book(row["recipient"], given, sheet="conflicts", rows=[row])], COLLECTED))
    assert taken.sheets[0].rows[0].place == place
    assert ("value_empty" in codes(taken)) == (place == "to_correct")


def test_another_childs_name_over_a_key_is_nobody(ledger: Ledger) -> None:
    def overwrite(grid: list[list[str]]) -> list[list[str]]:
        grid[5][1:5] = ["赵无人", "男", "2015-01-01", "539901****0000"]
        return grid

    taken = only(collect(ledger, [book(TOWN, [answer("in_county")], change=overwrite)], COLLECTED))
    assert taken.sheets[0].rows[0].place == "unknown"
    assert codes(taken) == ["whose_row"]


def test_rows_pasted_into_anothers_book_count_for_their_own_child(ledger: Ledger) -> None:
    strays = rows_of(OTHER)[:2]
    taken = only(collect(ledger, [book(TOWN, [answer("in_county")] * 2, rows=strays)], COLLECTED))
    assert taken.places["effective"] == 2
    assert codes(taken) == ["other_recipient"]
    assert {row.sent.recipient for row in taken.sheets[0].rows} == {OTHER}


def test_rows_of_nobody_are_kept_and_reported(ledger: Ledger) -> None:
    foreign = [{"key": "NOSUCHKEY", "known": {"name": "钱外人", "birth_date": "2014-02-02", "village": "远村"}}]
    taken = only(collect(ledger, [book(TOWN, [answer("in_county")], rows=foreign, batch="Z9-0000")], COLLECTED))
    assert taken.places == {"effective": 0, "lacking": 0, "to_correct": 0, "unknown": 1, "unanswered": 0}
    assert [row["place"] for row in ledger.table("answers")] == ["unknown"]


def test_a_child_who_was_on_no_list_gets_a_case_once(ledger: Ledger) -> None:
    child = {"name": "孙新生", "birth_date": "2016-05-05", "village": "杉坪村", "sex": "女", **answer("out_of_school")}
    for _ in range(2):
        collect(ledger, [book(TOWN, [], new=[child], tab=tab) for tab in ("一", "二")], COLLECTED)
    found = [row for row in ledger.table("cases") if row["case_number"].startswith("NEW-")]
    assert len(found) == 1


def test_a_new_row_for_a_child_on_the_list_answers_the_list(ledger: Ledger) -> None:
    known = rows_of(TOWN)[0]
    child = {name: known["known"][name] for name in ("name", "birth_date", "village")} | answer("died")
    taken = only(collect(ledger, [book(TOWN, [], new=[child])], COLLECTED))
    row = taken.sheets[0].rows[-1]
    assert (row.place, row.key, [each.code for each in row.troubles]) == ("effective", known["key"], ["already_listed"])


def test_the_same_file_twice_changes_nothing(ledger: Ledger) -> None:
    file = book(TOWN, lambda row: answer(list(COMPLETE)[row % len(COMPLETE)]))
    assert not only(collect(ledger, [file], COLLECTED)).again
    before = ledger.content()
    assert only(collect(ledger, [file], COLLECTED.replace(day=30))).again
    assert ledger.content() == before


def test_a_file_taken_again_is_told_as_the_ledger_holds_it(ledger: Ledger) -> None:
    """A day that was still to come when the file was taken is none later on either: it goes back to be corrected."""
    tomorrow = COLLECTED.replace(day=COLLECTED.day + 1).isoformat()
    file = book(TOWN, [{**answer("in_county"), "checked_on": tomorrow}])
    first = only(collect(ledger, [file], COLLECTED))
    later = only(collect(ledger, [file], COLLECTED.replace(day=30)))
    assert first.places["to_correct"] == 1
    assert later.again
    assert later.places == first.places


@pytest.mark.parametrize(
    ("born", "place"),
    [("2014-03-05", "to_correct"), ("2011-12-01", "effective"), ("2010-05-01", "effective"), ("", "effective")],
)
def test_who_has_only_left_the_primary_school_has_not_finished(tmp_path: Path, born: str, place: str) -> None:
    """已毕业 of a twelve-year-old is of the primary school, and hid for good a child who never went on."""
    with Ledger(tmp_path / "台账", KEYED) as ledger:
        made = register(child("周婷", birth_date=born))
        open_cases(ledger, made, made.place.term, made.place.as_of)
        known = {"name": "周婷", "birth_date": born, "id_number": "", "village": "杉坪村"}
        row = {"workbook": "township", "recipient": "杉坪乡", "sheet": "to_verify", "key": "K-1", "known": known}
        record_sent(ledger, made.place, [row], {})
        file = book("杉坪乡", [answer("finished")], rows=[row], batch=made.place.batch)
        taken = only(collect(ledger, [file], COLLECTED))
    assert (taken.sheets[0].rows[0].place, "not_finished_yet" in codes(taken)) == (place, place == "to_correct")


@pytest.mark.parametrize(("due", "place"), [("8", "to_correct"), ("9", "effective"), ("10", "effective")])
def test_who_has_finished_is_judged_by_the_age_rules_of_the_place(tmp_path: Path, due: str, place: str) -> None:
    """Entry at seven: a child of 2011 is due in grade eight, where entry at six would have it done with school."""
    with Ledger(tmp_path / "台账", KEYED) as ledger:
        made = register(child("周婷", birth_date="2011-05-01"))
        open_cases(ledger, made, made.place.term, made.place.as_of)
        known = {"name": "周婷", "birth_date": "2011-05-01", "id_number": "", "village": "杉坪村", "grade_due": due}
        row = {"workbook": "township", "recipient": "杉坪乡", "sheet": "to_verify", "key": "K-1", "known": known}
        record_sent(ledger, made.place, [row], {})
        file = book("杉坪乡", [answer("finished")], rows=[row], batch=made.place.batch)
        taken = only(collect(ledger, [file], COLLECTED))
    assert (taken.sheets[0].rows[0].place, "not_finished_yet" in codes(taken)) == (place, place == "to_correct")


def test_rows_go_out_with_the_grade_due_where_the_birth_leaves_no_doubt() -> None:
    due = whole_register().census.set_index("row_key")["grade_due"]
    listed = [row for row in sent() if (row["workbook"], row["sheet"]) == ("township", "to_verify")]
    assert [row["known"]["grade_due"] for row in listed] == [str(due[row["key"]]) for row in listed]
    unsure = replace(whole_register(), census=whole_register().census.assign(cohort_uncertain=True))
    assert not any("grade_due" in row["known"] for row in sent_rows(unsure) if row["workbook"] == "township")


def test_what_was_taken_under_a_wrong_day_is_taken_again_where_somebody_says_so(ledger: Ledger) -> None:
    """A run of September repeated in October took October's answers as checked in the future, for good."""
    file = book(TOWN, [answer("in_county"), answer("out_of_school"), {"result": "读不出"}])
    first = only(collect(ledger, [file], COLLECTED.replace(month=9, day=25)))
    assert (first.places["effective"], first.places["to_correct"], first.ahead) == (0, 3, True)
    before = ledger.content()
    held = only(collect(ledger, [file], COLLECTED))
    assert (held.again, held.places, held.ripe) == (True, first.places, 2), "what the ledger holds is told, and no more"
    assert ledger.content() == before
    anew = collect(ledger, [file], COLLECTED, again=True)
    assert (only(anew).again, only(anew).places["effective"], only(anew).ahead) == (False, 2, False)
    assert only(anew).origin.replies_to == file.digest
    assert anew.answered_since[file.digest, layout("township", "to_verify").sheet, 6] == "effective"
    before = ledger.content()
    for again in (False, True):
        held = only(collect(ledger, [file], COLLECTED.replace(day=30), again=again))
        assert (held.again, held.places, held.ripe) == (True, only(anew).places, 0)
        assert ledger.content() == before


def test_what_is_in_force_stays_when_a_file_is_taken_again(ledger: Ledger) -> None:
    """A deferral that has run out since was an answer when it came."""
    file = book(TOWN, [answer("deferred", date="2026-11-30"), answer("in_county")])
    assert only(collect(ledger, [file], COLLECTED)).places["effective"] == 2
    later = collect(ledger, [file], COLLECTED.replace(month=12), again=False)
    assert only(later).places["effective"] == 2
    assert not going_back(only(later), later)


def test_a_day_before_the_list_takes_nothing(ledger: Ledger) -> None:
    file, before = book(TOWN, [answer("in_county")]), ledger.content()
    early = only(collect(ledger, [file], COLLECTED.replace(year=2025)))
    assert (early.early, early.sheets, ledger.content()) == ("2026-09-20", (), before)
    assert only(collect(ledger, [file], COLLECTED)).places["effective"] == 1
    assert only(collect(ledger, [file], COLLECTED.replace(year=2025))).places["effective"] == 1, "it is there already"


def test_a_workbook_that_is_not_ours_is_told_and_not_kept(ledger: Ledger) -> None:
    file = book(TOWN, [], change=lambda grid: [["别的表"], ["甲", "乙"]])
    taken = only(collect(ledger, [file], COLLECTED))
    assert (taken.sheets, ledger.table("files")) == ([], [])


def test_an_unknown_village_shown_as_such_is_no_change(ledger: Ledger) -> None:
    made = register(child("周婷", village=""))
    carried = open_cases(ledger, made, "26A", made.place.as_of)
    row = {"workbook": "township", "recipient": "杉坪乡", "sheet": "to_verify", "key": "K-周婷"}
    known = {"name": "周婷", "birth_date": "2014-01-01", "village": ""}
    record_sent(ledger, made.place, [{**row, "known": known}], {"K-周婷": carried.case_number["R-周婷"]})
    for village, told in (("（不明）", {}), ("石桥村", {"village": ("", "石桥村")})):
        shown = {**row, "known": {**known, "village": village}}
        taken = only(collect(ledger, [book("杉坪乡", [], rows=[shown], batch=made.place.batch)], COLLECTED))
        assert taken.sheets[0].rows[0].corrections == told


def over(by: int, start: str = "result", who: int = 0) -> Callable[[list[list[str]]], list[list[str]]]:
    """The answers of one row from a column on pasted ``by`` columns to the right, or to the left over others."""
    form = layout("township", "to_verify")
    first = form.position(start)

    def change(grid: list[list[str]]) -> list[list[str]]:
        row = grid[5 + who]
        answers, key = row[first : form.gap], row[-1]
        place = first + by
        moved = [*row[:place], *[""] * (place - len(row[:place])), *answers]
        if by > 0:
            moved[first:place] = [""] * by
        filled_up = [*moved, *[""] * form.key]
        grid[5 + who] = [*filled_up[: form.key], key]
        return grid

    return change


@pytest.mark.parametrize(
    ("kind", "by", "start", "column", "says"),
    [
        ("in_county", 1, "result", "school", "“县内就读”应在“核查结果”一列"),
        ("out_of_school", 1, "result", "school", "“确认失学、辍学”应在“核查结果”一列"),
        ("elsewhere", 2, "result", "place", "“县外就读”应在“核查结果”一列"),
        ("elsewhere", -1, "result", "why", "“县外就读”应在“核查结果”一列"),
        ("died", -1, "result", "why", "“死亡”应在“核查结果”一列"),
        ("elsewhere", 1, "school", "place", "“温州市某某小学”应在“学校”一列"),
        ("out_of_school", -1, "reason", "date", "“外出务工”应在“原因或说明”一列"),
        ("returned", 1, "date", "reason", "“2026-10-08”应在“日期”一列"),
    ],
)
def test_answers_pasted_into_the_wrong_columns_are_told_as_that(
    ledger: Ledger, kind: str, by: int, start: str, column: str, says: str
) -> None:
    taken = only(collect(ledger, [book(TOWN, [answer(kind)], change=over(by, start))], COLLECTED))
    row = taken.sheets[0].rows[0]
    assert row.place == "to_correct", "nothing is put right on anybody's behalf"
    (trouble,) = [each for each in row.troubles if each.must]
    assert (trouble.code, trouble.column) == ("shifted", column)
    assert says in trouble.problem
    assert ("左" if by > 0 else "右") in trouble.advice


@pytest.mark.parametrize(
    "given",
    [
        {"school": "杉坪小学", **BY},
        {"result": "县外就读", "place": "浙江省温州市", **BY},
        {"result": "在家", **BY},
        {"note": "休学"},
        {"result": "县外就读", "school": "浙江省温州市某某小学", "place": "就读证明", **BY},
        {"result": "确认失学、辍学", "note": "2026-10-08", "checked_by": "李文清", "checked_on": "2026-10-08"},
    ],
)
def test_what_is_only_lacking_or_wrong_is_not_told_as_shifted(ledger: Ledger, given: dict[str, str]) -> None:
    taken = only(collect(ledger, [book(TOWN, [given])], COLLECTED))
    assert taken.sheets[0].rows[0].place in {"lacking", "to_correct"}
    assert "shifted" not in codes(taken)


def test_what_kcbx_wrote_beside_the_answers_is_no_answer(ledger: Ledger) -> None:
    """“看来 摸底表对” stands before the answers of 信息不一致; a row without its result only lacks it."""
    rows = [
        {**row, "known": {**row["known"], "likelier": "摸底表对", "why": "学籍与身份证号相符"}}
        for row in rows_of(TOWN, sheet="conflicts")[:1]
    ]
    taken = only(collect(ledger, [book(TOWN, [{"proof": "户口簿", **BY}], sheet="conflicts", rows=rows)], COLLECTED))
    assert codes(taken) == ["result_missing"]


@pytest.mark.parametrize("kind", COMPLETE)
def test_no_complete_answer_is_taken_for_shifted(ledger: Ledger, kind: str) -> None:
    assert "shifted" not in codes(
        only(collect(ledger, [book(TOWN, [answer(kind, note="2026-10-09 休学")])], COLLECTED))
    )
