"""The people of the second county, as their household registers truly have them, and where each child truly is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from bench.second.chance import words, zipf
from bench.second.places import Place, School, Village
from kcbx.cohorts import SchoolAges
from kcbx.sample.idnumber import check_character


@dataclass(slots=True, eq=False)
class Household:
    """A family. ``told_village``: the village it lived in a year ago; adults are name by relation."""

    number: int
    village: Village | None
    group: int
    adults: dict[str, str]
    phones: dict[str, str]
    old_phones: dict[str, str]
    ids: dict[str, str]
    before: Village | None = None
    children: list[Person] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Person:
    """A child. ``sounds``: for each part of a transliterated name the characters it may be written with."""

    code: str
    household: Household
    name: str
    sex: str
    birth: date
    id_number: str
    due: int
    sounds: tuple[tuple[str, ...], ...] = ()
    old_name: str = ""
    milk: str = ""
    state: str = "in_school"
    school: School | None = None
    grade: int = 0

    @property
    def on_roll(self) -> bool:
        return self.state in ("in_school", "kindergarten", "paper", "senior", "left")


class Families:
    """Makes households village by village; every ID is given once."""

    def __init__(self, place: Place, ages: SchoolAges, rng: Random) -> None:
        self.place, self.ages, self.rng = place, ages, rng
        self._given: set[str] = set()
        self._children = self._households = 0

    def people(self, count: int) -> list[Person]:
        villages = [village for group in self.place.villages.values() for village in group]
        sizes = [self.rng.uniform(0.4, 1.8) for _ in villages]
        made: list[Person] = []
        while len(made) < count:
            made += self._household(self.rng.choices(villages, weights=sizes)[0]).children
        for _ in range(count // 50):
            made += self._household(None).children
        return made

    def _household(self, village: Village | None) -> Household:
        rng, self._households = self.rng, self._households + 1
        language = village.language if village and rng.random() < 0.85 else "han"
        surname = zipf(rng, words()["han"]["surnames"].split())
        if village is not None and rng.random() < 0.5:
            surname = rng.choice(village.surnames)
        first_birth = self.ages.window(rng.randrange(-3, 14)).first + timedelta(days=rng.randrange(365))
        adults = self._adults(language, surname)
        young = date(self.ages.school_year - rng.randrange(25, 44), rng.randrange(1, 13), rng.randrange(1, 29))
        home = Household(
            self._households,
            village,
            rng.randrange(1, village.groups + 1) if village else 1,
            adults,
            {relation: _phone(rng) for relation in adults},
            {relation: _phone(rng) for relation in adults},
            {relation: self._id(young + timedelta(days=rng.randrange(700)), "男", village) for relation in adults},
        )
        if village is not None and rng.random() < 0.012:
            home.before = rng.choice([v for group in self.place.villages.values() for v in group])
        births = [first_birth]
        for _ in range(rng.choices((0, 1, 2, 3), weights=(42, 41, 14, 3))[0]):
            births.append(births[-1] + timedelta(days=rng.randrange(320, 1900)))
        if rng.random() < 0.02:
            births.append(births[0])
        elder = rng.choice(words()["han"]["generation"].split()) if rng.random() < 0.25 else ""
        clan = rng.choice(words()["ii"]["clans"]) if language == "ii" else []
        last = self.ages.window(-3).last
        for birth in sorted(birth for birth in births if birth <= last):
            home.children.append(self._child(home, birth, language, surname, elder, clan))
        return home

    def _adults(self, language: str, surname: str) -> dict[str, str]:
        rng, elders = self.rng, words()["han"]["elders"].split()

        def one(own: str) -> str:
            if language != "han":
                return "".join(part[0] for part in self._sounds(language))
            return own + "".join(rng.choices(elders, k=rng.choice((1, 2, 2, 2))))

        adults = {"父亲": one(surname), "母亲": one(zipf(rng, words()["han"]["surnames"].split()))}
        if rng.random() < 0.5:
            adults |= {"爷爷": one(surname), "奶奶": one(zipf(rng, words()["han"]["surnames"].split()))}
        return adults

    def _sounds(self, language: str) -> tuple[tuple[str, ...], ...]:
        rng = self.rng
        parts = rng.sample(words()[language]["sounds"], 1 if language == "ug" or rng.random() < 0.2 else 2)
        return tuple(tuple(part) for part in parts)

    def _child(self, home: Household, birth: date, language: str, surname: str, elder: str, clan: list[str]) -> Person:
        rng, self._children = self.rng, self._children + 1
        twin = next((each for each in home.children if each.birth == birth), None)
        sex = twin.sex if twin and rng.random() < 0.7 else rng.choice("男女")
        taken = {each.name for each in home.children}
        while True:
            sounds: tuple[tuple[str, ...], ...] = ()
            if language == "han":
                name = surname + self._given_name(sex, elder)
            else:
                sounds = ((tuple(clan),) if clan else ()) + self._sounds(language)
                name = ("·" if language == "ug" else "").join(part[0] for part in sounds)
                if language == "ug":
                    father = home.adults["父亲"]
                    name, sounds = f"{name}·{father}", (*sounds, (father,))
            if name not in taken:
                break
        near = twin.id_number if twin and rng.random() < 0.7 else ""
        child = Person(
            f"S{self._children:07d}", home, name, sex, birth,
            self._id(birth, sex, home.village, near), self.ages.grade_due(birth), sounds,
        )  # fmt: skip
        if rng.random() < 0.015 and language == "han":
            child.old_name = surname + self._given_name(sex, "")
        repeated = name[-1] * 2 if language == "han" else sounds[-1][0][-1] * 2
        child.milk = rng.choice((repeated, rng.choice(words()["han"]["milk"].split()) + name[-1]))
        return child

    def _given_name(self, sex: str, elder: str) -> str:
        rng, han = self.rng, words()["han"]
        boy = sex == "男"
        if elder:
            return elder + rng.choice(han["boys" if boy else "girls"].split())
        if rng.random() < 0.12:
            return zipf(rng, han["fashion_boys" if boy else "fashion_girls"].split())
        letters = han["boys" if boy else "girls"].split()
        return "".join(zipf(rng, letters, 0.4) for _ in range(rng.choices((1, 2), weights=(15, 85))[0]))

    def _id(self, birth: date, sex: str, village: Village | None, near: str = "") -> str:
        rng = self.rng
        region = words()["places"]["code"]
        if village is None or rng.random() < 0.04:
            region = rng.choice(words()["places"]["elsewhere_codes"])
        sequence = int(near[14:17]) if near else rng.randrange(1, 300)
        while True:
            sequence = sequence % 997 + 1
            first = f"{near[:6] or region}{birth:%Y%m%d}{sequence:03d}"
            if sequence % 2 == (sex == "男") and first not in self._given:
                self._given.add(first)
                return first + check_character(first)


def _phone(rng: Random) -> str:
    return f"154{rng.randrange(10**8):08d}"
