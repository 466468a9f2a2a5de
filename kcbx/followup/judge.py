"""Where a returned row ends: in effect, lacking something, to be corrected, unknown, or not filled in.

The judgement of a row depends on the row, on what was sent, and on the day of collection: never on other returns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kcbx.answers import Result
from kcbx.clean.dates import read_date
from kcbx.clean.words import tidy
from kcbx.cohorts import LAST_GRADE, SchoolAges, grade_name, school_year_of
from kcbx.definitions import schema
from kcbx.followup.reading import Frame, read
from kcbx.followup.reading.schools import known_schools
from kcbx.followup.reading.shifted import SHIFTED, shifted
from kcbx.followup.reading.trouble import Trouble
from kcbx.followup.reading.words import result_of
from kcbx.followup.returned import Filled, Line, Origin
from kcbx.followup.sent import SentRow, SentRows, changed

PLACES = ("effective", "lacking", "to_correct", "unknown", "unanswered")


@dataclass(frozen=True)
class Judged:
    """A returned row with its one place. ``sent``: the row it answers; None for a new child or an unknown row.

    ``meant``: the answers as understood. ``corrections``: identity cells that came back changed, field → (was, now).
    """

    line: Line
    place: str
    sent: SentRow | None
    new: bool
    result: Result | None
    meant: Mapping[str, str]
    troubles: Sequence[Trouble]
    corrections: Mapping[str, tuple[str, str]]

    @property
    def shifted(self) -> bool:
        """Whether its answers stand in the wrong columns."""
        return any(trouble.code == SHIFTED for trouble in self.troubles)

    @property
    def checked_ahead(self) -> bool:
        """Whether it says to have been checked after the day of collection."""
        return any((trouble.column, trouble.code) == ("checked_on", "date_ahead") for trouble in self.troubles)

    @property
    def key(self) -> str:
        """The key of the row it answers; what it said itself where that is unknown."""
        return self.sent.key if self.sent else self.line.key


class Bench:
    """Judges rows of returned files on one day of collection."""

    def __init__(self, sent: SentRows, schools: Mapping[str, Sequence[str]], collected_on: date) -> None:
        self.sent, self._schools, self.collected_on = sent, schools, collected_on
        self._frames: dict[str, Frame] = {}

    def on(self, day: date) -> Bench:
        """The same for another day of collection."""
        return Bench(self.sent, self._schools, day)

    @cached_property
    def _identity(self) -> list[str]:
        compared: list[str] = schema("followup/replies")["identity"]["compared"]
        return compared

    def judge(self, filled: Filled, line: Line, origin: Origin) -> Judged:
        """The place of one row, and everything that is wrong or worth noting."""
        asked = filled.layout.asked
        whose = self.sent.whose(filled, line, origin)
        row = whose.row
        frame = self._frame(row.batch if row else origin.batch)
        over = shifted(asked, filled.header.places, {**line.known, **line.given}, frame)
        answered = over is not None or any(text.strip() for text in line.given.values())
        troubles = self._beside(row, origin) if answered and row else []
        if whose.trouble and (answered or row is None):
            troubles.insert(0, Trouble("name", whose.trouble, {}, asked.name))
        corrections: dict[str, tuple[str, str]] = {}
        if row is not None and whose.trouble != "already_listed":
            corrections = {name: (row.known[name], line.known[name]) for name in changed(row, line, self._identity)}
            code = "identity_corrected" if _says_wrong_data(filled, line) else "identity_changed"
            troubles += [Trouble(name, code, {"was": was}, asked.name) for name, (was, _) in corrections.items()]
        if row is None and not whose.new:
            return Judged(line, "unknown", None, False, None, dict(line.given), troubles, {})
        if not answered and not whose.new:
            return Judged(line, "unanswered", row, False, None, {}, troubles, corrections)
        if over is not None:
            troubles.append(over)
            return Judged(line, "to_correct", row, whose.new, None, dict(line.given), troubles, corrections)
        reading = read(asked, line.given, frame)
        troubles += reading.troubles
        if row is not None and reading.result is not None:
            troubles += _empty_value(filled, row, reading.result)
            troubles += self._not_finished_yet(row, reading.result)
        if whose.new and not _is_a_day(line.known.get("birth_date", "")):
            troubles.append(Trouble("birth_date", "date_unreadable", {"said": line.known["birth_date"]}))
        given = {
            **reading.meant,
            **({name: line.known.get(name, "") for name in asked.newly_found} if whose.new else {}),
        }
        wrong = any(trouble.must for trouble in troubles)
        unread = {trouble.column for trouble in reading.troubles}
        lacking = asked.missing(given, whose.new)
        troubles += [
            each for each in self._lacking(filled, lacking, reading.result, whose.new) if each.column not in unread
        ]
        place = "to_correct" if wrong else "lacking" if lacking else "effective"
        return Judged(line, place, row, whose.new, reading.result, reading.meant, troubles, corrections)

    def _frame(self, batch: str) -> Frame:
        """What rows of a batch are read against; the newest batch's where it is not known."""
        if batch not in self.sent.batches:
            batch = self.sent.newest
        if batch not in self._frames:
            head = self.sent.batches.get(batch)
            as_of = date.fromisoformat(head["as_of"]) if head else self.collected_on
            schools = known_schools(self._schools.get(batch, ()))
            self._frames[batch] = Frame(as_of, self.collected_on, schools, head["county"] if head else "")
        return self._frames[batch]

    def _not_finished_yet(self, row: SentRow, result: Result) -> Iterator[Trouble]:
        """A trouble where a child is said to have finished who has only left the primary school."""
        if result.code == "finished" and (due := self._grade_due(row)) is not None and due < LAST_GRADE:
            yield Trouble("result", "not_finished_yet", {"grade": grade_name(due), "said": result.label})

    def _grade_due(self, row: SentRow) -> int | None:
        """The grade due of whom a row is about, as the list had it by the age rules of the place.

        Rows that do not say are judged by a birth date known to the day, the cut-off of their batch and entry at six.
        """
        if due := row.known.get("grade_due"):
            return int(due)
        head, birth = self.sent.batches[row.batch], read_date(row.known.get("birth_date", ""), date.max)
        if birth.precision != "day":
            return None
        cutoff = date.fromisoformat(head["cutoff"])
        year = school_year_of(date.fromisoformat(head["as_of"]))
        ages = SchoolAges(year, cutoff_month=cutoff.month, cutoff_day=cutoff.day)
        return ages.grade_due(date.fromisoformat(birth.best))

    def _beside(self, row: SentRow, origin: Origin) -> list[Trouble]:
        """Notes on a row that came in another's book, or in an old one."""
        notes = []
        if origin.recipient and origin.recipient != row.recipient:
            notes.append(Trouble("name", "other_recipient", {"recipient": row.recipient}))
        if origin.batch in self.sent.batches:
            days = [self.sent.batches[batch]["as_of"] for batch in (origin.batch, self.sent.newest)]
            if days[0] < days[1]:
                notes.append(Trouble("name", "old_batch", {"batch": origin.batch}))
        return notes

    def _lacking(self, filled: Filled, words: Sequence[str], result: Result | None, new: bool) -> list[Trouble]:
        """One trouble a missing cell."""
        asked = filled.layout.asked
        columns = {word: name for name, word in asked.newly_found.items()} if new else {}
        if result is not None:
            columns |= {asked.word(result, name): name for name in asked.columns if asked.word(result, name)}
        label = asked.columns["result"].label
        return [
            Trouble("result", "result_missing", {"label": label})
            if word == label
            else Trouble(columns[word], "missing", {"word": word})
            for word in words
        ]


def _says_wrong_data(filled: Filled, line: Line) -> bool:
    """Whether the row says that what is known is wrong, and so comes with its correction."""
    said = result_of(filled.layout.asked, tidy(line.given.get("result", "")), [])
    return said is not None and said.code == "wrong_data"


def _empty_value(filled: Filled, row: SentRow, result: Result) -> Iterator[Trouble]:
    """A trouble where the value is said to be right that was not there."""
    column = schema("followup/replies")["values"].get(filled.layout.asked.name, {}).get(result.code, "")
    if column in row.known and not row.known[column].strip():
        heading = next(known.heading for known in filled.layout.known if known.field == column)
        yield Trouble("result", "value_empty", {"heading": heading, "said": result.label})


def _is_a_day(text: str) -> bool:
    """Whether a birth date is blank (that is another trouble) or can be read to the day."""
    return not text.strip() or read_date(text, date.max).precision == "day"


__all__ = ["PLACES", "Bench", "Judged"]
