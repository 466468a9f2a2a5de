"""Properties of cleaning: it never raises, it is done once, one wrong digit never passes, spellings fold."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kcbx.clean.circumstances import read_phone
from kcbx.clean.dates import confusions, from_lunar, read_date
from kcbx.clean.flags import disability_kind, read_circumstances, read_flag, read_sex
from kcbx.clean.grades import read_grade
from kcbx.clean.id_cells import read_ids
from kcbx.clean.id_sources import clean_ids
from kcbx.clean.ids import check_character, check_passes
from kcbx.clean.names import name_key, show_name
from kcbx.clean.pinyin import name_pinyin
from kcbx.clean.place_names import township_names, village_names
from kcbx.clean.places import counties_in, elsewhere_word, place_key, split_group, village_stem
from kcbx.clean.schools import named_school, school_key
from kcbx.clean.status import read_remark, read_status
from kcbx.clean.words import bare, said, tidy
from kcbx.cohorts import SchoolAges, birth_span

AS_OF = date(2026, 9, 20)
AGES = SchoolAges(2026)

#: Any text, and texts made of what stands in such sheets.
ANY = st.text(max_size=24) | st.text(
    alphabet="0123456789XxОO lI身份证号（）()无不详年月日农历初一二十.。-/·?□*村委会社区乡镇县王李在读", max_size=24
)
DAYS = st.dates(date(2005, 1, 1), date(2026, 9, 1))


@st.composite
def id_numbers(draw: st.DrawFn) -> str:
    """A number of a child; the children of a day and place are numbered from 001."""
    first = f"5399{draw(st.integers(1, 99)):02}{draw(DAYS):%Y%m%d}{draw(st.integers(1, 999)):03}"
    return first + check_character(first)


def state_of(text: str) -> str:
    return str(read_ids(pd.Series([text], dtype="str"), np.array([False]), AS_OF)["state"].iloc[0])


@given(st.lists(ANY, min_size=1, max_size=20), st.booleans())
def test_ids_never_raise(texts: list[str], unreliable: bool) -> None:
    column = pd.Series(texts, dtype="str")
    clean = clean_ids(
        column,
        AS_OF,
        unreliable=np.full(len(texts), unreliable),
        student_number=column,
        disability_number=column,
        birth=None,
        guardian_id=column,
    )
    assert clean["id_state"].notna().all()


@given(ANY)
def test_no_text_makes_a_cleaner_raise(text: str) -> None:
    shown = show_name(text)
    if shown and (key := name_key(shown)):
        name_pinyin(key)
    read = read_date(text, AS_OF)
    assert (birth_span(read.best) is not None) == bool(read.best)
    for clean in (place_key, village_stem, split_group, counties_in, elsewhere_word, school_key, named_school):
        clean(text)
    for read_text in (read_status, read_remark, read_sex, disability_kind, read_circumstances, read_phone, bare):
        read_text(text)
    read_flag("low_income", text)
    read_grade(text, None, AGES)
    said(pd.Series([text], dtype="str"))


@given(id_numbers(), st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_never_passes(number: str, place: int, digit: str) -> None:
    typo = number[:place] + digit + number[place + 1 :]
    assert check_passes(typo) == (typo == number)
    assert typo == number or state_of(typo) not in ("ok", "fixed")


@given(id_numbers(), st.integers(0, 16))
def test_swapped_neighbours_never_pass(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or "X" in swapped[:17] or not check_passes(swapped)


@given(id_numbers(), st.sampled_from(["'{}", " {} ", "{}\u200b", "\t{}", "身份证号：{}", "{}（无）"]))
def test_what_surrounds_a_number_does_not_matter(number: str, form: str) -> None:
    wide = "".join(chr(ord(character) + 0xFEE0) for character in number)
    for written in (number, number.lower(), wide, f"{number[:6]} {number[6:14]} {number[14:]}"):
        column = pd.Series([form.format(written)], dtype="str")
        read = read_ids(column, np.array([False]), AS_OF).iloc[0]
        assert read["number"] in (number, number[:15])  # a true number may end in 000
        assert read["state"] in ("ok", "fixed", "placeholder")


@given(id_numbers())
def test_excel_keeps_fifteen_digits(number: str) -> None:
    kept = float(int(number.replace("X", "0")) // 1000 * 1000)
    for written in (f"{int(kept)}", f"{number[:15]}000"):
        read = read_ids(pd.Series([written], dtype="str"), np.array([True]), AS_OF).iloc[0]
        assert read["number"] == number[:15]


@given(id_numbers())
def test_a_second_source_completes_what_was_lost(number: str) -> None:
    row = pd.Series([number[:15]], dtype="str")
    clean = clean_ids(row, AS_OF, student_number=pd.Series(["G" + number], dtype="str")).iloc[0]
    assert (clean["id_number"], clean["id_state"], clean["how"]) == (number, "repaired", "学籍号")


@given(DAYS)
def test_every_way_to_write_a_day_is_that_day(day: date) -> None:
    han = dict(zip("0123456789", "〇一二三四五六七八九", strict=True))
    written = [
        f"{day:%Y-%m-%d}",
        f"{day:%Y%m%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y/%m/%d} 00:00:00",
        "".join(han[digit] for digit in str(day.year)) + f"年{day.month}月{day.day}日",
        str((day - date(1899, 12, 30)).days),
    ]
    assert {read_date(text, AS_OF).best for text in written} == {day.isoformat()}


@given(DAYS)
def test_a_reading_reads_as_itself(day: date) -> None:
    for best in (day.isoformat(), f"{day:%Y-%m}", f"{day:%Y}"):
        assert read_date(best, AS_OF).best == best


@given(DAYS)
def test_confusions_are_other_days_that_were_possible(day: date) -> None:
    for other in confusions(day.isoformat(), AS_OF):
        assert other != day.isoformat()
        assert date.fromisoformat(other) <= AS_OF
    lunar = from_lunar(day.year, day.month, day.day)
    assert lunar is None or 15 <= (lunar - day).days <= 60


@example("0'·")
@given(ANY)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    shown = show_name(text)
    if shown:
        assert show_name(shown) == shown
        key = name_key(shown)
        assert key is None or name_key(key) == key


@given(
    st.text(alphabet="王李张刘陈杨赵黄国麗麗國語门門", min_size=2, max_size=4),
    st.sampled_from([" ", "　", "\u00a0", ""]),
)
def test_spaces_in_a_name_do_not_matter(name: str, space: str) -> None:
    assert name_key(show_name(space.join(name)) or "") == name_key(name)


@given(
    st.dictionaries(
        st.sampled_from(["大黎村", "大黎", "大黎村委会", "水口村", "水口居委会", "水口", "红旗村", "上寨"]),
        st.integers(1, 90),
        min_size=1,
    ),
    st.randoms(use_true_random=False),
)
@settings(max_examples=60)
def test_the_gazetteer_does_not_depend_on_order(counts: dict[str, int], random: object) -> None:
    items = list(counts.items())
    random.shuffle(items)  # type: ignore[attr-defined]
    assert village_names(items) == village_names(sorted(items))
    assert township_names(items) == township_names(sorted(items))
