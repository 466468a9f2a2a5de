"""The invented county: townships, villages with their old names and hamlets, schools with catchments."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from kcbx.definitions import schema

#: Grades a school teaches: kindergarten is -2 … 0, primary 1 – 6, junior 7 – 9, senior 10 – 12.
KINDERGARTEN, PRIMARY, JUNIOR, SENIOR = range(-2, 1), range(1, 7), range(7, 10), range(10, 13)


@dataclass(slots=True)
class Village:
    """A village or community. ``name`` is the standard spelling, ``stem`` the name without 村 or 社区."""

    name: str
    stem: str
    kind: str
    township: str
    code: str
    old_name: str = ""
    hamlets: tuple[str, ...] = ()
    groups: int = 6


@dataclass(slots=True)
class School:
    """A school: ``kind`` is primary, nine_year, junior, senior, vocational, special or kindergarten."""

    name: str
    kind: str
    township: str
    code: str
    grades: range
    village: str = ""
    short: str = ""


@dataclass(slots=True)
class Township:
    """A township, its villages and the schools that lie in it."""

    name: str
    villages: list[Village] = field(default_factory=list)
    schools: list[School] = field(default_factory=list)
    weight: float = 1.0

    def teaching(self, grade: int) -> list[School]:
        """Ordinary schools and kindergartens here that have the grade."""
        return [each for each in self.schools if grade in each.grades and each.kind in _ORDINARY]


_ORDINARY = ("primary", "nine_year", "junior", "kindergarten")


@dataclass(slots=True)
class County:
    """The whole county; ``seat`` is its first township."""

    name: str
    code: str
    townships: list[Township]
    special: School
    seniors: list[School]
    vocational: School

    @property
    def seat(self) -> Township:
        """The township of the county town."""
        return self.townships[0]

    @property
    def villages(self) -> list[Village]:
        """All villages, township by township."""
        return [village for township in self.townships for village in township.villages]

    @property
    def schools(self) -> list[School]:
        """All schools, township by township, then those of the county."""
        local = [school for township in self.townships for school in township.schools]
        return [*local, self.special, *self.seniors, self.vocational]

    def township_of(self, village: Village) -> Township:
        """The township a village lies in."""
        return next(each for each in self.townships if each.name == village.township)


def build_county(children: int, rng: Random, transliterated: bool = False) -> County:
    """A county fit for that many children: about ten townships and 120 villages for 20,000."""
    table = schema("sample/places")
    count = max(3, min(len(table["townships"]), round(10 * (children / 20_000) ** 0.4)))
    townships = [Township(name) for name in table["townships"][:count]]
    for index, township in enumerate(townships):
        township.weight = 2.0 if index == 0 else rng.uniform(0.6, 1.4)
    total = sum(township.weight for township in townships)
    codes = iter(range(1, 10_000))
    for index, township in enumerate(townships):
        wanted = max(3, min(40, round(children * township.weight / total / 165)))
        township.villages = _villages(township.name, index, wanted, rng, transliterated)
        township.schools = _schools(township, index, codes, rng)
    county, seat = table["county"], townships[0].name

    def county_school(name: str, kind: str, grades: range) -> School:
        return School(county + name, kind, seat, _school_code(next(codes)), grades, short=name)

    return County(
        name=county,
        code=table["code"],
        townships=townships,
        special=county_school("特殊教育学校", "special", range(1, 10)),
        seniors=[
            county_school(name, "senior", SENIOR)
            for name in (("第一中学", "第三中学") if children > 5000 else ("第一中学",))
        ],
        vocational=county_school("职业高级中学", "vocational", SENIOR),
    )


def _villages(township: str, index: int, wanted: int, rng: Random, transliterated: bool) -> list[Village]:
    """Villages of a township: some names recur in every township, and a 社区 may bear the name of a 村."""
    table = schema("sample/places")
    foreign = table["village_names_transliterated"]
    openings, endings = table["village_openings"].split(), table["village_endings"].split()
    stems = rng.sample(table["village_names"], min(2, wanted))
    stems += rng.sample(foreign, min(len(foreign), round(wanted * (0.6 if transliterated else 0.08))))
    seat = township[:-1]
    while len(stems) < wanted:
        stem = rng.choice(openings) + rng.choice(endings)
        if stem not in (*stems, seat):
            stems.append(stem)
    named = [(stem, "村") for stem in stems[: wanted - 2]] + [(seat, "社区")]
    named.append((seat, "村") if index % 2 else (rng.choice(table["seat_communities"]).removesuffix("社区"), "社区"))
    villages = []
    for number, (stem, kind) in enumerate(named, start=1):
        code = f"{table['code']}{100 + index:03d}{(0 if kind == '社区' else 200) + number:03d}"
        village = Village(stem.removesuffix("村") + kind, stem, kind, township, code)
        if stem.endswith("村"):
            village.name = stem
        if rng.random() < 0.12:
            village.old_name = rng.choice(openings) + rng.choice(endings) + "村"
        elif rng.random() < 0.06 and kind == "社区" and stem != seat:
            village.old_name = stem + "村"
        village.hamlets = tuple(rng.sample(table["hamlets"].split(), 4))
        village.groups = rng.randrange(4, 13)
        villages.append(village)
    return villages


def _schools(township: Township, index: int, codes: object, rng: Random) -> list[School]:
    """Schools of a township: a central primary with or without junior grades, village primaries, kindergartens."""
    name = township.name
    made: list[School] = []

    def add(school: str, kind: str, grades: range, village: str = "", short: str = "") -> None:
        made.append(School(school, kind, name, _school_code(next(codes)), grades, village, short))  # type: ignore[call-overload]

    if index == 0:
        county = schema("sample/places")["county"]
        add(f"{county}第一小学", "primary", PRIMARY, short="一小")
        add(f"{county}第二小学", "primary", PRIMARY, short="二小")
        add(f"{county}实验小学", "primary", PRIMARY, short="实验小学")
        add(f"{county}第二中学", "junior", JUNIOR, short="二中")
        add(f"{county}实验中学", "junior", JUNIOR, short="实验中学")
        add(f"{county}第一幼儿园", "kindergarten", KINDERGARTEN, short="县一幼")
    elif index % 3 == 0:
        add(f"{name}九年一贯制学校", "nine_year", range(1, 10), short=f"{name[:-1]}学校")
    else:
        add(f"{name}中心小学", "primary", PRIMARY, short=f"{name[:-1]}中心校")
        add(f"{name}初级中学", "junior", JUNIOR, short=f"{name[:-1]}中学")
    add(f"{name}中心幼儿园", "kindergarten", KINDERGARTEN, short=f"{name[:-1]}幼儿园")
    add(f"{name}{rng.choice(schema('sample/places')['kindergartens'])}", "kindergarten", KINDERGARTEN)
    for village in township.villages:
        if village.kind == "村" and rng.random() < 0.35:
            grades = PRIMARY if rng.random() < 0.6 else range(1, 4)
            add(f"{name}{village.stem}小学", "primary", grades, village.name, f"{village.stem}小学")
            if rng.random() < 0.5:
                add(f"{name}{village.stem}幼儿园", "kindergarten", KINDERGARTEN, village.name, f"{village.stem}幼儿园")
    return made


def _school_code(number: int) -> str:
    """A ten-digit school code that begins with a digit pair the ministry does not use."""
    return f"99{schema('sample/places')['code'][2:]}{number:04d}"
