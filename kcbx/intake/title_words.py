"""What the words of titles, of sheet, file and folder names speak for: a form, a list of homes, or another use.

``texts`` are the texts by place: title, sheet, file, folder, and line, which holds all that stands above a header.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from kcbx.definitions import schema
from kcbx.intake.forms import Form, key
from kcbx.intake.hints import names_a_village

#: An office that signs the list, whose name says nothing of its use.
_OFFICE = re.compile("(?:招生|教育)考试(?:办公室|委员会|中心|院|办)|考试(?:院|中心)")
#: A school that sends its list: of 红旗小学毕业生 the graduates are meant, of 全县小学毕业生 the stage they left.
_SENDER = re.compile("[一-鿿]{2,}(?<![年届度级学期季秋春县区市州乡镇校全各于])小学(?=毕业生)")
#: Points of a village's name over a sheet.
_OF_A_VILLAGE = 3.0

#: What a title word is worth by the place where it stands.
_PLACES = {"title": 1.0, "sheet": 0.9, "file": 0.7, "folder": 0.3}
_NEAR = ("title", "sheet", "file")


def title_score(form: Form, texts: Mapping[str, Sequence[str]]) -> float:
    """The strongest title word, and a quarter of the others; nothing under a title that is another list's."""
    if not form.needs_title and not _may_be_titled(form, texts):
        return 0.0
    hits = sorted(weight * _nearest(word, texts, _PLACES) for word, weight in form.titles.items())
    return hits[-1] + sum(hits[:-1]) / 4 if hits else 0.0


def village_score(form: Form, texts: Mapping[str, Sequence[str]]) -> float:
    """What a village's name over the sheet, and no school's, speaks for a list of homes."""
    return _OF_A_VILLAGE if not form.of_schools and names_a_village([*texts.get("line", ()), *_near(texts)]) else 0.0


def other_use(form: Form, texts: Mapping[str, Sequence[str]], headings: Iterable[str] = ()) -> str:
    """The word of a title, or the heading, that tells a list for something else than any form, where it outweighs the
    words of the form: who is on it is entitled to something, and need not be in class."""
    not_used = schema("intake")["not_used"]
    weights = not_used["titles"]
    own = set(map(key, headings))
    columns = {word: weight for word, weight in not_used["headings"].items() if key(word) in own}
    texts = {place: [_OFFICE.sub("", _unsent(line)) for line in lines] for place, lines in texts.items()}
    told = columns | {word: weight * _nearest(word, texts, _NEAR) for word, weight in weights.items()}
    word = max(told, key=lambda each: told[each])
    return word if told[word] > title_score(form, texts) else ""


def titled(form: Form, texts: Mapping[str, Sequence[str]]) -> bool:
    """Whether a title, the sheet or the file names the form, and none of them another list."""
    return _may_be_titled(form, texts) and _any_of(form.titles, texts)


def of_another(form: Form, texts: Mapping[str, Sequence[str]]) -> bool:
    """Whether the title or the sheet's name says that the list is not of the form, whatever its columns."""
    return any(
        word in _unsent(line) for word in form.never for place in ("title", "sheet") for line in texts.get(place, ())
    )


def _may_be_titled(form: Form, texts: Mapping[str, Sequence[str]]) -> bool:
    return not _any_of(form.not_titles, texts)


def _any_of(words: Iterable[str], texts: Mapping[str, Sequence[str]]) -> bool:
    """Whether one of the words stands in the title, the name of the sheet or of the file."""
    near = [_keys(tuple(texts.get(place, ()))) for place in _NEAR]
    return any(word in keys for word in words for keys in near)


def _nearest(word: str, texts: Mapping[str, Sequence[str]], places: Iterable[str]) -> float:
    """What the nearest of the places where a title word stands is worth; 0 where it stands in none."""
    return max((_PLACES[place] for place in places if word in _keys(tuple(texts.get(place, ())))), default=0.0)


@lru_cache(maxsize=1024)
def _keys(lines: tuple[str, ...]) -> str:
    """The lines of a place as keys, in which dozens of title words are looked for."""
    return "\n".join(map(key, lines))


def _unsent(line: str) -> str:
    """The key of a line without the school that sends the list."""
    return _SENDER.sub("", key(line))


def _near(texts: Mapping[str, Sequence[str]]) -> list[str]:
    return [line for place in _NEAR for line in texts.get(place, ())]
