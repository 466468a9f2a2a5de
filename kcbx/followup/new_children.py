"""Children found who were on no list: each gets one case, however often and by whomever it is reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kcbx.clean.dates import read_date
from kcbx.clean.names import name_key, show_name
from kcbx.clean.words import folded
from kcbx.followup.ledger import Ledger

#: The base32 letters a person misreads on paper give way to digits base32 does not use.
_LEGIBLE = str.maketrans("ILO", "189")


@dataclass(frozen=True)
class NewChild:
    """A child written in by hand. ``known``: the cells of its row by field; ``source``: file, sheet and row."""

    known: Mapping[str, str]
    township: str
    source: str

    @property
    def birth_date(self) -> str:
        """The birth date as YYYY-MM-DD; as written where it cannot be read."""
        written = self.known.get("birth_date", "")
        return read_date(written, date.max).best or written

    @property
    def who(self) -> str:
        """What two reports of the child have in common: name, birth date, village."""
        shown = show_name(self.known.get("name", ""))
        key = (name_key(shown) if shown else None) or ""
        return "|".join((key, self.birth_date, folded(self.known.get("village", ""))))

    def case_number(self, ledger: Ledger) -> str:
        """Made from who the child is, so that two copies agree."""
        return "NEW-" + ledger.keyed(f"case\0{self.who}").translate(_LEGIBLE)[:7]


def open_new(ledger: Ledger, children: Sequence[NewChild], day: str) -> None:
    """Open a case for each, inside a transaction; one that is open already gains another source."""
    persons, aliases, numbers = [], [], set()
    for child in children:
        number = child.case_number(ledger)
        numbers.add(number)
        person: dict[str, Any] = dict.fromkeys(("address", "guardian", "phone", "school"), "")
        person |= dict.fromkeys(("grade_due", "disabled", "low_income"))
        person |= {name: child.known.get(name, "") for name in ("name", "sex", "guardian", "village")}
        person |= {"birth_date": child.birth_date, "township": child.township}
        persons.append({"case_number": number, "on_date": day, "source": child.source, **person})
        name, birth, village = child.who.split("|")
        alias = f"who:{name}|{birth}|{child.township}/{village}"
        aliases.append({"alias": alias, "case_number": number, "on_date": day})
    ledger.add("cases", [{"case_number": number, "opened_on": day} for number in sorted(numbers)])
    ledger.add("persons", persons)
    ledger.add("aliases", aliases)


__all__ = ["NewChild", "open_new"]
