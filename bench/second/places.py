"""The second county: townships, villages (some names shared, some with 社区 beside 村), schools."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from bench.second.chance import words


@dataclass(slots=True, eq=False)
class Village:
    name: str
    township: str
    groups: int
    language: str = "han"
    surnames: list[str] = field(default_factory=list)

    def called(self, way: str) -> str:
        """The village as a clerk calls it: {name} or {stem} with an ending; a community keeps its own ending."""
        if self.name.endswith("社区"):
            return self.name + ("居委会" if "委" in way else "")
        return way.format(name=self.name, stem=self.name.removesuffix("村"))


@dataclass(slots=True, eq=False)
class School:
    """``grades`` as kcbx numbers them: −2 … 0 kindergarten, 1 – 9, 10 – 12."""

    name: str
    township: str
    grades: range
    kind: str
    code: str


@dataclass(slots=True)
class Place:
    """The county: villages by township, schools by township; the first township holds the county town."""

    name: str
    villages: dict[str, list[Village]]
    schools: dict[str, list[School]]
    seniors: list[School]

    def teaching(self, township: str, grade: int) -> list[School]:
        found = [school for school in self.schools[township] if grade in school.grades]
        return found or [school for school in self.schools[next(iter(self.schools))] if grade in school.grades]


def build(children: int, rng: Random) -> Place:
    """About one village for 190 children, five to twelve townships."""
    table = words()["places"]
    firsts, seconds = table["township_first"].split(), table["township_second"].split()
    wanted = max(4, min(14, round(children / 1800)))
    names: list[str] = []
    while len(names) < wanted:
        stem = rng.choice(firsts) + rng.choice(seconds)
        if stem not in [name[:2] for name in names]:
            names.append(stem + ("镇" if len(names) < wanted * 0.6 else "乡"))
    villages, schools, code = {}, {}, iter(range(9951000001, 9951999999))
    for name in names:
        villages[name] = _villages(name, max(3, round(children / 190 / wanted * rng.uniform(0.7, 1.3))), rng)
        schools[name] = _schools(name, villages[name], name == names[0], table["county"], code, rng)
    seniors = [
        School(f"{table['county']}{name}", names[0], range(10, 13), kind, str(next(code)))
        for name, kind in (("民族中学", "senior"), ("高级中学", "senior"), ("职业技术学校", "vocational"))
    ]
    return Place(table["county"], villages, schools, seniors)


def _villages(township: str, wanted: int, rng: Random) -> list[Village]:
    table = words()["places"]
    stems: set[str] = set()
    while len(stems) < wanted:
        way = rng.random()
        if way < 0.55:
            stems.add(rng.choice(table["owners"].split()) + rng.choice(table["lands"].split()))
        elif way < 0.9:
            stems.add(rng.choice(table["wild"].split()))
        else:
            stems.add(rng.choice(table["foreign"].split()))
    names = [f"{stem}村" for stem in sorted(stems)]
    rng.shuffle(names)
    names[0] = rng.choice(table["communities"].split()) + "社区"
    if wanted > 5:
        names[1] = names[2].removesuffix("村") + "社区"  # a community beside the village of its name
    made = []
    for name in names:
        language = rng.choices(("han", "bo", "ii", "ug"), weights=(0.86, 0.06, 0.07, 0.01))[0]
        own = rng.sample(words()["han"]["surnames"].split()[:60], 3)
        made.append(Village(name, township, rng.randrange(3, 11), language, own))
    return made


def _schools(name: str, villages: list[Village], seat: bool, county: str, code: object, rng: Random) -> list[School]:
    made: list[School] = []

    def add(school: str, grades: range, kind: str) -> None:
        made.append(School(school, name, grades, kind, str(next(code))))  # type: ignore[call-overload]

    if seat:
        for title in ("第一小学", "第二小学", "第三小学", "思源实验学校"):
            add(county + title, range(1, 10) if "思源" in title else range(1, 7), "primary")
        add(f"{county}第三中学", range(7, 10), "junior")
    else:
        add(f"{name}中心完小", range(1, 7), "primary")
        add(f"{name}民族初级中学" if rng.random() < 0.3 else f"{name}中学", range(7, 10), "junior")
    add(f"{county}幼儿园" if seat else f"{name}中心幼儿园", range(-2, 1), "kindergarten")
    add(f"{name}{rng.choice(('金苗', '小博士', '春蕾', '红太阳'))}幼儿园", range(-2, 1), "kindergarten")
    for village in villages:
        if village.name.endswith("村") and rng.random() < 0.3:
            add(f"{name}{village.name.removesuffix('村')}小学", range(1, rng.choice((4, 7))), "primary")
    return made
