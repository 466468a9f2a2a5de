"""What Splink writes once scores every two lists as Splink itself would."""

from __future__ import annotations

from pathlib import Path

import pytest
from splink import Linker

from kcbx.engine.duck import Duck, open_duck
from kcbx.errors import KcbxError
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


def test_nothing_is_put_on_disk_where_memory_is_short(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def crowded(duck: Duck, table: str, model: object) -> dict[str, int]:
        duck.run("set memory_limit = '20MB'")
        duck.run("create table crowd as select repeat('x', 60) || range as text from range(1000000)")
        return {}

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(scoring, "add_blocks", crowded)
    built = model()
    with pytest.raises(KcbxError, match="内存不够"):
        score(gather(people("census", [HE]), people("roll", [HE]), built.evidence), built)
    assert not list(tmp_path.iterdir())


def test_a_pair_that_weighs_just_as_much_as_the_band_is_kept() -> None:
    pupil = {**HE, "grade": 3, "guardian": "何大山"}
    child = {**pupil, "township": "柳溪镇", "guardian": "李秀", "grade": 4}
    evidence = gather(people("census", [child]), people("roll", [pupil]), model().evidence)
    (weight,) = score(evidence, model())[0]["weight"]
    assert weight == 7.2, "as floating numbers its bits come to a little less"
    for keep, kept in ((weight, 1), (weight + 2e-6, 0)):
        built = model({"bands": {"keep": keep, "review": 90, "accept": 91}})
        assert len(score(evidence, built)[0]) == kept
