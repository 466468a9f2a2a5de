"""How often Python looks for unreachable objects: seldom in a run, as before after it."""

from __future__ import annotations

import gc

import pytest

from kcbx.app.garbage import seldom_looked_for


def test_after_a_run_python_looks_as_often_as_before() -> None:
    before = gc.get_threshold()
    with seldom_looked_for():
        assert gc.isenabled()
        assert gc.get_threshold()[0] > before[0]
    assert gc.get_threshold() == before


def failing_run() -> None:
    with seldom_looked_for():
        raise ZeroDivisionError


def test_so_it_does_after_a_run_that_failed() -> None:
    before = gc.get_threshold()
    with pytest.raises(ZeroDivisionError):
        failing_run()
    assert gc.get_threshold() == before
