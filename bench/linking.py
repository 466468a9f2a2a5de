"""How fast two long lists are linked, beside one SQL statement that compares the same pairs in the same way.

    python -m bench.linking --counties 1 10 [--children 100000] [--keep FOLDER] [--out bench/out]

Counties of so many children are laid together, each with region code, townships, villages and schools of its own.
Both lists lie in Parquet; then, each in a process of its own: ``kcbx link`` is the whole of linking; ``kcbx score``
its blocking and scoring, from evidence that is prepared; ``DuckDB SQL`` does the same as ``kcbx score`` as one would
write it by hand: every pair that shares a key once, a CASE a comparison, the sum of bits above the band.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from bench.counties import LISTS, county
from bench.speed import OUT, timed
from kcbx.clean.ids import check_character, is_valid_id
from kcbx.engine.duck import open_duck
from kcbx.reconcile import evidence
from kcbx.reconcile.blocking import add_blocks
from kcbx.reconcile.levels import BlockRule, Comparison
from kcbx.reconcile.link import link
from kcbx.reconcile.model import Model, model
from kcbx.reconcile.scoring import score

_OWN = ("record_id", "township", "village", "school_key")
_NUMBERS = ("id_number", "id_number_alt", "student_number")
_SIDE = re.compile(r"\b(\w+)_([lr])\b")


def lay_together(children: int, counties: int, folder: Path, keep: Path | None) -> tuple[int, int]:
    """Write both lists of so many counties and their evidence to ``folder``; the rows of each list."""
    parts: dict[str, list[pd.DataFrame]] = {form: [] for form in LISTS}
    for seed in range(1, counties + 1):
        made = county(children, seed, "ordinary", keep)
        for form, own in parts.items():
            own.append(_moved(getattr(made, form), seed))
    census, roll = (
        pd.concat(parts.pop(form), ignore_index=True).sort_values("record_id", ignore_index=True) for form in LISTS
    )
    census.to_parquet(folder / "census.parquet")
    roll.to_parquet(folder / "roll.parquet")
    evidence.gather(census, roll, model().evidence).to_parquet(folder / "evidence.parquet")
    return len(census), len(roll)


def _moved(rows: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The rows of a county as of another: nothing but names, days and telephones may meet by chance."""
    own = {name: f"{seed}›" + rows[name] for name in _OWN}
    return rows.assign(**own, **{name: _recoded(rows[name], f"{539900 + seed}") for name in _NUMBERS})


def _recoded(numbers: pd.Series, code: str) -> pd.Series:
    """Numbers of another region; a check character that was right is right again."""
    letter = numbers.str.extract(r"^([A-Z]?)")[0]
    digits = numbers.str.removeprefix("G").str.removeprefix("L")
    moved = digits.where(digits.str.len() < 15, code + digits.str[6:])
    right = is_valid_id(digits).fillna(False).astype(bool)
    return letter + moved.mask(right, moved[right].str[:17].map(lambda first: first + check_character(first)))


def by_hand(rows: pd.DataFrame, built: Model) -> int:
    """The pairs above the band ``keep``, by one statement over the keys that kcbx blocks by."""
    lists = [f'string_split("{name}", \'|\') as "{name}"' for name in evidence.LISTS]
    weights = "".join(f" + {_weight(each)}" for each in built.comparisons.values())
    with open_duck() as duck:
        duck.create("evidence", rows, f"* replace ({', '.join(lists)})")
        add_blocks(duck, "evidence", built)
        duck.run(f"""create table scored as
            with pairs as ({" union ".join(map(_pairs, built.blocking))})
            select l.row as "left", r.row as "right", round({built.prior_bits}{weights}, 6) as weight
            from pairs join evidence as l on l.row = pairs.a join evidence as r on r.row = pairs.b
            where weight >= {built.bands["keep"]}""")
        return int(duck.rows("select count(*) from scored")[0][0])


def _pairs(rule: BlockRule) -> str:
    key = f'unnest("{rule.key}")' if rule.explode else f'"{rule.key}"'
    side = f'(select row, side, {key} as key from evidence where "{rule.key}" is not null)'
    apart = "" if rule.within else " and l.side <> r.side"
    return f"select l.row as a, r.row as b from {side} as l join {side} as r on l.key = r.key and l.row < r.row{apart}"


def _weight(comparison: Comparison) -> str:
    *levels, last = comparison.levels
    cases = " ".join(f"when {level.when} then {level.bits}" for level in levels)
    end = f"else {last.bits}" if not last.when else f"when {last.when} then {last.bits} else 0"
    return _SIDE.sub(r'\2."\1"', f"case when {comparison.missing} then 0 {cases} {end} end")


def _link(folder: Path) -> int:
    census, roll = (pd.read_parquet(folder / f"{form}.parquet") for form in LISTS)
    return len(link(census, roll).pairs)


#: What runs in a process of its own, over the folder that :func:`lay_together` wrote; the pairs found.
WORK: dict[str, Callable[[Path], int]] = {
    "kcbx link": _link,
    "kcbx score": lambda folder: len(score(pd.read_parquet(folder / "evidence.parquet"), model())[0]),
    "DuckDB SQL": lambda folder: by_hand(pd.read_parquet(folder / "evidence.parquet"), model()),
}


def compare(folder: Path, rows: tuple[int, int]) -> Iterator[dict[str, object]]:
    """One row a run: what, seconds, memory, rows of both lists, pairs."""
    for what in WORK:
        run = timed(what, "-m", "bench.linking", "--run", what, folder)
        found = json.loads((folder / f"{what}.json").read_text(encoding="utf-8"))
        yield {"census": rows[0], "roll": rows[1], **asdict(run), "pairs": found}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="of one run; else one is made")
    parser.add_argument("--run", choices=WORK, help="one run, in this process")
    parser.add_argument("--children", type=int, default=100_000)
    parser.add_argument("--counties", type=int, nargs="+", default=[1, 10])
    parser.add_argument("--keep", type=Path, help="folder for counties already read")
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    if asked.run:
        (asked.folder / f"{asked.run}.json").write_text(str(WORK[asked.run](asked.folder)), encoding="utf-8")
        return
    asked.out.mkdir(parents=True, exist_ok=True)
    found: list[dict[str, object]] = []
    for counties in asked.counties:
        with tempfile.TemporaryDirectory(prefix="kcbx-linking-") as name:
            with ProcessPoolExecutor(1) as aside:  # the lists shall not stay in memory beside what is measured
                made = aside.submit(lay_together, asked.children, counties, Path(name), asked.keep).result()
            for row in compare(Path(name), made):
                found.append(row)
                print(row, flush=True)
                pd.DataFrame(found).to_csv(asked.out / "linking.csv", index=False)


if __name__ == "__main__":
    main()
