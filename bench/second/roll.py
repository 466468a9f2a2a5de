"""The rolls: pupils checked against the national register at enrolment, and forms parents filled on a telephone."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from bench.second import hand
from bench.second.chance import spread, words
from bench.second.entries import Entry
from bench.second.people import Person
from bench.second.places import Place, School
from bench.second.rates import Rates

ATTENDING = ("in_school", "kindergarten", "paper", "senior")


class Office:
    """A school's office: its typist, and how much of its roll was checked."""

    def __init__(self, school: School, rates: Rates, rng: Random) -> None:
        self.school, self.rates, self.rng = school, rates, rng
        self.typist = hand.Typist(spread(rng, rates.slip), spread(rng, rates.pick), 0.9, rng)
        self.address = rng.choice(
            ("{county}{township}{village}{group}", "{township}{village}{group}", "{township}{village}")
        )
        self.calls = rng.choices(("{name}", "{stem}村委会"), weights=(80, 20))[0]
        self.checked = 0.0 if school.kind == "kindergarten" else 1 - spread(rng, 1 - rates.verified, 0.7, 0.5)

    def entry(self, person: Person) -> Entry:
        entry = Entry(person)
        if self.rng.random() < self.checked:
            self._checked(entry)
        else:
            self._filled_by_parents(entry)
        self._family(entry)
        grade = person.grade
        entry.cells |= {
            "school": self.school.name,
            "school_code": self.school.code,
            "grade": grade,
            "class": f"{self.rng.randrange(1, 4)}班",
            "status": "在读" if person.state in ATTENDING else "辍学",
        }
        return entry

    def _checked(self, entry: Entry) -> None:
        """Number and name agree with the police's; a name changed afterwards is not followed."""
        person = entry.person
        renamed = bool(person.old_name) and self.rng.random() < self.rates.renamed_kept
        entry.put("name", (person.old_name, "old_name") if renamed else person.name)
        entry.put("id", person.id_number)
        entry.put("birth", f"{person.birth:%Y-%m-%d}")
        entry.put("sex", person.sex)
        entry.put("number", f"G{person.id_number}")

    def _filled_by_parents(self, entry: Entry) -> None:
        person, home, rng = entry.person, entry.person.household, self.rng
        parent = hand.Typist(self.typist.slip * 3, self.typist.pick * 0.5, 0.7, rng)
        entry.note("row", "form")
        entry.put("name", parent.characters(person.name))
        entry.put("id", parent.digits(person.id_number))
        chance = rng.random()
        siblings = [each for each in home.children if each is not person]
        if chance < self.rates.parent_id:
            entry.put("id", (home.ids["父亲"], "parents_own"))
        elif chance < self.rates.parent_id * 2 and siblings:
            entry.put("id", (rng.choice(siblings).id_number, "form_of_sibling"))
        elif person.due <= 0 and rng.random() < self.rates.no_id_yet:
            entry.put("id", ("", "not_yet_given"))
        day = hand.by_memory(person.birth, person.birth, rng) if rng.random() < self.rates.careless else None
        entry.put("birth", day or f"{person.birth:%Y-%m-%d}")
        entry.put("sex", person.sex)
        stand_in = f"L{person.id_number[:14]}{rng.randrange(10**4):04d}"
        entry.put("number", (stand_in, "temporary") if self.school.kind == "primary" else "")

    def _family(self, entry: Entry) -> None:
        """Who came to enrol, and the telephone of that day; the address is the one of that day too."""
        home, rng = entry.person.household, self.rng
        came = rng.choices(list(home.adults), weights=(50, 35, 10, 5)[: len(home.adults)])[0]
        entry.put("guardian", self.typist.characters(home.adults[came]))
        years = max(0, entry.person.grade) % 7
        old = rng.random() < min(0.6, 0.1 * years)
        entry.put("phone", (home.old_phones[came], "old_phone") if old else home.phones[came])
        place = words()["places"]
        if home.village is None:
            entry.put("address", f"{rng.choice(place['away'])}{rng.choice(place['owners'].split())}家村")
            return
        village = home.before if home.before and rng.random() < 0.7 else home.village
        text = self.address.format(
            county=place["county"],
            township=village.township,
            village=village.called(self.calls),
            group=f"{home.group}组",
        )
        entry.put(
            "address", "" if rng.random() < 0.08 else (text, "old_village") if village is not home.village else text
        )


def rolls(people: Iterable[Person], place: Place, rates: Rates, rng: Random) -> dict[School, list[Entry]]:
    """Entries by school, in the order of class lists; some pupils stand at the school they left as well."""
    schools = [school for group in place.schools.values() for school in group] + place.seniors
    offices = {school: Office(school, rates, rng) for school in schools}
    found: dict[School, list[Entry]] = {school: [] for school in schools}
    for person in people:
        if person.school is None or not person.on_roll:
            continue
        found[person.school].append(offices[person.school].entry(person))
        if rng.random() < rates.two_schools and person.grade <= 9:
            other = rng.choice(place.teaching(rng.choice(list(place.schools)), person.grade))
            if other is not person.school:
                found[other].append(offices[other].entry(person))
                found[other][-1].note("row", "left_behind")
    for entries in found.values():
        entries.sort(key=lambda entry: (entry.person.grade, entry.text("class"), entry.person.code[-4:]))
    return {school: entries for school, entries in found.items() if entries}
