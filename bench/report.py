"""Puts the last figures into ``bench/README.md``: ``python -m bench.report`` reads what measure and speed left.

A measured part stands between ``<!-- measured: name -->`` and ``<!-- end -->``; a part whose figures are not there
is left as it is.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from bench.measure import OUT
from kcbx.metrics.indicators import catalogue, variants

README = Path(__file__).parent / "README.md"
_PART = re.compile(r"(<!-- measured: (?P<name>[^>]+?) -->\n).*?(<!-- end -->)", re.DOTALL)

#: Figure, its label, the bar by level, whether more is better, decimals of the percentage.
_BARS = (
    ("precision", "precision of accepted links", {"ordinary": 0.9999, "bad": 0.9995}, True, 3),
    ("recall with review", "recall, accepted + review", {"ordinary": 0.9995, "bad": 0.997}, True, 3),
    ("out found", "rows on no roll that stay unlinked", {"ordinary": 0.998, "bad": 0.995}, True, 2),
    ("suspects right", "neither linked nor in review: truly on no roll", {"ordinary": 0.97, "bad": 0.93}, True, 2),
    ("review share", "review pairs per child", {"ordinary": 0.005, "bad": 0.02}, False, 2),
    ("blocking recall", "true pairs compared at all", {"ordinary": 0.9998, "bad": 0.999}, True, 3),
)

#: How far a rate may lie from that of the true links, in points.
_POINTS = {"ordinary": 0.05, "bad": 0.3}


def percent(value: float, decimals: int) -> str:
    return "–" if pd.isna(value) else f"{100 * value:.{decimals}f} %"


def markdown(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def accuracy(out: Path) -> str:
    """kcbx against the bars: the mean over the seeds, the worst seed in brackets, √ or × against the bar."""
    figures = pd.read_csv(out / "figures.csv")
    ours = figures[figures["way"] == "kcbx"]
    groups = [(model, level) for level in ours["level"].unique() for model in ours["model"].unique()]
    rows = []
    for name, label, bars, more, decimals in _BARS:
        cells = [label]
        for model, level in groups:
            values = ours.loc[(ours["model"] == model) & (ours["level"] == level), name]
            mean, worst = values.mean(), values.min() if more else values.max()
            met = round(mean, 7) >= bars[level] if more else round(mean, 7) <= bars[level]
            bar = f"{'≥' if more else '≤'} {100 * bars[level]:g}"
            cells.append(f"{percent(mean, decimals)} ({percent(worst, decimals)}) {'√' if met else '×'} {bar}")
        rows.append(cells)
    counts = (
        ("accepted", "links accepted"),
        ("wrong", "of them wrong"),
        ("missed", "true links neither accepted nor in review"),
        ("truly out", "children out of school, on the census and on no roll"),
        ("truly out, shown", "of them on the list to verify or in review"),
        ("named", "named as out of school (疑似失学, 登记未就读)"),
        ("named, on a roll", "of them on some roll"),
    )
    for name, label in counts:
        sums = [int(ours.loc[(ours["model"] == m) & (ours["level"] == level), name].sum()) for m, level in groups]
        rows.append([f"{label}, all seeds", *(f"{total:,}" for total in sums)])
    for name, label in (
        (
            "net enrolment, points off",
            "net enrolment rate, confirmed children only: points from that of the true links",
        ),
        ("the same, review settled", "net enrolment rate as printed, children in review counted in"),
    ):
        means = [ours.loc[(ours["model"] == m) & (ours["level"] == level), name].mean() for m, level in groups]
        limits = [_POINTS[level] for _, level in groups]
        marks = [
            f"{mean:+.3f} {'√' if abs(mean) <= limit else '×'} ± {limit}"
            for mean, limit in zip(means, limits, strict=True)
        ]
        rows.append([label, *marks])
    return markdown(["", *(f"{level}, {model} model" for model, level in groups)], rows)


def indicators(out: Path) -> str:
    """Every default variant: printed less true, points; the mean of the counties, beside it how many townships lie
    within the bar and how far off the worst one is.

    A number of children is held to the bar as a share of the children it is counted among.
    """
    figures = pd.read_csv(out / "indicators.csv")
    printed, true = (figures[f"numerator{end}"] / figures[f"denominator{end}"] * 100 for end in ("", "_true"))
    kinds = {(each.indicator, each.code): each.kind for each in variants(catalogue())}
    counted = [kinds[key] == "count" for key in zip(figures["indicator"], figures["variant"], strict=True)]
    figures["points"] = figures["points"].mask(counted, printed - true)
    figures = figures[figures["variant"].eq("default") & figures["value_true"].notna()]
    figures = figures.assign(size=figures["points"].abs())
    qualities = list(figures["quality"].unique())
    rows = []
    for code, group in figures.groupby("indicator", sort=False):
        cells = [f"`{code}`"]
        for quality in qualities:
            county, towns = (
                group[group["quality"].eq(quality) & group["level"].eq(level)] for level in ("county", "township")
            )
            off = county["points"].mean()
            mark = "√" if round(abs(off), 4) <= _POINTS.get(quality, 0) else "×"
            people = (towns["numerator"] - towns["numerator_true"]).abs().max()
            cells.append(f"{off:+.3f} {mark}")
            within = towns["size"].round(4).le(_POINTS.get(quality, 0)).sum()
            cells.append("–" if towns.empty else f"{within} of {len(towns)}, worst {towns['size'].max():.2f}")
            cells.append("–" if towns.empty or pd.isna(people) else f"{people:.0f}")
        rows.append(cells)
    header = [""]
    for quality in qualities:
        bar = f" (± {_POINTS[quality]})" if quality in _POINTS else ""
        header += [f"{quality}: county{bar}", "townships within it", "most children off"]
    return markdown(header, rows)


def lives(out: Path) -> str:
    """Rates as printed and of the real lives, mean of the counties; then children to verify who sit in class."""
    figures = pd.read_csv(out / "lives.csv")
    qualities = list(figures["quality"].unique())
    rows = []
    for (code, variant), group in figures.groupby(["indicator", "variant"], sort=False):
        cells = [f"`{code}`" + ("" if variant == "default" else f", `{variant}`")]
        for quality in qualities:
            mean = group[group["quality"].eq(quality)].mean(numeric_only=True)
            told = mean["value_told"]
            cells += [f"{mean['value']:.2f}", "–" if pd.isna(told) else f"{told:.2f}", f"{mean['value_lives']:.2f}"]
        rows.append(cells)
    header = [
        "",
        *(f"{quality}: {words}" for quality in qualities for words in ("printed", "the lists tell", "real lives")),
    ]
    found = pd.read_csv(out / "alarms.csv").groupby(["standing", "quality"], sort=False)[["children", "in_class"]].sum()
    told = [
        [f"`{standing}`", *(_of(found, standing, quality) for quality in qualities)]
        for standing in found.index.get_level_values(0).unique()
    ]
    return markdown(header, rows) + "\n" + markdown(["to verify, of them in class here", *qualities], told)


#: What each hint is, in words.
_HINTS = {
    "roll": "on the rolls of two schools: stands at its own",
    "census": "listed in two townships: stands at home",
}


def hints(out: Path) -> str:
    """What is told beyond who is who: of how many cases, and how much of it is right; all counties together."""
    found = pd.read_csv(out / "hints.csv").groupby(["hint", "quality"], sort=False)[["cases", "told", "right"]].sum()
    qualities = list(found.index.get_level_values(1).unique())
    rows = []
    for hint in found.index.get_level_values(0).unique():
        cells = [_HINTS.get(hint, f"{hint} differs: the likelier side")]
        for quality in qualities:
            cases, told, right = found.loc[(hint, quality)]
            cells.append(f"{told:,} of {cases:,}, {right:,} right")
        rows.append(cells)
    return markdown(["", *qualities], rows)


def _of(found: pd.DataFrame, standing: str, quality: str) -> str:
    if (standing, quality) not in found.index:
        return "–"
    row = found.loc[standing, quality]
    return f"{row['children']:,}, {row['in_class']}"


def beside(out: Path) -> str:
    """kcbx and the others on the same counties."""
    figures = pd.read_csv(out / "figures.csv")
    seeds = set(figures.loc[figures["way"] == "Splink EM, cleaned", "seed"])
    shared = figures[figures["seed"].isin(seeds)]
    rows = []
    for (model, level), group in shared.groupby(["model", "level"], sort=False):
        for way, each in group.groupby("way", sort=False):
            mean = each.mean(numeric_only=True)
            shown = [
                percent(mean["precision"], 2), percent(mean["recall accepted"], 2),
                percent(mean["recall with review"], 2), percent(mean["review share"], 2),
                percent(mean["out found"], 2), percent(mean["suspects right"], 1),
            ]  # fmt: skip
            rows.append([f"{level}, {model}", str(way), f"{mean['wrong']:.0f}", f"{mean['missed']:.0f}", *shown])
    header = ["county", "way", "wrong links", "missed", "precision", "recall", "with review", "review share",
              "hidden by no link", "suspects right"]  # fmt: skip
    return markdown(header, rows)


def kinds(out: Path) -> str:
    """By kind of error, all seeds together: those that cost most shown, all those of bad data folded below."""
    table = pd.read_csv(out / "kinds.csv")
    sums = table.groupby(["model", "level", "kind"], sort=False)[_ENDINGS].sum().reset_index()
    sums["lost"] = (sums["missed"] + sums["wrong"]) / sums["injected"].clip(lower=1)
    sums = sums.sort_values(["model", "level", "lost", "kind"], ascending=[True, False, False, True])
    worst = sums[sums["wrong"].gt(0) | (sums["missed"].ge(3) & sums["lost"].ge(0.01))]
    folded = (
        f"\n<details><summary>All kinds, bad data</summary>\n\n{_kinds(sums[sums['level'].eq('bad')])}\n</details>\n"
    )
    return _kinds(worst) + folded


_ENDINGS = ["injected", "linked", "review", "missed", "wrong", "asked for nothing"]


def _kinds(sums: pd.DataFrame) -> str:
    rows = [
        [f"{level}, {model}", f"`{kind}`", *(f"{count:,}" for count in counts)]
        for model, level, kind, *counts in sums[["model", "level", "kind", *_ENDINGS]].itertuples(index=False)
    ]
    return markdown(["county", "kind", *_ENDINGS], rows)


def speed(out: Path) -> str:
    """Clock and processor seconds, memory, ratios."""
    table = pd.read_csv(out / "speed.csv")
    rows = [
        [
            f"{row.children:,}" if row.children else "",
            row.what,
            f"{row.seconds:.2f}",
            f"{row.processor:.2f}",
            f"{row.memory:,.0f}",
            "" if pd.isna(row.ratio) else f"{row.ratio:.2f}",
            "" if pd.isna(row.processor_ratio) else f"{row.processor_ratio:.2f}",
        ]
        for row in table.rename(columns={"processor ratio": "processor_ratio"}).itertuples()
    ]
    header = ["children", "what", "seconds", "processor seconds", "peak MiB", "kcbx ÷ this", "in processor seconds"]
    return markdown(header, rows)


def stages(out: Path) -> str:
    """Where the time goes, by kcbx's own clock (run.json)."""
    found = {int(path.stem.split("-")[1]): json.loads(path.read_text()) for path in out.glob("stages-*.json")}
    columns = sorted(found)
    names = [name for name in found[columns[-1]] if not name.endswith((" rows", " cells"))]
    return markdown(
        ["stage", *(f"{count:,} children" for count in columns)],
        [[name, *(f"{found[count].get(name, float('nan')):.1f} s" for count in columns)] for name in names],
    )


def linking(out: Path) -> str:
    """Seconds and memory of linking two lists, beside SQL by hand, and processor seconds a row."""
    table = pd.read_csv(out / "linking.csv")
    rows = []
    for (census, roll), group in table.groupby(["census", "roll"], sort=False):
        by_hand = group.loc[group["what"].eq("DuckDB SQL"), "processor"].squeeze()
        for run in group.itertuples():
            cells = [f"{run.seconds:.0f}", f"{run.processor:.1f}", f"{run.memory:,.0f}", f"{run.pairs:,}"]
            each = f"{run.processor / (census + roll) * 1e6:.0f}"
            rows.append([f"{census:,} × {roll:,}", str(run.what), *cells, f"{run.processor / by_hand:.2f}", each])
    header = ["rows", "what", "seconds", "processor seconds", "peak MiB", "pairs", "÷ SQL, in processor seconds",
              "microseconds of a processor a row"]  # fmt: skip
    return markdown(header, rows)


def calibration(out: Path) -> str:
    """Share of true pairs by band of weight: what the bits claim beside what is so."""
    table = pd.read_csv(out / "calibration.csv")
    table["cell"] = [f"{row.sum:,} of {row.size:,}" for row in table.itertuples(index=False, name="Band")]
    shown = table.pivot_table(index=["low", "band"], columns=["level", "model"], values="cell", aggfunc="first")
    shown = shown.reindex(columns=sorted(shown.columns, key=lambda each: (each[0] != "ordinary", each[1])))
    header = ["weight in bits", *(f"{level}, {model} model" for level, model in shown.columns)]
    return markdown(header, [[band, *row.fillna("–")] for (_, band), row in shown.iterrows()])


PARTS: dict[str, tuple[str, Callable[[Path], str]]] = {
    "accuracy": ("figures.csv", accuracy),
    "beside others": ("figures.csv", beside),
    "kinds": ("kinds.csv", kinds),
    "indicators": ("indicators.csv", indicators),
    "lives": ("lives.csv", lives),
    "hints": ("hints.csv", hints),
    "calibration": ("calibration.csv", calibration),
    "speed": ("speed.csv", speed),
    "linking": ("linking.csv", linking),
    "stages": ("speed.csv", stages),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    out = parser.parse_args().out

    def fresh(part: re.Match[str]) -> str:
        file, render = PARTS[part["name"]]
        return f"{part[1]}{render(out)}{part[3]}" if (out / file).exists() else part[0]

    README.write_text(_PART.sub(fresh, README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
