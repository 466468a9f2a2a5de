"""What people use today, on the same counties: lookups, exact rules, a Splink that trains itself.

Each takes a :class:`bench.counties.County` and gives the accepted and the review pairs. ``cleaned`` means the people
tables kcbx makes (names folded, IDs repaired, dates read); raw means the cells as written.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable

import pandas as pd
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink import comparison_library as compare

from bench.accuracy import Pairs, by_kcbx, by_vlookup, decided, measure
from bench.counties import County

Decided = tuple[Pairs, Pairs]
NOBODY: Pairs = frozenset()
#: What is taken as one child, and what would be shown to a person, by Splink's probability.
ACCEPT, REVIEW = 0.99, 0.5


def lookup(made: County) -> Decided:
    """The office's two lookups, on cleaned columns."""
    census, roll = made.census, made.roll
    first = _equal(census, roll, ["id_number"])
    linked = {one for one, _ in first}
    return first | _equal(census[~census["record_id"].isin(linked)], roll, ["name", "birth_date"]), NOBODY


def exact_rules(made: County) -> Decided:
    """Deterministic linkage on cleaned columns: any of three rules, each demanding equality throughout."""
    census, roll = made.census, made.roll
    rules = (["id_number"], ["name_key", "birth_date"], ["name_pinyin", "birth_date", "village"])
    return frozenset().union(*(_equal(census, roll, rule) for rule in rules)), NOBODY


def _equal(census: pd.DataFrame, roll: pd.DataFrame, keys: list[str]) -> Pairs:
    both = census.dropna(subset=keys).merge(roll.dropna(subset=keys), on=keys)
    return frozenset(zip(both["record_id_x"], both["record_id_y"], strict=True))


#: The columns Splink compares, by what they are called in cleaned and in raw tables.
_CLEANED = {"id_number": "id_number", "name": "name_key", "sound": "name_pinyin", "birth": "birth_date", "sex": "sex",
            "village": "village", "guardian": "guardian_keys", "phone": "phone"}  # fmt: skip
_RAW = {"id_number": "id_number", "name": "name", "birth": "birth_date", "sex": "sex", "village": "village",
        "guardian": "guardian", "phone": "phone"}  # fmt: skip


def trained_splink(made: County, *, cleaned: bool = True) -> Decided:
    """Splink with its standard comparisons, its parameters estimated from the county itself (seeded)."""
    names = _CLEANED if cleaned else _RAW
    tables = [made.census, made.roll] if cleaned else [made.raw["census"], made.raw["roll"]]
    logging.getLogger("splink").setLevel(logging.ERROR)
    warnings.simplefilter("ignore")
    door = DuckDBAPI()
    frames = [_columns(table, names) for table in tables]
    linker = Linker(
        [door.register(frame, dataset_display_name=side) for frame, side in zip(frames, ("c", "r"), strict=True)],
        _settings(cleaned),
        log_level=None,
    )
    by_id, by_person = block_on("id_number"), block_on("name", "birth")
    training = linker.training
    training.estimate_probability_two_random_records_match([by_id, by_person], recall=0.9)
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (by_id, by_person):
        training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=REVIEW).as_pandas_dataframe()
    pairs = list(zip(found["unique_id_l"], found["unique_id_r"], found["match_probability"], strict=True))
    accepted = frozenset((one, other) for one, other, sure in pairs if sure >= ACCEPT)
    return accepted, frozenset((one, other) for one, other, _ in pairs) - accepted


def _columns(table: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    chosen = {"unique_id": table["record_id"]} | {name: table.get(column) for name, column in names.items()}
    return pd.DataFrame(chosen, index=table.index).astype(object).where(lambda frame: frame.notna(), None)


def _settings(cleaned: bool) -> SettingsCreator:
    sound = [compare.JaroWinklerAtThresholds("sound", [0.92, 0.8])] if cleaned else []
    blocks = (("id_number",), ("name", "birth"), ("birth", "village"), ("name", "village"), ("phone",))
    return SettingsCreator(
        link_type="link_only",
        unique_id_column_name="unique_id",
        comparisons=[
            compare.DamerauLevenshteinAtThresholds("id_number", [1, 2]),
            *(sound or [compare.ExactMatch("name")]),
            compare.DamerauLevenshteinAtThresholds("birth", [1, 2]),
            compare.ExactMatch("sex"),
            compare.ExactMatch("village"),
            compare.ExactMatch("guardian"),
            compare.ExactMatch("phone"),
        ],
        blocking_rules_to_generate_predictions=[block_on(*columns) for columns in blocks],
    )


def kcbx(made: County) -> dict[str, float]:
    return by_kcbx(made)[1]


def _measured(way: Callable[[County], Decided]) -> Callable[[County], dict[str, float]]:
    return lambda made: measure(made, *way(made))


#: Every way of linking, by the name it has in tables.
WAYS: dict[str, Callable[[County], dict[str, float]]] = {
    "kcbx": kcbx,
    "VLOOKUP, raw": by_vlookup,
    "VLOOKUP, cleaned": _measured(lookup),
    "exact rules, cleaned": _measured(exact_rules),
    "Splink EM, raw": _measured(lambda made: trained_splink(made, cleaned=False)),
    "Splink EM, cleaned": _measured(trained_splink),
}

__all__ = ["WAYS", "decided", "exact_rules", "lookup", "trained_splink"]
