"""One to one between children: which pairing explains both lists best, and by how much.

Choosing the heaviest pair first links the wrong twin when one twin's row bears the other's ID. So the pairing
with the greatest total weight is chosen, and a pair is only sure by the bits the whole pairing would lose
without it (its margin). Not being linked weighs 0: even odds.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd

#: Children on one side of a knot beyond which nobody could check the result: all of it goes to people.
_LARGEST_KNOT = 40


def assign(edges: pd.DataFrame, margin: float) -> pd.DataFrame:
    """``edges`` (``left``, ``right``, ``weight``; one row a pair of children) with ``chosen`` and ``margin``.

    ``margin`` of a chosen pair: bits by which the best pairing beats the best one without it; of any other pair:
    what forcing it would cost, negative or zero (0 means a tie). Pairs of weight 0 or less are never chosen.
    """
    edges = edges.sort_values(["left", "right"], kind="stable").reset_index(drop=True)
    left, right, weight = (edges[name].to_numpy() for name in ("left", "right", "weight"))
    chosen = np.zeros(len(edges), dtype=bool)
    bits = np.full(len(edges), -np.inf)
    live = weight > 0
    while live.any():
        place = np.flatnonzero(live)
        others = _best_other(left[place], weight[place]) + _best_other(right[place], weight[place])
        clear = weight[place] - others
        sure = place[clear >= margin]
        if not len(sure):
            break
        chosen[sure], bits[sure] = True, clear[clear >= margin]
        live &= ~(np.isin(left, left[sure]) | np.isin(right, right[sure]))
    for knot in _knots(np.flatnonzero(live), left, right):
        _untie(knot, left, right, weight, chosen, bits)
    taken = edges.assign(chosen=chosen, margin=bits)
    return _costs(taken)


def _best_other(node: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """For each edge the greatest weight among the other edges of its node, 0 where there is none."""
    order = np.lexsort((-weight, node))
    nodes, weights = node[order], weight[order]
    first = np.r_[True, nodes[1:] != nodes[:-1]]
    following = np.r_[weights[1:], 0.0]
    second = np.where(np.r_[~first[1:], False], following, 0.0)
    start = np.flatnonzero(first)
    lengths = np.diff(np.r_[start, len(nodes)])
    best = np.repeat(weights[start], lengths)
    runner_up = np.repeat(second[start], lengths)
    found = np.empty(len(node))
    found[order] = np.where(first, runner_up, best)
    return found


def _knots(places: np.ndarray, left: np.ndarray, right: np.ndarray) -> list[list[int]]:
    """Edges that hang together, in order."""
    by_left, by_right = defaultdict(list), defaultdict(list)
    for place in places:
        by_left[left[place]].append(int(place))
        by_right[right[place]].append(int(place))
    seen: set[int] = set()
    knots = []
    for start in map(int, places):
        if start in seen:
            continue
        seen.add(start)
        knot, waiting = [], [start]
        while waiting:
            place = waiting.pop()
            knot.append(place)
            for neighbour in (*by_left[left[place]], *by_right[right[place]]):
                if neighbour not in seen:
                    seen.add(neighbour)
                    waiting.append(neighbour)
        knots.append(sorted(knot))
    return knots


def _untie(
    knot: list[int], left: np.ndarray, right: np.ndarray, weight: np.ndarray, chosen: np.ndarray, bits: np.ndarray
) -> None:
    """Solve one knot exactly and write down what is chosen, with its margin."""
    rows = {node: place for place, node in enumerate(dict.fromkeys(left[knot]))}
    columns = {node: place for place, node in enumerate(dict.fromkeys(right[knot]))}
    if min(len(rows), len(columns)) > _LARGEST_KNOT:
        bits[knot] = 0.0
        return
    gains = np.zeros((len(rows), len(columns)))
    for edge in knot:
        gains[rows[left[edge]], columns[right[edge]]] = weight[edge]
    pairing = best_pairing(gains)
    total = sum(gains[row, column] for row, column in pairing)
    for edge in knot:
        row, column = rows[left[edge]], columns[right[edge]]
        if (row, column) in pairing:
            without = gains.copy()
            without[row, column] = 0.0
            chosen[edge] = True
            bits[edge] = round(total - sum(without[cell] for cell in best_pairing(without)), 6)


def best_pairing(gains: np.ndarray) -> set[tuple[int, int]]:
    """Cells, at most one a row and column, with the greatest sum; cells of 0 or less are left out.

    The Hungarian method with potentials, O(n²m), for the small knots that are left when all clear cases are gone.
    """
    if gains.shape[0] > gains.shape[1]:
        return {(row, column) for column, row in best_pairing(gains.T)}
    height, width = gains.shape
    cost = -np.maximum(gains, 0.0)
    row_price, column_price = np.zeros(height + 1), np.zeros(width + 1)
    owner = np.zeros(width + 1, dtype=int)
    for row in range(1, height + 1):
        owner[0], column = row, 0
        least = np.full(width + 1, np.inf)
        way = np.zeros(width + 1, dtype=int)
        used = np.zeros(width + 1, dtype=bool)
        while owner[column]:
            used[column] = True
            reduced = cost[owner[column] - 1] - row_price[owner[column]] - column_price[1:]
            better = ~used[1:] & (reduced < least[1:])
            least[1:][better], way[1:][better] = reduced[better], column
            open_columns = np.where(used, np.inf, least)
            following = int(np.argmin(open_columns[1:])) + 1
            step = open_columns[following]
            row_price[owner[used]] += step
            column_price[used] -= step
            least[~used] -= step
            column = following
        while column:
            owner[column] = owner[way[column]]
            column = way[column]
    pairs = ((int(owner[column]) - 1, column - 1) for column in range(1, width + 1) if owner[column])
    return {(row, column) for row, column in pairs if gains[row, column] > 0}


def _costs(edges: pd.DataFrame) -> pd.DataFrame:
    """Margins of pairs not chosen: their weight less that of the chosen pairs they would push out."""
    won = edges[edges["chosen"]]
    by_left, by_right = won.set_index("left")["weight"], won.set_index("right")["weight"]
    lost = edges["left"].map(by_left).fillna(0.0) + edges["right"].map(by_right).fillna(0.0)
    edges["margin"] = np.where(edges["chosen"], edges["margin"], np.minimum(edges["weight"] - lost, 0.0).round(6))
    return edges
