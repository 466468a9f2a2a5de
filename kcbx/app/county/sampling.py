"""``kcbx sample`` in the folder of a county: invented sheets where real ones would be dropped, term after term.

Invented children are never mixed with others: sheets that the sample did not write stop it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from kcbx.app.batch.home import Batch
from kcbx.app.results.folder import UNFINISHED, written_whole
from kcbx.errors import Problem, UsageError
from kcbx.file_names import TRUTH
from kcbx.records import file_digest
from kcbx.sample.make import SampleSummary
from kcbx.sample.terms import Story, make_term

#: In ``真相``: which county it is, and the digest of every sheet ever written of it.
RECORD = "样例.json"


def next_term(batch: Batch, wanted: Mapping[str, Any]) -> SampleSummary:
    """The sheets of the batch's day into the folder for sheets, in place of last term's; the truth under ``真相``.

    ``wanted``: arguments of a Story that were said; what was not said is as before, or the default. Raises UsageError
    where the county was another before, the term was written already, or other sheets lie there.
    """
    truth = batch.home / TRUTH
    said = _said(truth / RECORD)
    story = _story(said, wanted, batch.as_of)
    known = set(said.get("files", ()))
    foreign = [path for path in batch.sheets() if file_digest(path) not in known]
    if foreign:
        raise UsageError(
            [
                Problem("来表里有不是样例的文件，编造的表不和它混放", str(path), advice="换一个文件夹练习")
                for path in foreign
            ]
        )
    if (truth / batch.season).exists():
        raise UsageError(
            Problem("这学期的样例已经有了", str(truth / batch.season), advice="用 --as-of 指定下学期的日期")
        )
    beside = batch.home / f".样例{UNFINISHED}"
    shutil.rmtree(beside, ignore_errors=True)
    try:
        made = make_term(story, batch.as_of, beside / "sheets", beside / "truth")
        sheets = sorted(path for path in (beside / "sheets").rglob("*") if path.is_file())
        truth.mkdir(parents=True, exist_ok=True)
        with written_whole(truth / RECORD) as record:
            told = {
                "schema": 1,
                "story": asdict(story),
                "files": sorted(known | {file_digest(path) for path in sheets}),
            }
            record.write_text(json.dumps(told, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8")
        for path in batch.sheets():
            path.unlink()
        for path in sheets:
            place = batch.inputs / path.relative_to(beside / "sheets")
            place.parent.mkdir(parents=True, exist_ok=True)
            path.replace(place)
        (beside / "truth").replace(truth / batch.season)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return made


def _said(record: Path) -> Mapping[str, Any]:
    if not record.is_file():
        return {}
    said: Mapping[str, Any] = json.loads(record.read_text(encoding="utf-8"))
    return said


def _story(said: Mapping[str, Any], wanted: Mapping[str, Any], as_of: date) -> Story:
    """The county of before, else a new one. Raises UsageError where something else was asked of the old one."""
    if "story" not in said:
        return Story(**{**DEFAULTS, **wanted}, begun=as_of)
    before = {**said["story"], "begun": date.fromisoformat(said["story"]["begun"])}
    other = [name for name, value in wanted.items() if before[name] != value]
    if other:
        raise UsageError(
            [
                Problem(f"这个县的样例已用 --{name} {before[name]}", advice="下学期还是这个县：去掉这个选项")
                for name in other
            ]
        )
    return Story(**before)


#: What a new county is where nothing was said.
DEFAULTS: Mapping[str, Any] = {"children": 2000, "seed": 1, "level": "ordinary", "layout": "township"}

__all__ = ["DEFAULTS", "next_term"]
