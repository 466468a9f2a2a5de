"""A village's census: one clerk with habits, who copies the booklet, last year's sheet, or what is told by phone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from random import Random

from bench.second import hand
from bench.second.chance import spread
from bench.second.entries import Entry
from bench.second.lives import band
from bench.second.people import Person
from bench.second.places import Village
from bench.second.rates import Rates
from bench.second.says import say


@dataclass
class Clerk:
    """One village's clerk and the habits of the year."""

    typist: hand.Typist
    photographs: float
    by_formula: bool
    old_sheet: float
    told: float
    milk: float
    heads: bool
    birth_column: bool
    dates: str
    shortens: bool
    calls: str


def hire(rates: Rates, rng: Random) -> Clerk:
    """A clerk; most are near the county's usual, a few are much worse."""
    dates = rng.choice(("dots", "eight", "text", "cell", "chinese", "slashes"))
    return Clerk(
        typist=hand.Typist(spread(rng, rates.slip), spread(rng, rates.pick), rng.uniform(0.3, 0.95), rng),
        photographs=spread(rng, 0.0015) if rng.random() < rates.photo_clerks else 0.0,
        by_formula=rng.random() < 0.3,
        old_sheet=rng.uniform(0.5, 0.95) if rng.random() < rates.last_year_clerks else 0.0,
        told=spread(rng, rates.told, most=0.3),
        milk=rng.uniform(0.05, 0.35) if rng.random() < rates.milk_clerks else 0.0,
        heads=rng.random() < 0.35,
        birth_column=rng.random() >= rates.no_birth_clerks,
        dates="month" if rng.random() < rates.month_clerks else dates,
        shortens=rng.random() < 0.4,
        calls=rng.choices(("{name}", "{stem}", "{stem}村委会", "{stem}村民委员会"), weights=(55, 20, 15, 10))[0],
    )


class Census:
    """Writes the entries of one village."""

    def __init__(self, village: Village, rates: Rates, today: date, rng: Random) -> None:
        self.village, self.rates, self.today, self.rng = village, rates, today, rng
        self.clerk, self.predecessor = hire(rates, rng), hire(rates, rng)

    def entries(self, people: Iterable[Person]) -> list[Entry]:
        return [self._entry(person) for person in people]

    def _entry(self, person: Person) -> Entry:
        entry = Entry(person, village=self.village)
        chance = self.rng.random()
        if chance < self.clerk.told:
            self._told(entry)
        elif chance < self.clerk.told + self.clerk.old_sheet and person.due > -2:
            self._copied(entry, self.predecessor, a_year_ago=True)
        else:
            self._copied(entry, self.clerk, a_year_ago=False)
        if band(person.due) in ("young", "preschool") and self.rng.random() < self.clerk.milk:
            entry.put("name", (person.milk, "milk_name"))
        self._place(entry)
        return entry

    def _copied(self, entry: Entry, clerk: Clerk, *, a_year_ago: bool) -> None:
        """From the booklet, keyed or photographed; last year's clerk did so with last year's facts."""
        person, home, hands = entry.person, entry.person.household, clerk.typist
        name = person.name
        if a_year_ago and person.old_name and self.rng.random() < self.rates.renamed_kept:
            name = person.old_name
            entry.note("name", "old_name")
        entry.put("name", hands.characters(name))
        entry.put("id", hands.digits(person.id_number))
        if person.due <= 0 and self.rng.random() < self.rates.no_id_yet:
            entry.put("id", ("", "not_yet_given"))
        entry.put("birth", self._birth(entry, clerk))
        entry.put("sex", person.sex)
        if clerk.photographs:
            entry.put("name", hand.by_eye(entry.text("name"), clerk.photographs * 2, self.rng))
            entry.put("id", hand.by_eye(entry.text("id"), clerk.photographs, self.rng))
        relation = "爷爷" if clerk.heads and "爷爷" in home.adults else "父亲"
        if not clerk.heads and self.rng.random() < 0.35:
            relation = "母亲"
        self._guardian(
            entry, relation, clerk, home.old_phones if a_year_ago and self.rng.random() < 0.15 else home.phones
        )
        say(entry, clerk.shortens, a_year_ago, self.rng)

    def _birth(self, entry: Entry, clerk: Clerk) -> hand.Arrived:
        number = entry.text("id")
        if clerk.by_formula and len(number) == 18:
            taken = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
            return taken, "" if taken == entry.person.birth.isoformat() else "from_wrong_id"
        typed, what = clerk.typist.digits(f"{entry.person.birth:%Y%m%d}")
        return (f"{typed[:4]}-{typed[4:6]}-{typed[6:]}", what) if len(typed) == 8 else (typed, what)

    def _told(self, entry: Entry) -> None:
        """By telephone, from whoever picks up: heard names, remembered days, numbers read aloud."""
        person, rng = entry.person, self.rng
        ear = hand.Typist(self.clerk.typist.slip * 4 + 0.002, self.clerk.typist.pick + 0.1, 0.3, rng)
        entry.note("row", "told")
        heard, what = hand.by_ear(person.name, person.sounds, rng)
        entry.put("name", (heard, what) if person.sounds else ear.characters(heard))
        entry.put("birth", hand.by_memory(person.birth, self.today, rng))
        entry.put("id", ("", "not_at_hand") if rng.random() < 0.45 else ear.digits(person.id_number))
        entry.put("sex", person.sex if rng.random() < 0.99 else ("", "not_asked"))
        self._guardian(entry, rng.choice(list(person.household.adults)), self.clerk, person.household.phones)
        say(entry, self.clerk.shortens, False, rng)

    def _guardian(self, entry: Entry, relation: str, clerk: Clerk, phones: dict[str, str]) -> None:
        home = entry.person.household
        entry.put("guardian", clerk.typist.characters(home.adults[relation]))
        entry.put("phone", clerk.typist.digits(phones[relation]))
        if self.rng.random() < self.rates.careless * 0.3:
            entry.put("id", (home.ids[relation], "adult_line"))
        entry.cells["head"] = home.adults.get("爷爷", home.adults["父亲"])

    def _place(self, entry: Entry) -> None:
        entry.cells |= {
            "township": self.village.township,
            "village": self.village.called(self.clerk.calls),
            "group": f"{entry.person.household.group}组",
        }
        if self.rng.random() < self.rates.careless:
            entry.put("guardian", ("", "left_blank"))
        if self.rng.random() < self.rates.careless * 0.3:
            entry.put("sex", ("女" if entry.text("sex") == "男" else "男", "wrong_box"))
