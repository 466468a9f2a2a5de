"""Indicators read back from a result folder: the figures of the run, and the children behind them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pandas as pd
import pytest

from tests.stories.county import kcbx, reconciled


def test_the_out_of_school_rate_is_what_the_net_rate_leaves_in_every_unit() -> None:
    table = reconciled("bad", "mixed").table("indicators").set_index(["variant", "level", "unit_parent", "unit_name"])
    table = table[table.index.get_level_values("variant") == "default"]
    net = table.loc[table["indicator"] == "compulsory_net_enrolment", "value"].dropna()
    out = table.loc[table["indicator"] == "out_of_school_rate", "value"]
    assert len(net) > 10
    assert (net + out[net.index]).round(9).eq(100).all()


def test_the_children_behind_a_number_are_as_many_as_the_number_says(tmp_path: Path) -> None:
    run = reconciled()
    county = run.table("indicators").query("level == 'county' and variant == 'default'").set_index("indicator")
    for indicator in ("compulsory_net_enrolment", "out_of_school_rate", "disabled_enrolment"):
        for part in ("numerator", "denominator"):
            to = tmp_path / f"{indicator}-{part}.csv"
            shown = kcbx("metrics", run.out, "--children", indicator, "--part", part, "--to", to)
            assert shown.code == 0, shown.stderr
            assert pd.read_csv(to)["people"].sum() == county.loc[indicator, part]


def test_json_is_one_object_with_a_schema_version() -> None:
    shown = kcbx("metrics", reconciled().out, "--by", "township", "--json")
    rows = json.load(io.StringIO(shown.stdout))
    assert rows["schema"] == 1
    assert {row["level"] for row in rows["rows"]} == {"county", "township"}


@pytest.mark.parametrize("words", [("--by", "省"), ("--children", "no_such_rate"), ("--indicator", "x")])
def test_what_does_not_exist_is_named_with_what_does(words: tuple[str, ...]) -> None:
    shown = kcbx("metrics", reconciled().out, *words)
    assert shown.code == 2
    assert "应为" in shown.stderr


def test_a_folder_that_is_no_result_is_a_usage_error(tmp_path: Path) -> None:
    assert kcbx("metrics", tmp_path).code == 2
