"""The indicators a second time: slow, plain Python over lists of dicts, written from the specification.

It shares nothing with ``kcbx.metrics`` or its TOML files, so an agreement means something. :func:`slow_indicators`
gives numerator and denominator of every variant, or None where the denominator is empty; whether the inputs were
sent is not its business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pandas as pd

from kcbx.register import Register

Row = dict[str, Any]
Figure = tuple[int, int]

ENROLLED = {
    *("in_school", "no_register", "special_school", "with_class", "home_taught", "elsewhere_proved"),
    *("kindergarten", "senior"),
}
TO_VERIFY = {
    *("out_suspected", "out_declared", "claimed_not_found", "not_attending", "contradicted"),
    *("elsewhere_claimed", "too_little"),
}
LEVEL = {"kindergarten": 0, "primary": 1, "junior": 2, "senior": 3, "vocational": 3}
AGAIN = {"duplicate", "duplicate_roll"}
HERE = {None, "attending", "special", "with_class", "home_taught"}


def records(frame: pd.DataFrame) -> list[Row]:
    """Rows as dicts, with None for every missing value."""
    return [
        {name: None if pd.isna(value) else value for name, value in row.items()} for row in frame.to_dict("records")
    ]


def _on_registers(named: dict[str, list[Row]], census: list[Row]) -> list[set[Any]]:
    """Who holds a certificate of disability, who is on the register of the disabled at all, who on that of the poor."""
    listed = named.get("disability", [])
    holders = [row for row in listed if row["certificate"] is not False]
    every = (holders, listed, named.get("low_income", []))
    return [_with_the_same({row["child_id"] for row in rows}, census) for rows in every]


def _with_the_same(named: set[str | None], census: list[Row]) -> set[str | None]:
    """Children named by a list, and those who most probably are one of them."""
    found = set(named)
    for row in census:
        one, other = row["child_id"], row["maybe_child_id"]
        if other and one in named:
            found.add(other)
        if other and other in named:
            found.add(one)
    return found


def _of_one_name_and_day(kid: Row, pupil: Row) -> bool:
    """Whether kid and pupil bear the same name and whole day of birth."""
    told = kid["name_key"] is not None and len(kid["birth_date"] or "") == 10
    return told and (kid["name_key"], kid["birth_date"]) == (pupil["name_key"], pupil["birth_date"])


def _numbered(kid: Row, pupil: Row, named: list[Row]) -> bool:
    """Whether other lists know the kid under its name by a number, and none of them by that of the pupil of another
    name."""
    numbers = {
        row["id_number"]
        for row in named
        if row["child_id"] == kid["child_id"] and row["name_key"] == kid["name_key"] and row["id_state"] == "ok"
    }
    two = _two_names(kid["name_pinyin"], pupil["name_pinyin"]) and pupil["id_state"] == "ok"
    return two and kid["name_key"] is not None and bool(numbers) and pupil["id_number"] not in numbers


def _brother_or_sister(kid: Row, pupil: Row) -> bool:
    """Whether kid and pupil bear two names and are two years, or three grades, apart."""
    if not _two_names(kid["name_pinyin"], pupil["name_pinyin"]):
        return False
    written = [
        int(row["birth_date"][:4])
        for row in (kid, pupil)
        if len(row["birth_date"] or "") == 10 and row["birth_source"] == "column"
    ]
    grade, due = kid["grade"], kid["grade_due"]
    if grade is None or (due is not None and kid["birth_source"] == "column" and abs(grade - due) >= 3):
        grade = due
    years = len(written) == 2 and abs(written[0] - written[1]) >= 2
    return years or (grade is not None and pupil["grade"] is not None and abs(grade - pupil["grade"]) >= 3)


def _one_seat(kid: Row, pupil: Row) -> bool:
    """Whether kid and pupil have number, whole day of birth, school and grade in common."""
    names = ("id_number", "birth_date", "school_key", "grade")
    whole = len(kid["birth_date"] or "") == 10
    return whole and all(kid[name] is not None and kid[name] == pupil[name] for name in names)


def _home(row: Row) -> tuple[str, str] | None:
    """Township and village of a row, where it tells both."""
    return (row["township"], row["village"]) if row["township"] and row["village"] else None


def _two_names(one: str | None, other: str | None) -> bool:
    """Whether each name has a syllable that the other lacks."""
    ours, theirs = ((name or "").split() for name in (one, other))
    return any(each not in theirs for each in ours) and any(each not in ours for each in theirs)


class Slow:
    """One register (and perhaps last term's), as lists of dicts."""

    def __init__(self, register: Register, previous: Register | None = None) -> None:
        self.ages = register.place.ages
        self.others = {form: records(table) for form, table in register.others.items()}
        people = {form: rows for form, rows in sorted(self.others.items()) if form not in {"cases", "intake_counts"}}
        named = {form: _named(rows) for form, rows in people.items()}
        certified, disabled, poor = _on_registers(named, records(register.census))
        seen = self.schooling([*named.get("out_of_county", []), *named.get("attendance", [])])
        told = [row for rows in named.values() for row in rows if row["child_id"] and row["grade_due"] is not None]
        roll = [self.settled(row) for row in records(register.roll)]
        by_id = {row["record_id"]: row for row in roll}
        doubts = self.doubts(records(register.links), records(register.census), by_id, named.values())
        waiting = [pair for pair in doubts if pair["waiting"]]
        maybe = self.maybe(waiting)
        self.same_as = {child: row["child_id"] for child, row in maybe.items()}
        somewhere = [row for form in ("attendance", "out_of_county") for row in named.get(form, []) if row["child_id"]]
        again, moved = self.again(waiting, maybe, records(register.census), somewhere)
        twice, homes = self.one_of_two(maybe, records(register.census))
        again, moved = again | twice, homes | moved
        self.twice = self.twice_on_the_roll(doubts, maybe, records(register.census))
        known_due = self.known_due(previous, records(register.census), roll)
        self.kids = []
        for row in records(register.census):
            if row["standing"] == "duplicate":
                continue
            here = maybe.get(row["child_id"], by_id.get(row["roll_id"], {}))
            kid = row | {"sex": self.sex(row, here), "there": here, "said": row["status"]}
            kid["township"], kid["village"] = moved.get(row["child_id"], (row["township"], row["village"]))
            for group in ("disabled", "low_income", "left_behind", "migrant", "orphan"):
                kid[group] = bool(row[group]) or bool(here.get(group))
            doubted = row["child_id"] in maybe
            ids = {row["child_id"], here.get("child_id")}
            away = doubted and self.not_in_class(named.get("attendance", []), ids, here)
            probably = row["standing"] if doubted else row["likely_standing"] or row["standing"]
            kid["probably"] = "not_attending" if away else probably
            kid["surely_in"] = row["standing"] in ENROLLED
            kid["in"] = probably in ENROLLED or (doubted and not away and here["status"] in HERE)
            kid["again"] = row["child_id"] in again
            kid |= self.age(row, maybe.get(row["child_id"], {}), told, known_due.get(row["child_id"]))
            kid["certified"] = bool(ids & certified - {None})
            kid["disabled"] |= bool(ids & disabled - {None})
            kid["low_income"] |= bool(ids & poor - {None})
            said = seen.get(row["child_id"], row)
            stage = here.get("stage") or said["stage"]
            grade = here.get("grade") if here.get("grade") is not None else said["grade"]
            kid["stage_now"], kid["level"] = stage, self.level(stage, grade, kid["grade_due"])
            school = here.get("school")
            kid["attached"] = here.get("stage") == "kindergarten" and school is not None and "幼儿园" not in school
            self.kids.append(kid)
        known = self.on_the_roll(roll, {row["child_id"]: row for row in records(register.census)})
        self.pupils = [pupil for pupil in known if pupil["child_id"] not in self.twice]
        self.kid_of = {kid["child_id"]: kid for kid in self.kids}
        self.pupil_of = {pupil["child_id"]: pupil for pupil in self.pupils}
        self.before(previous, known)

    def known_due(self, previous: Register | None, census: list[Row], roll: list[Row]) -> dict[str, float]:
        """The grade due today of the children whose age last term knew, recognised by ID number."""
        if previous is None:
            return {}
        was = Slow(previous)
        kids, pupils = (
            {row["id_number"]: row["child_id"] for row in rows if row["id_number"] and row["standing"] not in AGAIN}
            for rows in (census, roll)
        )
        years = self.ages.school_year - previous.place.ages.school_year
        found: dict[str, float] = {}
        for row in [*was.kids, *was.pupils]:
            now = (pupils | kids if row["form"] == "census" and not row["roll_id"] else kids | pupils).get(
                row["id_number"]
            )
            if now and row["grade_due"] is not None:
                found.setdefault(now, row["grade_due"] + years)
        return found

    def on_the_roll(self, roll: list[Row], kids: dict[str, Row]) -> list[Row]:
        """The pupils, once each; ``kids``: the children of the census by child_id."""
        found = []
        for row in roll:
            if row["standing"] == "duplicate_roll":
                continue
            pupil = row | {"sex": self.sex(row, kids.get(row["child_id"], {})), "here": row["status"] in HERE}
            pupil["level"] = self.level(row["stage"], row["grade"], row["grade_due"])
            pupil["stage_now"], pupil["attached"] = row["stage"], False
            school = row["school"]
            pupil["attached"] = row["stage"] == "kindergarten" and school is not None and "幼儿园" not in school
            found.append(pupil)
        return found

    @staticmethod
    def not_in_class(called: list[Row], ids: set[str | None], pupil: Row) -> bool:
        """Whether no class list has a child of these ids there, nor the pupil it may be."""
        seats = [each["status"] for each in called if each["child_id"] in ids - {None}]
        told = seats != [] or (called != [] and bool(pupil.get("uncalled")))
        return told and all(status in {"absent", "out", "dropout"} for status in seats)

    @staticmethod
    def sex(*rows: Row) -> str | None:
        """The first sex that rows of a child say, each its own before that of its number."""
        said = [row.get(name) for row in rows for name in ("sex", "id_sex")]
        return next((sex for sex in said if sex), None)

    @staticmethod
    def schooling(rows: list[Row]) -> dict[str, Row]:
        """By child the first row that says a stage or grade."""
        return {row["child_id"]: row for row in reversed(rows) if row["stage"] or row["grade"] is not None}

    @staticmethod
    def doubts(links: list[Row], census: list[Row], roll: dict[str, Row], named: Iterable[list[Row]]) -> list[Row]:
        """The pairs in review, heaviest first; ``waiting``: of a child in review. ``named``: other lists."""
        everybody = [row for rows in named for row in rows]
        rows = {row["record_id"]: row for row in census}
        waiting = {row["child_id"] for row in census if row["standing"] == "in_school_review"}
        both = [(rows[pair["census_id"]], roll[pair["roll_id"]]) for pair in links if pair["decision"] == "review"]
        of_a_namesake = {pupil["child_id"] for kid, pupil in both if _of_one_name_and_day(kid, pupil)}
        pairs = []
        for pair in sorted(links, key=lambda pair: (-pair["weight"], pair["census_id"], pair["roll_id"])):
            kid, pupil = rows[pair["census_id"]], roll[pair["roll_id"]]
            if (
                pair["decision"] == "review"
                and not _brother_or_sister(kid, pupil)
                and not _numbered(kid, pupil, everybody)
            ):
                told = {"home": _home(kid), "named": _home(pupil), "sound": kid["name_pinyin"], "kid": kid}
                told |= {"weight": pair["weight"], "margin": pair["margin"], "waiting": kid["child_id"] in waiting}
                two = _two_names(kid["name_pinyin"], pupil["name_pinyin"])
                told["of_namesake"] = two and pupil["child_id"] in of_a_namesake
                pairs.append({"child": kid["child_id"], "pupil": pupil, **told})
        return pairs

    def age(self, kid: Row, pupil: Row, told: list[Row], last_term: float | None) -> Row:
        """The age of a child: its own, that of the pupil it most probably is, the first that a list tells, last term's,
        by grade."""
        listed = [other for other in told if other["child_id"] == kid["child_id"] and kid["grade_due"] is None]
        sources = [*([] if self.better(kid, pupil) else [kid]), pupil, *listed[:1]]
        for due in (last_term, kid["grade"]):
            if due is not None:
                sources.append({"grade_due": due, "age_at_cutoff": due + int(self.ages.entry_age) - 1})
        found: Row = {}
        for name in ("grade_due", "age_at_cutoff"):
            found[name] = next((row[name] for row in sources if row.get(name) is not None), None)
        return found

    @staticmethod
    def better(kid: Row, pupil: Row) -> bool:
        """Whether the age of a child in review is that of the roll row it most probably is."""
        theirs = pupil.get("birth_date")
        if len(theirs or "") < 10 or pupil["grade_due"] is None:
            return False
        number, there = (row["id_birth"] if row["id_state"] == "ok" else None for row in (kid, pupil))
        by_number = number == theirs or (number is None and there == theirs)
        grade = kid["grade"]
        fits = [
            grade is not None and row["grade_due"] is not None and abs(grade - row["grade_due"]) < 2
            for row in (kid, pupil)
        ]
        sure = number is not None and number == kid["birth_date"]
        by_grade = grade is not None and kid["grade_due"] is not None and fits == [False, True] and not sure
        unwritten = len(kid["birth_date"] or "") < 10 or (kid["birth_source"] == "id" and there == theirs)
        own, there_due = (
            None if None in (pupil["grade"], row["grade_due"]) else abs(pupil["grade"] - row["grade_due"])
            for row in (kid, pupil)
        )
        out_of_age = own is not None and own < 2 and there_due is not None and there_due >= 2
        return (unwritten or by_number or by_grade) and not out_of_age

    @staticmethod
    def maybe(doubts: list[Row]) -> dict[str, Row]:
        """The roll row each child in review most probably is: the heaviest pair first, nobody twice, and nobody of
        another village where the roll's own village has a child who is best paired with the pupil, nor of another name
        where a child of its name and day is paired with it: of these the numbers join the other twin to the pupil left
        over."""
        named = [pair for pair in doubts if not pair["of_namesake"]]
        heaviest: dict[str, Row] = {}
        for pair in named:
            heaviest.setdefault(pair["child"], pair)
        found: dict[str, Row] = {}
        for pair in named:
            row = pair["pupil"]
            at_home = [
                best
                for best in heaviest.values()
                if best["pupil"]["child_id"] == row["child_id"] and best["home"] and best["home"] == best["named"]
            ]
            if at_home and pair["home"] and pair["named"] and pair["home"] != pair["named"]:
                continue
            free = row["standing"] in {"review", "duplicate_roll"}
            taken = any(row["child_id"] == other["child_id"] for other in found.values())
            if free and pair["child"] not in found and not taken:
                found[pair["child"]] = row
        return found | Slow.other_twins([pair for pair in doubts if pair["home"]], found)

    @staticmethod
    def other_twins(doubts: list[Row], found: dict[str, Row]) -> dict[str, Row]:
        """The pupil left over of two twins with each other's numbers, one of whom is ``found`` by the name, for the
        other, by child."""
        free = [pair for pair in doubts if pair["pupil"]["standing"] in {"review", "duplicate_roll"}]
        taken = {row["child_id"] for row in found.values()}
        twins = [
            (pair["child"], left["pupil"])
            for pair in free
            if pair["of_namesake"] and pair["child"] not in found
            for own in free
            if own["pupil"]["child_id"] == pair["pupil"]["child_id"] and own["home"] == pair["home"]
            if found.get(own["child"], {}).get("record_id") == own["pupil"]["record_id"]
            for left in free
            if left["child"] == own["child"] and left["home"] == pair["home"]
            if left["pupil"]["child_id"] not in taken
        ]
        children = [child for child, _ in twins]
        pupils = [pupil["child_id"] for _, pupil in twins]
        return {
            child: pupil
            for child, pupil in twins
            if children.count(child) == 1 and pupils.count(pupil["child_id"]) == 1
        }

    @staticmethod
    def again(
        doubts: list[Row], maybe: dict[str, Row], census: list[Row], somewhere: list[Row]
    ) -> tuple[set[str], dict[str, tuple[str, str]]]:
        """Children in review whose heaviest pair is with a pupil who is somebody else, no neighbour of another name
        or of another day (unless number, day, school and grade are the same), or probably is elsewhere; and the home of
        those who so are listed where the roll has them."""
        linked = {row["child_id"]: row for row in census if row["standing"] != "duplicate"}

        def neighbours(pair: Row) -> bool:
            other = linked.get(pair["pupil"]["child_id"])
            if other is None or pair["home"] is None or pair["home"] != _home(other):
                return False
            if _one_seat(pair["kid"], pair["pupil"]):
                return False
            days = [row["birth_date"] for row in (pair["kid"], other) if len(row["birth_date"] or "") == 10]
            return len(set(days)) == 2 or _two_names(pair["sound"], other["name_pinyin"])

        def apart(pair: Row) -> bool:
            told = [row for row in somewhere if row["child_id"] == pair["child"]]
            return any(row["id_number"] is None or row["id_number"] != pair["pupil"]["id_number"] for row in told)

        heaviest: dict[str, Row] = {}
        home_of: dict[str, Any] = {}
        for pair in doubts:
            heaviest.setdefault(pair["child"], pair)
            if maybe.get(pair["child"], {}).get("record_id") == pair["pupil"]["record_id"]:
                home_of.setdefault(pair["pupil"]["child_id"], pair["home"])
        found = {
            child
            for child, pair in heaviest.items()
            if child not in maybe
            and not apart(pair)
            and pair["weight"] >= 0
            and (
                (pair["pupil"]["standing"] == "linked" and not neighbours(pair))
                or (pair["pupil"]["child_id"] in home_of and home_of[pair["pupil"]["child_id"]] != pair["home"])
            )
        }
        moved: dict[str, tuple[str, str]] = {}
        for child in sorted(found, key=lambda child: heaviest[child]["kid"]["record_id"]):
            pair = heaviest[child]
            other = pair["pupil"]["child_id"]
            named = pair["pupil"]["standing"] == "linked" and pair["home"] == pair["named"] is not None
            if named and other in linked and _home(linked[other]) != pair["home"]:
                moved.setdefault(other, pair["home"])
        return found, moved

    @staticmethod
    def one_of_two(maybe: dict[str, Row], census: list[Row]) -> tuple[set[str], dict[str, tuple[str, str]]]:
        """Of every two children of the census who most probably are one, the one that does not count; and the home of
        the one that does, where the other is at home."""
        kids: dict[str, Row] = {}
        for row in census:
            if row["standing"] != "duplicate":
                kids.setdefault(row["child_id"], row)
        gone, homes = set(), {}
        for one in kids.values():
            other = kids.get(one["maybe_child_id"])
            if other is None or other is one or (one["roll_id"] and other["roll_id"]):
                continue
            best = [other, one] if one["record_id"] > other["record_id"] else [one, other]
            best.sort(key=lambda kid: kid["id_state"] != "ok")
            at_home = other["maybe_child_id"] != one["child_id"]  # the one at home names nobody
            if at_home:
                best.sort(key=lambda kid: kid["child_id"] == one["child_id"])
            best.sort(key=lambda kid: (kid["likely_standing"] or kid["standing"]) not in ENROLLED)
            best.sort(key=lambda kid: kid["child_id"] not in maybe)
            best.sort(key=lambda kid: kid["roll_id"] is None)
            gone.add(best[1]["child_id"])
            if at_home and best[0] is one and (home := _home(other)):
                homes.setdefault(one["child_id"], home)
        return gone, homes

    @staticmethod
    def twice_on_the_roll(doubts: list[Row], maybe: dict[str, Row], census: list[Row]) -> dict[str, str]:
        """Pupils in review who most probably are the pupil that a child is, by child_id; and that child."""
        own = {row["child_id"]: row["roll_id"] for row in census if row["standing"] != "duplicate"}
        chosen = {row["record_id"] for row in maybe.values()}
        found: dict[str, str] = {}
        seen: set[str] = set()
        for pair in doubts:
            row, kid = pair["pupil"], pair["kid"]
            if row["standing"] != "review" or row["record_id"] in chosen | seen:
                continue
            seen.add(row["record_id"])
            two = _two_names(pair["sound"], row["name_pinyin"])
            near = kid["id_number"] is not None and kid["id_number"] == row["id_number"] and (pair["margin"] or 0) < 0
            if (own[kid["child_id"]] or kid["child_id"] in maybe) and (near or not two) and pair["weight"] >= 0:
                found[row["child_id"]] = kid["child_id"]
        return found

    def settled(self, row: Row) -> Row:
        """A roll row in the grade its class list and the census agree on, and in the stage of that grade."""
        grade = row["grade_settled"]
        if grade is None:
            return row
        ordinary = row["stage"] in {"primary", "junior"}
        stage = ("primary" if grade <= self.ages.primary_years else "junior") if ordinary else row["stage"]
        return row | {"grade": grade, "stage": stage}

    def level(self, stage: str | None, grade: float | None, due: float | None) -> int:
        """0 kindergarten, 1 primary, 2 junior, 3 senior, −1 nothing."""
        if stage in LEVEL:
            return LEVEL[stage]
        number = grade
        if number is None and due is not None:
            number = max(due, 1) if stage == "special" else due
        if number is None:
            return 1 if stage == "special" else -1
        if number > self.ages.primary_years + self.ages.junior_years:
            return 3
        if number > self.ages.primary_years:
            return 2
        return 1 if number >= 1 else 0

    def before(self, previous: Register | None, known: list[Row]) -> None:
        """Last term, children recognised by ID number among the children and ``known``, all pupils."""
        self.was: list[Row] = []
        self.was_out: list[Row] = []
        self.year_before = None
        if previous is None:
            return
        self.year_before = previous.place.ages.school_year
        kids, pupils = (
            {row["id_number"]: row["child_id"] for row in rows if row["id_number"]} for rows in (self.kids, known)
        )
        was = Slow(self.with_hindsight(previous, kids | pupils))
        child_of = {pupil: child for child, pupil in was.same_as.items()}
        for row in was.pupils:
            then = was.kid_of.get(child_of.get(row["child_id"]), {})
            now = (kids | pupils).get(row["id_number"]) or (kids | pupils).get(then.get("id_number"))
            self.was.append(row | {"now": now})
        probably = {pupil: child for child, pupil in self.same_as.items()} | self.twice
        for row in was.kids:
            then = was.pupil_of.get(was.same_as.get(row["child_id"]), {})
            known = kids | pupils if row["roll_id"] else pupils | kids
            now = known.get(row["id_number"]) or known.get(then.get("id_number"))
            found = self.kid_of.get(probably.get(now, now))
            if row["grade_due"] is None and found is not None and found["grade_due"] is not None:
                then = found["grade_due"] - (self.ages.school_year - previous.place.ages.school_year)
                if not 1 <= then <= self.ages.primary_years + self.ages.junior_years:
                    continue  # of no compulsory age then, as is known now
            self.was_out.append(row | {"back": found is not None and found["in"]})

    def with_hindsight(self, previous: Register, known: dict[str, str]) -> Register:
        """Last term with the grades that lead to those of today, where a sure age says so and the village no other."""
        years = self.ages.school_year - previous.place.ages.school_year
        homes: dict[str, Row] = {}
        for row in records(previous.census):
            if row["standing"] != "duplicate":
                homes.setdefault(row["child_id"], row)
        settled = []
        for row in records(previous.roll):
            now = self.pupil(known.get(row["id_number"])).get("grade")
            told = homes.get(row["child_id"], {}).get("grade")
            due = row["grade_due"] if row["cohort_uncertain"] is False else None
            told = due if told in (None, due) else None
            slip = now is not None and years > 0 and row["grade"] is not None and row["grade_settled"] is None
            slip = slip and told is not None and told == now - years != row["grade"] and 1 <= told <= 9
            settled.append(told if slip else row["grade_settled"])
        return replace(
            previous, roll=previous.roll.assign(grade_settled=pd.Series(settled, previous.roll.index, "Int64"))
        )

    def among_pupils(self, child: str | None) -> str | None:
        """The child_id under which a child stands on the roll, be it in review or enrolled once more."""
        child = self.twice.get(child, child) if child else None
        return self.same_as.get(child, child) if child else None

    def pupil(self, child: str | None) -> Row:
        """The pupil a child is, or in review most probably is."""
        return self.pupil_of.get(self.among_pupils(child), {})

    def fate(self, child: str | None) -> str:
        """What became of a child, as one word."""
        pupil, kid = self.pupil(child), self.kid_of.get(child, {})
        status, standing, said = pupil.get("status"), kid.get("probably"), kid.get("said")
        last = self.ages.primary_years + self.ages.junior_years
        if status == "dead" or (standing == "gone" and said == "dead"):
            return "dead"
        if status == "abroad" or (standing == "gone" and said == "abroad"):
            return "abroad"
        if standing == "gone":
            return "moved_away"
        if pupil and pupil["here"]:
            if status == "home_taught":
                return "home_taught"
            return "beyond" if (pupil["grade"] or 0) >= last or pupil["level"] == 3 else "below"
        if status == "leave" or standing in {"on_leave", "deferred"}:
            return "leave"
        if status == "graduated" or standing == "finished":
            return "graduated"
        if standing == "elsewhere_proved":
            return "elsewhere"
        if not standing and status == "transferred_out" and pupil.get("proof"):
            return "elsewhere"
        if standing in {"home_taught", "no_register", "special_school", "with_class"}:
            return "home_taught"
        if standing == "elsewhere_claimed" or status in {"transferred_out", "elsewhere"}:
            return "claimed"
        return "dropped" if status in {"dropout", "out", "absent"} else "lost"


def count(rows: Iterable[Row], *tests: Callable[[Row], bool]) -> int:
    """How many rows pass every test."""
    return sum(all(test(row) for test in tests) for row in rows)


def slow_indicators(slow: Slow, keep: Callable[[Row], bool] = lambda row: True) -> dict[tuple[str, str], Figure]:
    """(numerator, denominator) of every variant that is a plain rate or a count, of the rows to ``keep``."""
    kids = [kid for kid in slow.kids if keep(kid)]
    found: dict[tuple[str, str], Figure] = {}
    found |= _net(kids, slow)
    found |= _gross(kids, [pupil for pupil in slow.pupils if keep(pupil)], slow)
    found |= _disabled(kids, slow)
    found |= _control(kids, slow, [row for row in slow.was_out if keep(row)])
    found |= _cases([row for row in slow.others.get("cases", []) if keep(row)])
    return found


def _aged(slow: Slow, first: int, last: int) -> Callable[[Row], bool]:
    return lambda kid: kid["grade_due"] is not None and first <= kid["grade_due"] <= last


def _bands(slow: Slow) -> dict[str, Callable[[Row], bool]]:
    six, nine = slow.ages.primary_years, slow.ages.primary_years + slow.ages.junior_years
    return {
        "preschool": _aged(slow, -2, 0),
        "last": _aged(slow, 0, 0),
        "primary": _aged(slow, 1, six),
        "junior": _aged(slow, six + 1, nine),
        "nine": _aged(slow, 1, nine),
        "senior": _aged(slow, nine + 1, nine + 3),
    }


def _alive(kid: Row) -> bool:
    """In the population: not dead or away, and not another child once more."""
    return kid["probably"] != "gone" and not kid["again"]


def _in_school(kid: Row) -> bool:
    return kid["in"] and kid["level"] >= 1


def _in_school_or(standing: str) -> Callable[[Row], bool]:
    return lambda kid: _in_school(kid) or kid["standing"] == standing


def _without(kids: list[Row], standing: str, also: str = "") -> Figure:
    """Those in school (or of the standing ``also``) among all who have not this standing."""
    counted = [kid for kid in kids if kid["standing"] != standing]
    return count(counted, _in_school_or(also)), len(counted)


def _net(kids: list[Row], slow: Slow) -> dict[tuple[str, str], Figure]:
    band = _bands(slow)
    found: dict[tuple[str, str], Figure] = {}
    for name, ages in (("primary_net_enrolment", "primary"), ("compulsory_net_enrolment", "nine")):
        of_age = [kid for kid in kids if band[ages](kid) and _alive(kid)]
        there = count(of_age, _in_school)
        found[name, "default"] = there, len(of_age)
        found[name, "leave_counted"] = count(of_age, _in_school_or("on_leave")), len(of_age)
        found[name, "leave_removed"] = _without(of_age, "on_leave")
        levels = {1} if ages == "primary" else {1, 2}
        found[name, "level_only"] = count(of_age, _in_school, lambda kid, ok=levels: kid["level"] in ok), len(of_age)
        rate = "default" if ages == "nine" else "primary"
        found["out_of_school_rate", rate] = len(of_age) - there, len(of_age)
        if ages == "nine":
            best = count(of_age, lambda kid: _in_school(kid) or kid["standing"] in TO_VERIFY | {"in_school_review"})
            sure = count(of_age, lambda kid: kid["surely_in"] and kid["level"] >= 1)
            found[name, "confirmed"] = sure, len(of_age)
            found[name, "finished_counted"] = count(of_age, _in_school_or("finished")), len(of_age)
            found[name, "best_case"] = best, len(of_age)
    teens = [kid for kid in kids if band["junior"](kid) and _alive(kid)]
    higher = count(teens, _in_school, lambda kid: kid["level"] >= 2)
    found["compulsory_net_enrolment", "junior"] = higher, len(teens)
    found["compulsory_net_enrolment", "junior_level_only"] = (
        count(teens, _in_school, lambda kid: kid["level"] == 2),
        len(teens),
    )
    found["out_of_school_rate", "junior"] = len(teens) - higher, len(teens)
    return found


def _gross(kids: list[Row], pupils: list[Row], slow: Slow) -> dict[tuple[str, str], Figure]:
    band = _bands(slow)
    alive = [kid for kid in kids if _alive(kid)]

    def at(level: int) -> list[Row]:
        there = [kid for kid in alive if kid["in"] or kid["standing"] == "still_in_kindergarten"]
        return [kid for kid in there if kid["level"] == level]

    def aged(name: str) -> int:
        return count(alive, band[name])

    strangers = [
        pupil
        for pupil in pupils
        if pupil["here"] and pupil["standing"] in {"from_elsewhere", "not_in_census"} and not pupil["uncalled"]
    ]
    away = {"elsewhere_proved", "elsewhere_claimed"}
    home = [kid for kid in alive if kid["probably"] not in away]

    def by_place(level: int, name: str) -> Figure:
        local = [kid for kid in at(level) if kid in home]
        return (
            len(local) + count(strangers, lambda pupil: pupil["level"] == level),
            count(home, band[name]) + count(strangers, band[name]),
        )

    def years(kid: Row, first: int, last: int) -> bool:
        return kid["age_at_cutoff"] is not None and first <= kid["age_at_cutoff"] <= last

    small, pre = at(0), "preschool_gross_enrolment"
    return {
        (pre, "default"): (len(small), aged("preschool")),
        (pre, "without_attached"): (count(small, lambda kid: not kid["attached"]), aged("preschool")),
        (pre, "with_six"): (len(small), count(alive, lambda kid: years(kid, 3, 6))),
        (pre, "by_place"): by_place(0, "preschool"),
        (pre, "net"): (count(small, band["preschool"]), aged("preschool")),
        (pre, "last_year"): (count([*small, *at(1)], band["last"]), aged("last")),
        ("primary_gross_enrolment", "default"): (len(at(1)), aged("primary")),
        ("primary_gross_enrolment", "by_place"): by_place(1, "primary"),
        ("junior_gross_enrolment", "default"): (len(at(2)), aged("junior")),
        ("junior_gross_enrolment", "by_place"): by_place(2, "junior"),
        ("senior_gross_enrolment", "default"): (len(at(3)), aged("senior")),
        ("senior_gross_enrolment", "general"): (count(at(3), lambda kid: kid["stage_now"] == "senior"), aged("senior")),
        ("senior_gross_enrolment", "to_eighteen"): (len(at(3)), count(alive, lambda kid: years(kid, 15, 18))),
        ("senior_gross_enrolment", "by_place"): by_place(3, "senior"),
    }


def _disabled(kids: list[Row], slow: Slow) -> dict[tuple[str, str], Figure]:
    of_age = [kid for kid in kids if _bands(slow)["nine"](kid) and _alive(kid) and kid["disabled"]]

    def stands(*codes: str, among: list[Row] = of_age) -> int:
        return count(among, lambda kid: kid["standing"] in codes)

    certified = [kid for kid in of_age if kid["certified"]]
    wide = [
        kid
        for kid in kids
        if _alive(kid) and kid["disabled"] and kid["age_at_cutoff"] is not None and 6 <= kid["age_at_cutoff"] <= 17
    ]
    pupils = count(
        filter(_alive, kids),
        lambda kid: (
            kid["disabled"] and (kid["in"] or kid["standing"] == "still_in_kindergarten") and kid["level"] in (1, 2)
        ),
    )
    name = "disabled_enrolment"
    return {
        (name, "default"): _without(of_age, "finished"),
        (name, "finished_counted"): (count(of_age, _in_school_or("finished")), len(of_age)),
        (name, "deferred_removed"): _without(of_age, "deferred", also="finished"),
        (name, "without_home_taught"): (
            _without(of_age, "finished")[0] - stands("home_taught"),
            len(of_age) - stands("finished"),
        ),
        (name, "certified"): _without(certified, "finished"),
        (name, "to_seventeen"): (count(wide, _in_school_or("finished")), len(wide)),
        (name, "gross"): (pupils, len(of_age)),
        (name, "special_school"): (stands("special_school"), len(of_age)),
        (name, "with_class"): (stands("with_class", "in_school", "no_register", "elsewhere_proved"), len(of_age)),
        (name, "home_taught"): (stands("home_taught"), len(of_age)),
        (name, "deferred"): (stands("deferred", "still_in_kindergarten"), len(of_age)),
    }


def _control(kids: list[Row], slow: Slow, was_out: list[Row]) -> dict[tuple[str, str], Figure]:
    nine = _bands(slow)["nine"]
    poor = [kid for kid in kids if nine(kid) and kid["low_income"]]
    alive = count(poor, _alive)

    def poor_and(codes: set[str]) -> Figure:
        return count(poor, lambda kid: kid["standing"] in codes and not kid["again"]), alive

    def elsewhere(rows: list[Row], sure: bool = False) -> Figure:
        where = [kid["standing" if sure else "probably"] for kid in rows if _alive(kid)]
        return where.count("elsewhere_proved"), where.count("elsewhere_proved") + where.count("elsewhere_claimed")

    def returned(codes: set[str], which: str = "standing") -> Figure:
        out = [row for row in was_out if row[which] in codes and (which == "standing" or not row["again"])]
        return count(out, lambda row: row["back"]), len(out)

    of_age = [kid for kid in kids if nine(kid) and _alive(kid)]
    quit_ = count(of_age, lambda kid: kid["said"] == "dropout" and not kid["in"])
    return {
        ("low_income_out_of_school", "default"): (
            count(poor, _alive, lambda kid: kid["probably"] in TO_VERIFY),
            alive,
        ),
        ("low_income_out_of_school", "listed"): (count(poor, lambda kid: kid["standing"] in TO_VERIFY), alive),
        ("low_income_out_of_school", "declared"): poor_and({"out_declared"}),
        ("low_income_out_of_school", "no_trace"): poor_and({"out_declared", "out_suspected"}),
        ("low_income_out_of_school", "not_enrolled"): (alive - count(poor, _alive, _in_school), alive),
        ("elsewhere_proof_coverage", "default"): elsewhere(kids),
        ("elsewhere_proof_coverage", "compulsory"): elsewhere([kid for kid in kids if nine(kid)]),
        ("elsewhere_proof_coverage", "confirmed"): elsewhere(kids, sure=True),
        ("return_rate", "default"): returned({"out_declared"}, "probably"),
        ("return_rate", "listed"): returned(TO_VERIFY),
        ("dropout_rate", "by_household"): (quit_, len(of_age)),
    }


def _cases(known: list[Row]) -> dict[tuple[str, str], Figure]:
    confirmed = [row for row in known if row["confirmed"]]

    def waiting(first: int, last: int) -> Figure:
        return count(known, lambda row: row["open"] and first <= row["days"] <= last), 0

    return {
        ("return_rate", "ledger"): (count(confirmed, lambda row: row["returned"]), len(confirmed)),
        ("return_rate", "open_month"): waiting(0, 30),
        ("return_rate", "open_quarter"): waiting(31, 90),
        ("return_rate", "open_half_year"): waiting(91, 180),
        ("return_rate", "open_longer"): waiting(181, 10**6),
    }


def slow_register_rates(slow: Slow) -> dict[tuple[str, str], Figure]:
    """(numerator, denominator) of the variants on the school register, for the county."""
    found: dict[tuple[str, str], Figure] = {}
    found |= _dropout(slow)
    found |= _retention(slow)
    found |= _transition(slow)
    return found


def _dropout(slow: Slow) -> dict[tuple[str, str], Figure]:
    found: dict[tuple[str, str], Figure] = {}
    known = {slow.among_pupils(row["now"]) for row in slow.was if row["here"]}
    new_year = slow.year_before != slow.ages.school_year
    for suffix, levels in (("", {1, 2}), ("primary", {1}), ("junior", {2})):
        rows = [pupil for pupil in slow.pupils if pupil["level"] in levels]
        quit_ = count(rows, lambda pupil: pupil["status"] in {"dropout", "out"})
        others = count(rows, lambda pupil: pupil["here"] or pupil["status"] in {"absent", "leave"})
        found["dropout_rate", suffix or "default"] = quit_, quit_ + others
        was = [row for row in slow.was if row["here"] and row["level"] in levels]
        fates = [_fate_of_leaver(slow, row, new_year) for row in was]
        gone = sum(fate in {"leave", "dropped", "claimed", "lost"} for fate in fates)
        found["dropout_rate", f"within_year_{suffix}".rstrip("_")] = gone, len(was)
        if not suffix:
            new = count(
                rows,
                lambda pupil: (
                    pupil["here"] and pupil["child_id"] not in known and not (new_year and pupil["grade"] == 1)
                ),
            )
            less = gone + sum(fate in {"dead", "abroad", "moved_away", "elsewhere"} for fate in fates)
            found["dropout_rate", "net_change"] = less - new, len(was)
    return found


def _fate_of_leaver(slow: Slow, row: Row, new_year: bool) -> str:
    fate = slow.fate(row["now"])
    return "graduated" if fate == "lost" and new_year and (row["grade"] or 0) >= 9 else fate


def _retention(slow: Slow) -> dict[tuple[str, str], Figure]:
    grade9 = [pupil for pupil in slow.pupils if pupil["here"] and pupil["level"] == 2 and pupil["grade"] == 9]
    year, name = slow.ages.school_year, "nine_year_retention"
    sent: list[Row] = []
    for row in slow.others.get("intake_counts", []):
        content = {key: value for key, value in row.items() if key not in {"record_id"}}
        if content not in sent:
            sent.append(content)

    def total(entry: int, column: str) -> int:
        return sum(row[column] or 0 for row in sent if row["intake_year"] == entry)

    intake = total(year - 8, "intake_count")
    ups, downs = ("moved_in", "guests", "other_increase"), ("moved_out", "on_leave", "other_decrease")
    before = {column: total(year - 9, column) for column in (*ups, *downs, "died", "intake_count")}
    now = {column: total(year - 8, column) for column in (*ups, *downs, "died")}
    graduates = len(_graduates(slow))
    flow = before["intake_count"] + before["moved_in"] - before["moved_out"]
    listed = _once(_named(slow.others.get("intake_list", [])), year - 8)
    entrants = [slow.fate(row["child_id"]) for row in listed]
    ids = {slow.among_pupils(row["child_id"]) for row in listed}

    def fates(*words: str) -> int:
        return sum(fate in words for fate in entrants)

    kept = fates("beyond", "home_taught", "graduated")
    stay = len(entrants) - fates("dead", "abroad")
    was = count(slow.was, lambda row: row["here"] and row["level"] in (1, 2) and row["grade"] in range(1, 9))
    on = count(slow.pupils, lambda row: row["here"] and row["level"] in (1, 2) and row["grade"] in range(2, 10))
    return {
        (name, "default"): (len(grade9), intake),
        (name, "allowance"): (round(len(grade9) + intake * 0.03), intake),
        (name, "graduates"): (graduates, flow - before["died"]),
        (name, "net_flow"): (graduates, flow),
        (name, "net_itemised"): (
            graduates,
            before["intake_count"] + sum(before[up] for up in ups) - sum(before[down] for down in downs),
        ),
        (name, "lost_kept"): (
            len(grade9),
            intake + sum(now[up] for up in ups) - sum(now[down] for down in downs) - now["died"],
        ),
        (name, "yearly"): (on, was),
        (name, "track"): (kept + fates("elsewhere"), stay),
        (name, "track_moved_removed"): (kept, stay - fates("moved_away", "elsewhere")),
        (name, "bucket_home_taught"): (fates("home_taught"), 0),
        (name, "bucket_moved_in"): (count(grade9, lambda row: row["child_id"] not in ids), 0),
        (name, "bucket_elsewhere"): (fates("elsewhere"), 0),
        (name, "bucket_moved_out"): (fates("claimed", "moved_away"), 0),
        (name, "bucket_dead"): (fates("dead", "abroad"), 0),
        (name, "bucket_leave"): (fates("leave"), 0),
        (name, "bucket_repeat"): (fates("below"), 0),
        (name, "bucket_lost"): (fates("dropped", "lost"), 0),
    }


def _named(rows: list[Row]) -> list[Row]:
    """The rows of a list; one that may be a child nobody else on the list is counts as that child."""
    taken = {row["child_id"] for row in rows if row["child_id"]}
    named = []
    for row in rows:
        child = row["child_id"]
        if child is None and row.get("maybe_child_id") not in taken:
            child = row.get("maybe_child_id")
            taken.add(child)
        named.append(row | {"child_id": child})
    return named


def _once(rows: list[Row], year: int) -> list[Row]:
    """The rows of a list, :func:`_named`, a child once, and every row of nobody; but those of another year."""
    kept: list[Row] = []
    for row in rows:
        if row["list_year"] not in {None, year}:
            continue
        if row["child_id"] is None or row["child_id"] not in {other["child_id"] for other in kept}:
            kept.append(row)
    return kept


def _graduates(slow: Slow) -> list[Row]:
    """Last summer's graduates of the junior stage: who left a primary school is none."""
    listed = _named(slow.others.get("graduates", []))
    return _once([row for row in listed if row["stage"] != "primary"], slow.ages.school_year)


def _transition(slow: Slow) -> dict[tuple[str, str], Figure]:
    went = []
    for row in _graduates(slow):
        stage = slow.pupil(row["child_id"]).get("stage")
        by_stage = {"senior": "general", "vocational": "vocational"}.get(stage)
        said = {
            **{"senior": "general", "vocational": "vocational", "attending": "other", "special": "other"},
            **dict.fromkeys(("elsewhere", "transferred_out", "abroad"), "elsewhere"),
            **dict.fromkeys(("out", "dropout", "graduated", "dead"), "none"),
            "repeating": "again",
        }.get(row["status"], "unknown")
        went.append(by_stage or said)
    on = {word: went.count(word) for word in ("general", "vocational", "elsewhere", "other", "again", "none")}
    admitted = on["general"] + on["vocational"] + on["elsewhere"] + on["other"]
    repeats = {slow.among_pupils(row["now"]) for row in slow.was if _repeats(slow, row)}
    first = [pupil for pupil in slow.pupils if pupil["here"] and pupil["level"] == 3 and pupil["grade"] == 10]
    new = count(first, lambda pupil: pupil["child_id"] not in repeats)
    last = [row for row in slow.was if row["here"] and row["level"] == 2 and row["grade"] == 9]
    name = "junior_to_senior_transition"
    return {
        (name, "default"): (admitted, len(went)),
        (name, "general"): (on["general"], len(went)),
        (name, "vocational"): (on["vocational"], len(went)),
        (name, "known"): (admitted, admitted + on["none"] + on["again"]),
        (name, "without_repeaters"): (admitted, len(went) - on["again"]),
        (name, "macro"): (len(first), len(went)),
        (name, "transition"): (new, len(last)),
        (name, "transition_effective"): (new, len(last) - count(last, lambda row: _repeats(slow, row))),
    }


def _repeats(slow: Slow, row: Row) -> bool:
    pupil = slow.pupil(row["now"])
    return bool(pupil) and pupil["here"] and row["grade"] is not None and pupil["grade"] == row["grade"]
