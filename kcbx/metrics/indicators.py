"""The catalogue of indicators: ``schemas/indicators/<group>.toml`` read, completed and checked.

One TOML table is one indicator; its ``variants`` inherit what they do not say themselves. A catalogue that mixes
bases, names an unknown population or gives a population a parameter it does not know is refused as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from kcbx.cohorts import SchoolAges
from kcbx.definitions import schema, schemas_in
from kcbx.errors import ConfigInvalid, Problem
from kcbx.metrics.populations import LEVELS, POPULATIONS, band

Level = Literal["county", "township", "village", "school", "cohort", "sex", "group"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Term(_Strict):
    """A population with its parameters, taken ``times`` times (−1 takes it away, 0.03 takes three per cent)."""

    population: str
    parameters: dict[str, Any]
    times: float = 1

    @property
    def key(self) -> str:
        """The same for the same members."""
        return f"{self.population}{sorted(self.parameters.items())}"


class Side(_Strict):
    """One side of a parity: rows whose ``column`` is ``value``; without value a key group, without column everybody."""

    column: str
    value: str = ""


class Variant(_Strict):
    """One way to compute an indicator; every field is the variant's own or its indicator's.

    ``kind``: rate is numerator ÷ denominator × 100, count the numerator itself, parity the rate of the first side of
    ``compare`` ÷ that of the second, survival a product over the grades (``compute.py``). ``needs``: inputs without
    which it is not computable (``measuring.toml`` [inputs]). ``target``: null where none is set; ``better`` says
    which way it is reached. Texts hold placeholders such as ``{primary}``, see :meth:`words`.
    """

    indicator: str
    code: str
    name: str
    label: str
    group: str
    basis: str
    kind: Literal["rate", "count", "parity", "survival"] = "rate"
    numerator: tuple[Term, ...]
    denominator: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    numerator_words: str = ""
    denominator_words: str = ""
    formula: str = ""
    needs: tuple[str, ...] = ()
    levels: tuple[Level, ...]
    unit: str = "%"
    better: Literal["higher", "lower"] = "higher"
    target: float | None = None
    reference: str
    source: str
    uis: str = ""
    note: str = ""
    compare: tuple[Side, ...] = ()

    @field_validator("numerator", "denominator", "excluded", mode="before")
    @classmethod
    def _as_terms(cls, written: Any) -> Any:
        """One term may stand without a list, its parameters beside its population."""
        terms = [written] if isinstance(written, Mapping) else written
        return tuple(_term(term) if isinstance(term, Mapping) else term for term in terms)

    @property
    def parts(self) -> tuple[Term, ...]:
        """Every term it counts."""
        return (*self.numerator, *self.denominator, *self.excluded)

    def words(self, text: str, ages: SchoolAges, **more: str) -> str:
        """``text`` with the ages and years of this place and school year, and with ``more`` placeholders."""
        return text.format_map({**_placeholders(ages), **more})

    def in_words(self, ages: SchoolAges) -> str:
        """The formula in words: its own, or numerator ÷ denominator; of a count the numerator."""
        sides = [each for each in (self.numerator_words, self.denominator_words) if each]
        return self.words(self.formula or " ÷ ".join(sides), ages)


Catalogue = Mapping[str, Mapping[str, Variant]]


@cache
def catalogue() -> Catalogue:
    """Every variant by indicator and variant code, in the order of [order] in ``measuring.toml``.

    Raises ConfigInvalid with every fault of the schema.
    """
    blocks = [item for group in schemas_in("indicators").values() for item in group.items()]
    order = {group: place for place, group in enumerate(schema("measuring")["order"])}
    return read(dict(sorted(blocks, key=lambda item: order.get(item[1].get("group"), 0))))


def variants(indicators: Catalogue) -> Iterator[Variant]:
    """All variants in order."""
    for own in indicators.values():
        yield from own.values()


def read(content: Mapping[str, Mapping[str, Any]]) -> Catalogue:
    """The catalogue of TOML content; ConfigInvalid lists every fault with its place."""
    found: dict[str, dict[str, Variant]] = {}
    faults: list[Problem] = []
    for indicator, body in content.items():
        shared = {name: value for name, value in body.items() if name != "variants"}
        own = found[indicator] = {}
        for code, written in body.get("variants", {}).items():
            where = f"schemas/indicators › {indicator}.variants.{code}"
            try:
                own[code] = _variant({**shared, **written, "indicator": indicator, "code": code}, found)
            except ValidationError as error:
                faults += [
                    Problem(fault["msg"], f"{where}.{'.'.join(map(str, fault['loc']))}") for fault in error.errors()
                ]
            except KeyError as error:
                faults.append(Problem(f"缺少或不认识 {error}", where))
            else:
                faults += [Problem(fault, where) for fault in _faults(own[code])]
        if "default" not in body.get("variants", {}):
            faults.append(Problem("没有名为 default 的算法", f"schemas/indicators › {indicator}"))
    if faults:
        raise ConfigInvalid(faults)
    return found


def _variant(body: dict[str, Any], found: Catalogue) -> Variant:
    """``of`` takes numerator, denominator, basis and needs from another variant, for parities."""
    if "of" in body:
        of = body.pop("of")
        base = found[of["indicator"]][of.get("variant", "default")]
        body = {name: getattr(base, name) for name in ("numerator", "denominator", "basis", "needs")} | body
    return Variant.model_validate(body)


def _term(written: Mapping[str, Any]) -> Term:
    parameters = {name: value for name, value in written.items() if name not in {"population", "times"}}
    return Term(population=written["population"], parameters=parameters, times=written.get("times", 1))


def _faults(variant: Variant) -> Iterator[str]:
    """What is wrong with a variant; first of all parts on different bases."""
    words = schema("measuring")
    for term in variant.parts:
        known = POPULATIONS.get(term.population)
        if known is None:
            yield f"不认识的人群 {term.population}"
        elif not known.accepts(term.parameters):
            yield f"人群 {term.population} 没有这样的参数：{'、'.join(term.parameters)}"
        elif known.basis != variant.basis:
            bases = [words["basis"].get(basis, basis) for basis in (known.basis, variant.basis)]
            yield f"口径不一致：{term.population} 按{bases[0]}，算法按{bases[1]}"
        yield from _bad_values(term)
    if not variant.denominator and variant.kind != "count":
        yield "缺少分母"
    if variant.kind == "parity" and len(variant.compare) != 2:
        yield "均等指数须写明相比的双方"
    if unknown := [need for need in variant.needs if need not in words["inputs"]]:
        yield f"不认识的材料 {'、'.join(unknown)}"
    if variant.group not in words["order"]:
        yield f"不认识的类别 {variant.group}"


def _bad_values(term: Term) -> Iterator[str]:
    ages, level = term.parameters.get("ages"), term.parameters.get("level")
    if isinstance(ages, str):
        try:
            band(SchoolAges(2000), ages)
        except KeyError:
            yield f"不认识的年龄段 {ages}"
    if level is not None and level not in {*LEVELS, "compulsory"}:
        yield f"不认识的学段 {level}"


def _placeholders(ages: SchoolAges) -> Mapping[str, str]:
    """``{primary}`` → 6—11周岁 and so on; ``{entry_year}``: when this year's last grade entered grade 1."""
    youngest = int(ages.entry_age) - 1
    names = ("preschool", "preschool_two", "preschool_one", "primary", "junior", "compulsory", "senior")
    spans = {name: band(ages, name) or (0, 0) for name in names}
    return {
        **{
            name: f"{youngest + low}—{youngest + high}周岁" if low < high else f"{youngest + low}周岁"
            for name, (low, high) in spans.items()
        },
        "year": str(ages.school_year),
        "entry_year": str(ages.entry_of_last_grade),
        "graduates_entry_year": str(ages.entry_of_last_grade - 1),
        "last_grade": "一二三四五六七八九十"[ages.compulsory_years - 1] + "年级",
    }
