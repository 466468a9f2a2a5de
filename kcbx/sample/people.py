"""Households and children: births over the cohorts, siblings and twins, guardians, phones, key groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from kcbx.cohorts import SchoolAges
from kcbx.definitions import schema
from kcbx.sample.chance import Weighted
from kcbx.sample.idnumber import Issuer
from kcbx.sample.naming import Lineage, child_name, elder_name, milk_name, new_lineage
from kcbx.sample.places import County, Village


@dataclass(slots=True)
class Adult:
    """A parent or grandparent; ``relation`` as the forms write it: 父亲, 母亲, 祖父, 祖母."""

    name: str
    relation: str
    id_number: str
    phone: str


@dataclass(slots=True, eq=False)
class Household:
    """A household on the registers of a village (None: of another county)."""

    number: int
    village: Village | None
    group: int
    lineage: Lineage
    adults: list[Adult]
    low_income: bool
    left_behind: bool
    children: list[Child] = field(default_factory=list)

    @property
    def head(self) -> Adult:
        """The household head: the grandfather where he lives with them, else the father."""
        return next((adult for adult in self.adults if adult.relation == "祖父"), self.adults[0])

    def guardian(self, relation: str) -> Adult:
        """The adult of that relation, or the first there is."""
        return next((adult for adult in self.adults if adult.relation == relation), self.adults[0])


@dataclass(slots=True, eq=False)
class Child:
    """A child as truth knows it. ``guardian`` names the relation of whoever cares for the child."""

    person_id: str
    household: Household
    name: str
    sex: str
    birth: date
    id_number: str
    guardian: str
    twin: bool = False
    former_name: str = ""
    milk_name: str = ""
    disability: str = ""
    disability_level: int = 0
    orphan: bool = False
    grade_due: int = 0

    @property
    def disability_number(self) -> str:
        """The twenty characters of the disability certificate: ID, category, level; "" without one."""
        if not self.disability:
            return ""
        kinds = schema("sample/layouts")["words"]["disabilities"]
        return f"{self.id_number}{kinds.index(self.disability) + 1}{self.disability_level}"


def phone_number(rng: Random) -> str:
    """A mobile number of the segment 154, which no operator has."""
    return f"154{rng.randrange(10**8):08d}"


class Registry:
    """Founds households until there are children enough; keeps the counters and the village habits."""

    def __init__(self, county: County, ages: SchoolAges, rng: Random, languages: Mapping[str, float]) -> None:
        self._county, self._ages, self._rng = county, ages, rng
        self._issuer = Issuer()
        self._family: Mapping[str, Any] = schema("sample/lives")["family"]
        cohorts = {int(due): share for due, share in schema("sample/lives")["cohorts"].items()}
        self._due = Weighted(cohorts)
        self._sizes = Weighted({int(size): share for size, share in self._family["children"].items()})
        self._guardians: Weighted[str] = Weighted(self._family["guardian"])
        self._languages = Weighted(languages)
        self._clans: dict[str, str] = {}
        self._spoken: dict[str, str] = {}
        self._favourites: dict[tuple[str, str, str], list[str]] = {}
        self._children = 0
        self._households = 0

    def settle(self, children: int) -> list[Household]:
        """Households of the county with exactly ``children`` children, village after village in weight."""
        shares = {}
        for township in self._county.townships:
            for village in township.villages:
                shares[village.code] = township.weight / len(township.villages) * self._rng.uniform(0.5, 1.5)
        villages = {village.code: village for village in self._county.villages}
        choice = Weighted(shares)
        households = []
        while self._children < children:
            households.append(self.found(villages[choice.draw(self._rng)], children - self._children))
        return households

    def found(self, village: Village | None, room: int = 4) -> Household:
        """One household with at most ``room`` children; ``village`` None is another county's."""
        rng, family = self._rng, self._family
        language = self._languages.draw(rng)
        clan = ""
        if village is not None and rng.random() < 0.75:  # most families of a village speak alike
            language = self._spoken.setdefault(village.code, language)
        if village is not None and rng.random() < family["clan_surname"]:
            founder = new_lineage("han", rng, "", False)
            clan = self._clans.setdefault(village.code, founder.surname)
        lineage = new_lineage(language, rng, clan, rng.random() < family["shared_generation"])
        self._households += 1
        household = Household(
            self._households,
            village,
            rng.randrange(1, village.groups + 1) if village else 1,
            lineage,
            self._adults(lineage),
            rng.random() < family["low_income"],
            rng.random() < family["left_behind"],
        )
        births = self._births(min(room, self._sizes.draw(rng)))
        if len(births) < room and rng.random() < family["twins"] * 2:
            births.append(births[-1])
        for birth in sorted(births):
            household.children.append(self._child(household, birth))
        return household

    def _births(self, count: int) -> list[date]:
        """Birth dates of siblings, one to five years apart, all within the cohorts of the county."""
        window = self._ages.window(self._due.draw(self._rng))
        first, last = self._ages.window(14).first, self._ages.window(-5).last
        births = [window.first + timedelta(days=self._rng.randrange((window.last - window.first).days + 1))]
        while len(births) < count:
            gap = timedelta(days=self._rng.randrange(330, 2200))
            birth = births[-1] + gap if births[-1] + gap <= last else min(births) - gap
            if birth < first:
                break
            births.append(birth)
        return births

    def _child(self, household: Household, birth: date) -> Child:
        rng, family = self._rng, self._family
        sex = "男" if rng.random() < 0.52 else "女"
        twin = next((each for each in household.children if each.birth == birth), None)
        if twin is not None:
            twin.twin = True
            if rng.random() < 0.6:
                sex = twin.sex
        near = twin.id_number if twin and rng.random() < family["same_sequence_twins"] else ""
        region = "" if household.village else str(rng.choice(schema("sample/places")["other_codes"]))
        self._children += 1
        child = Child(
            f"P{self._children:07d}",
            household,
            self._name(household, sex),
            sex,
            birth,
            self._issuer.issue(rng, birth, sex, region, near),
            self._guardians.draw(rng),
            twin=twin is not None,
            grade_due=self._ages.grade_due(birth),
        )
        if rng.random() < family["former_name"]:
            child.former_name = child_name(household.lineage, sex, rng)
        if rng.random() < family["milk_name"]:
            child.milk_name = milk_name(household.lineage, rng)
        if rng.random() < family["disabled"]:
            child.disability = rng.choice(schema("sample/layouts")["words"]["disabilities"])
            child.disability_level = rng.randrange(1, 5)
        child.orphan = rng.random() < family["orphan"]
        return child

    def _name(self, household: Household, sex: str) -> str:
        """A name no sibling has; in transliterated names a village has its favourites, borne by many."""
        rng, lineage = self._rng, household.lineage
        taken = {each.name for each in household.children}
        while True:
            name = child_name(lineage, sex, rng)
            if lineage.language == "bo" and household.village is not None:
                key = (household.village.code, lineage.language, sex)
                favourites = self._favourites.setdefault(key, [])
                if len(favourites) < 3:
                    favourites.append(name)
                elif rng.random() < self._family["village_name_favourites"]:
                    name = rng.choice(favourites)
            if name not in taken:
                return name

    def _adults(self, lineage: Lineage) -> list[Adult]:
        """Father, mother, and grandparents in four households of ten; one phone each, some shared."""
        rng = self._rng
        wanted = [("父亲", "男", False, 24, 46), ("母亲", "女", True, 22, 44)]
        if rng.random() < 0.4:
            wanted += [("祖父", "男", False, 50, 75), ("祖母", "女", True, 48, 74)]
        adults: list[Adult] = []
        for relation, sex, married_in, youngest, oldest in wanted:
            birth = date(
                self._ages.school_year - rng.randrange(youngest + 4, oldest), rng.randrange(1, 13), rng.randrange(1, 29)
            )
            name = elder_name(lineage, sex, rng, married_in)
            phone = adults[0].phone if adults and rng.random() < 0.15 else phone_number(rng)
            adults.append(Adult(name, relation, self._issuer.issue(rng, birth, sex), phone))
        return adults
