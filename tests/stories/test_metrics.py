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


def test_a_part_of_a_name_is_answered_with_the_names_it_is_in() -> None:
    shown = kcbx("metrics", reconciled().out, "--indicator", "失学")
    (told,) = [line for line in shown.stderr.splitlines() if "应为" in line]
    assert all("失学" in name for name in told.partition("：")[2].split("、")), told


def test_a_folder_that_is_no_result_is_a_usage_error(tmp_path: Path) -> None:
    assert kcbx("metrics", tmp_path).code == 2


def test_the_screen_shows_one_variant_of_each_and_how_to_see_the_rest() -> None:
    out = reconciled().out
    short, whole = (kcbx("metrics", out, *words) for words in ((), ("--all",)))
    names = [
        line.split("  ")[0] for line in short.stdout.splitlines() if line and not line.startswith((" ", "每", "指标 "))
    ]
    assert len(names) == len(set(names)), "a name stands once"
    assert names.index("学前三年毛入园率") < names.index("其他指标") < names.index("九年净入学率")
    assert "初中净入学率" in names
    assert f'kcbx metrics "{out}" --all' in short.stderr
    assert len(whole.stdout.splitlines()) > 2 * len(short.stdout.splitlines())
    assert "· 仅本级" in whole.stdout
    assert "· 仅本级" not in short.stdout


def test_what_cannot_be_computed_stands_at_the_end_with_what_to_send() -> None:
    shown = kcbx("metrics", reconciled().out).stdout
    end = shown[shown.index("算不出的") :]
    assert "高中阶段毛入学率" in end or "复学率" in end
    assert "缺" in end
    assert "÷" not in end


def test_an_indicator_is_asked_for_by_its_name_or_its_code() -> None:
    out = reconciled().out
    named = kcbx("metrics", out, "--indicator", "失学率", "--json")
    coded = kcbx("metrics", out, "--indicator", "out_of_school_rate", "--json")
    assert {row["name"] for row in json.loads(named.stdout)["rows"]} == {"失学率"}
    assert {row["name"] for row in json.loads(coded.stdout)["rows"]} > {"失学率"}
    junior = kcbx("metrics", out, "--children", "失学率（初中年龄段）", "--json")
    by_code = kcbx("metrics", out, "--children", "out_of_school_rate", "--variant", "junior", "--json")
    assert junior.stdout == by_code.stdout
    assert "代码 out_of_school_rate" in kcbx("metrics", out, "--indicator", "失学率").stderr
