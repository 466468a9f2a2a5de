"""One to one: the pairing with the greatest total wins, margins say how sure it is, ties are never broken."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kcbx.reconcile.assign import assign, best_pairing

MARGIN = 5.0


def edges(*rows: tuple[int, int, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["left", "right", "weight"])


def chosen(table: pd.DataFrame) -> set[tuple[int, int]]:
    found = assign(table, MARGIN)
    return set(found.loc[found["chosen"], ["left", "right"]].itertuples(index=False, name=None))


def test_the_heaviest_pair_does_not_take_the_wrong_twin() -> None:
    # 1 bears the number of 11's twin: 1–11 is the heaviest pair, yet 1–10 with 2–11 explains both lists better.
    assert chosen(edges((1, 11, 31.0), (1, 10, 27.0), (2, 11, 16.0), (2, 10, 3.0))) == {(1, 10), (2, 11)}


def test_a_tie_has_no_margin() -> None:
    found = assign(edges((1, 10, 20.0), (2, 10, 20.0)), MARGIN)
    assert found.loc[found["chosen"], "margin"].tolist() == [0.0]
    assert found.loc[~found["chosen"], "margin"].tolist() == [0.0]


def test_a_pair_alone_is_as_sure_as_its_weight() -> None:
    assert assign(edges((1, 10, 12.5)), MARGIN)["margin"].tolist() == [12.5]


def test_even_odds_or_less_are_not_chosen() -> None:
    assert chosen(edges((1, 10, 0.0), (2, 11, -3.0))) == set()


def test_a_clear_pair_frees_its_neighbours() -> None:
    assert chosen(edges((1, 10, 50.0), (2, 10, 12.0), (2, 11, 10.0))) == {(1, 10), (2, 11)}


@given(arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 5)), elements=st.integers(-3, 9).map(float)))
def test_the_pairing_is_the_best_there_is(gains: np.ndarray) -> None:
    wide = gains if gains.shape[0] <= gains.shape[1] else gains.T
    best = max(
        sum(max(wide[row, column], 0.0) for row, column in enumerate(columns))
        for columns in permutations(range(wide.shape[1]), wide.shape[0])
    )
    pairs = best_pairing(gains)
    assert sum(gains[cell] for cell in pairs) == pytest.approx(best)
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)


@given(
    st.dictionaries(st.tuples(st.integers(0, 5), st.integers(10, 15)), st.integers(-5, 40), max_size=14),
)
def test_what_is_sure_belongs_to_the_best_pairing(weights: dict[tuple[int, int], int]) -> None:
    found = assign(edges(*((left, right, float(weight)) for (left, right), weight in weights.items())), MARGIN)
    won = found[found["chosen"]]
    assert won["left"].is_unique
    assert won["right"].is_unique
    gains = np.zeros((6, 6))
    for (left, right), weight in weights.items():
        gains[left, right - 10] = weight
    total = sum(gains[cell] for cell in best_pairing(gains))
    assert won["weight"].sum() == pytest.approx(total)
    for pair in won.itertuples():
        without = gains.copy()
        without[int(pair.left), int(pair.right) - 10] = 0
        loss = total - sum(without[cell] for cell in best_pairing(without))
        # A clear pair is stated with a bound from below, never with more than is true.
        assert pair.margin <= loss + 1e-6
        assert (pair.margin >= MARGIN) <= (loss >= MARGIN - 1e-6)
