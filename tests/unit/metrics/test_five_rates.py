"""The five rates the county answers for: which variant stands for each, and its sentence."""

from __future__ import annotations

import pandas as pd
import pytest
from oracle.small_register import small_register

from kcbx.app.results.indicator_words import indicator_words
from kcbx.config import Config
from kcbx.definitions import schema
from kcbx.metrics.compute import measure
from kcbx.metrics.counting import Counting
from kcbx.metrics.five_rates import chosen

AGES = small_register([]).place.ages


def figures(known: dict[tuple[str, str], tuple[float, int]], last: float | None = None) -> pd.DataFrame:
    """The indicators of a register nobody is in, with some values put in: (value, denominator)."""
    table = measure(Counting.of(small_register([])), Config())
    for (indicator, variant), (value, people) in known.items():
        row = table["indicator"].eq(indicator) & table["variant"].eq(variant) & table["level"].eq("county")
        table.loc[row, ["value", "denominator"]] = [value, people]
    return table if last is None else table.assign(last=last)


def sentence(indicator: str, table: pd.DataFrame, config: Config | None = None) -> str:
    words = indicator_words(config or Config(), AGES, table).set_index(["indicator", "variant"])
    return str(words.loc[(indicator, chosen(table)[indicator]), "sentence"])


@pytest.mark.parametrize(
    ("value", "last", "said"),
    [
        (93.42, 93.15, "每 100 名3—5周岁儿童对应 93 名在园幼儿，比上学期高 0.27 个百分点，已达到 85% 的目标。"),
        (105.0, None, "每 100 名3—5周岁儿童对应 105 名在园幼儿，已达到 85% 的目标。"),
        (84.9, 85.4, "每 100 名3—5周岁儿童对应 84 名在园幼儿，比上学期低 0.50 个百分点，"
         "离 85% 的目标差 0.10 个百分点，合 1 人。"),
        (85.0, 85.0, "每 100 名3—5周岁儿童对应 85 名在园幼儿，与上学期持平，已达到 85% 的目标。"),
    ],
)  # fmt: skip
def test_a_rate_in_a_sentence(value: float, last: float | None, said: str) -> None:
    table = figures({("preschool_gross_enrolment", "default"): (value, 1000)}, last)
    assert sentence("preschool_gross_enrolment", table) == said


@pytest.mark.parametrize(
    ("indicator", "variant", "value", "numerator", "denominator", "says"),
    [
        ("nine_year_retention", "track", 93.98, 1878, 1998, "2018年一年级新生，每 100 名有 94 名读到九年级或已毕业"),
        ("nine_year_retention", "track", 94.6, 946, 1000, "2018年一年级新生，每 100 名有 94 名读到九年级或已毕业"),
        ("nine_year_retention", "track", 95.6, 956, 1000, "2018年一年级新生，每 100 名有 96 名读到九年级或已毕业"),
        ("nine_year_retention", "track", 99.9, 999, 1000, "2018年一年级新生，每 100 名有 99 名读到九年级或已毕业"),
        ("nine_year_retention", "track", 100, 1000, 1000, "2018年一年级新生，每 100 名都读到九年级或已毕业"),
        ("nine_year_retention", "default", 100.7, 1007, 1000, "2018年一年级新生，每 100 名对应今年九年级 101 名"),
        ("disabled_enrolment", "default", 100, 8, 8, "8 名适龄残疾儿童少年都已入学"),
        ("disabled_enrolment", "default", 87.5, 7, 8, "8 名适龄残疾儿童少年有 7 名已入学"),
        ("preschool_gross_enrolment", "default", 105.0, 42, 40, "40 名3—5周岁儿童对应 42 名在园幼儿"),
    ],
)
def test_a_rate_is_said_in_people_rounded_but_never_up_to_a_target_or_to_everybody(
    indicator: str, variant: str, value: float, numerator: int, denominator: int, says: str
) -> None:
    table = figures({(indicator, variant): (value, denominator)})
    table.loc[table["indicator"].eq(indicator) & table["variant"].eq(variant), "numerator"] = numerator
    words = indicator_words(Config(), AGES, table).set_index(["indicator", "variant"])
    assert words.loc[(indicator, variant), "says"] == says


def test_the_county_may_set_its_own_target() -> None:
    table = figures({("nine_year_retention", "track"): (96.0, 200)})
    told = sentence("nine_year_retention", table, Config(targets={"nine_year_retention": 97.0}))
    assert told.endswith("离 97% 的目标差 1.00 个百分点，合 2 人。")


def test_what_cannot_be_computed_names_the_list_to_send() -> None:
    table = figures({})
    told = [sentence(indicator, table) for indicator in schema("measuring")["answered"]]
    assert all("还算不出：缺" in each and "补交后重新运行即可计算。" in each for each in told)
    assert "中职、技工学校在读名单" in told[3]


def test_the_first_variant_that_is_known_stands_for_the_rate() -> None:
    both = {("nine_year_retention", "default"): (98.0, 50), ("nine_year_retention", "track"): (97.0, 50)}
    assert chosen(figures(both))["nine_year_retention"] == "track"
    assert chosen(figures(dict(list(both.items())[:1])))["nine_year_retention"] == "default"
    assert chosen(figures({}))["nine_year_retention"] == "track"
