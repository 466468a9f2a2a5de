"""Every form is a list of one kind: of schools, of homes or of counts; and can be named on the command line."""

from __future__ import annotations

import inspect
from collections import Counter

import pytest

from kcbx.commands.check import check
from kcbx.commands.reconcile import reconcile
from kcbx.definitions import form_words, schema, schemas_in
from kcbx.list_kinds import count_forms, forms_about, forms_of_everybody, forms_of_homes, forms_of_schools

FORMS = sorted(schemas_in("forms"))


def test_every_form_is_of_schools_of_homes_or_of_counts() -> None:
    kinds = Counter([*forms_of_schools(), *forms_of_homes(), *count_forms()])
    assert kinds == dict.fromkeys(FORMS, 1)


def test_every_list_of_children_speaks_of_one_time() -> None:
    times = Counter([*forms_about("today"), *forms_about("last_summer"), *forms_about("entry")])
    assert times == dict.fromkeys(set(FORMS) - count_forms(), 1)


def test_grown_ups_stand_on_lists_of_homes_of_today_only() -> None:
    assert forms_of_everybody() < forms_of_homes() & forms_about("today")


@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_a_short_word_and_an_option_that_names_it(form: str) -> None:
    assert form_words()[form]
    for command in (check, reconcile):
        assert form in inspect.signature(command).parameters


@pytest.mark.parametrize("form", sorted(schema("values/schooling")["forms"]))
def test_a_form_whose_rows_all_say_the_same_is_a_list_of_children(form: str) -> None:
    assert form in set(FORMS) - count_forms()
