"""What Splink writes once scores every two lists as Splink itself would."""

from __future__ import annotations

import pytest
from splink import Linker

from kcbx.engine.duck import Duck, open_duck
from kcbx.reconcile import scoring
from kcbx.reconcile.blocking import add_blocks
from kcbx.reconcile.evidence import gather
from kcbx.reconcile.model import model
from kcbx.reconcile.scoring import score
from tests.unit.reconcile.children import people

HE = {"name": "何静雯", "sex": "女", "birth_date": "2015-06-05", "township": "云岭乡", "village": "红旗村"}


def test_the_script_scores_as_splink_does() -> None:
    built = model()
    for names in (("何静雯", "何静文"), ("李明", "李明", "张轩")):
        rows = [{**HE, "name": name} for name in names]
        evidence = gather(people("census", rows), people("roll", rows[:1]), built.evidence)
        ours, _ = score(evidence, built)
        with open_duck() as duck:
            scoring._create(duck, evidence, built)
            add_blocks(duck, "evidence", built)
            table = duck.splink().register("evidence")
            linker = Linker(table, built.splink_settings, log_level=None, validate_settings=False)
            scored = linker.inference.predict(threshold_match_weight=built.bands["keep"], warning_mode="never")
            theirs = duck.frame(f"select row_l, row_r, round(match_weight, 6) from {scored.physical_name} order by all")
        found = ours.sort_values(["left", "right"])[["left", "right", "weight"]]
        assert found.to_numpy().tolist() == theirs.to_numpy().tolist()
        assert len(found)


def test_splink_writes_once_for_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    door = Duck.splink
    monkeypatch.setattr(scoring, "_WRITTEN", {})
    monkeypatch.setattr(Duck, "splink", lambda duck: asked.append(duck) or door(duck))
    for bands in ({}, {}, {"keep": -15}):
        built = model({"bands": bands})
        score(gather(people("census", [HE]), people("roll", [HE]), built.evidence), built)
    assert len(asked) == 2
