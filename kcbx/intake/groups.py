"""What a column says as a part: an answer (√ under 未就读, 是 under 是否失学), or a piece of a date or of a place.

A heading under a group (就读情况 › 未就读) is often no field of its own: the group asks, the heading below answers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from kcbx.definitions import schema
from kcbx.fields import fields
from kcbx.intake.forms import Form, key, words
from kcbx.intake.headings import Path, field_of, is_ignored, nearly
from kcbx.intake.values import cell_text

#: Fields beside those of kind status of which a group may give the answers to tick.
_CHOSEN = ("destination", "reason", "proof")
#: What a column of ticks may say of a child beside the question of its group.
_OF_THEIR_OWN = frozenset({"low_income", "left_behind", "migrant", "orphan", "disabled", "registered_elsewhere"})
_PIECES_OF_DATES = ("年", "月", "日")
_SEXES = ("男", "女")
_PIECE_OF_PLACES = re.compile(r"[省市县区州盟旗份地级]{1,6}")
_NOT_GONE_ON = "未升学"
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_QUESTION = re.compile(r"是否|有无|是不是")

#: A column of ticks for one grade, and groups of those of a kindergarten.
_GRADE = re.compile("(?P<number>[一二三四五六七八九1-9])(?:年级)?|(?P<nursery>[大中小]|学前)班?")
_NURSERY = frozenset({"幼儿园", "学前", "学前教育"})
#: What a column holds (:func:`marks`).
TICKS, NOTHING, TEXTS = "ticks", "nothing", "texts"


@dataclass(frozen=True)
class Part:
    """A column that gives part of a ``field``, together with the others under its ``group``.

    ``answer``: what a tick means; ``with_text``: how any other text is read, where it tells more. ``piece``: what
    stands behind each text (年), where the texts of the group make one.
    """

    field: str
    group: Path
    answer: str = ""
    with_text: str = ""
    piece: str | None = None

    def text_of(self, written: str | None) -> str | None:
        """What a cell of the column says."""
        if written is None:
            return None
        if self.piece is not None:
            return written.strip().removesuffix(self.piece) + self.piece
        if says(written, "yes"):
            return self.answer
        if says(written, "no") or (self.answer == _NOT_GONE_ON and key(written) in _nulls()):
            return None
        return self.with_text.format(answer=self.answer, text=written.strip()) or None


#: The last column of a group of destinations: what stands there says it all.
_OTHER = frozenset(("其他", "其它", "其他去向", "其它去向"))


@lru_cache(maxsize=16384)
def part_of(form: Form, path: Path, *, ticked: bool, listed_only: bool) -> Part | None:
    """What a heading is a part of, if of anything. ``ticked``: the column holds ticks only; ``listed_only``: a group
    must be listed, as with :func:`kcbx.intake.recognise.fields_of`."""
    if not path or is_ignored(path):
        return None
    if word := _asked(form, path, ticked=ticked):
        return word
    if part := _not_gone_on(form, path):
        return part
    if len(path) < 2:
        return None
    group, leaf = path[:-1], key(path[-1])
    if ticked and "grade" in form.fields and (grade := _grade_ticked(form, group, leaf)):
        return Part("grade", group, grade)
    name = field_of(form, group) or (None if listed_only else nearly(form, group))
    if name is None:
        return None
    if fields()[name].kind == "date" and leaf in _PIECES_OF_DATES:
        return Part(name, group, piece=leaf)
    own = field_of(form, path)
    if name == "sex" and ticked and leaf in _SEXES:
        return Part(name, group, leaf)
    if name in ("school_place", "address", "residence") and own in (None, name) and _PIECE_OF_PLACES.fullmatch(leaf):
        return Part(name, group, piece="")
    if fields()[name].kind != "status" and name not in _CHOSEN:
        return None
    return _answer(form, path, name, own, ticked=ticked)


def _grade_ticked(form: Form, group: Path, leaf: str) -> str:
    """The grade a tick stands for: 一 under 小学, 大班 under 学前, 三年级 under 就读年级; "" for any other heading."""
    above = key(group[-1])
    if not (of_grade := field_of(form, group) == "grade") and above not in words("headings", "stages"):
        return ""
    found = _GRADE.fullmatch(leaf)
    if not found:
        return ""
    if nursery := found["nursery"]:
        return f"{nursery}班" if of_grade or above in _NURSERY else ""
    return f"{'' if of_grade else above}{found['number']}年级" if above not in _NURSERY else ""


def _asked(form: Form, path: Path, *, ticked: bool) -> Part | None:
    """A column whose 是 is an answer of its own: 是否失学, and 失学 over ticks."""
    own = {key(path[-1]), key(_BRACKETS.sub("", path[-1]))}
    asked = own & form.yes_means.keys()
    if ticked and len(path) == 1 and not asked:
        asked = {f"是否{each}" for each in own} & form.yes_means.keys()
    if asked and form.asked:
        return Part(form.asked, path, form.yes_means[min(asked)], with_text="{text}")
    day = own & form.dated.keys() - form.headings.keys()
    return Part(form.asked, path, form.dated[min(day)], with_text="{answer}") if day and form.asked else None


def _not_gone_on(form: Form, path: Path) -> Part | None:
    """Whatever stands under 未升学原因 or 未升学去向: a graduate who did not go on to school."""
    field = "destination_kind"
    if field not in form.fields or is_ignored(path):
        return None
    asks = next((each for each in path if key(each).startswith(_NOT_GONE_ON)), None)
    rest = key("".join(path)).partition(_NOT_GONE_ON)[2]
    if asks is None or not any(word in rest for word in ("原因", "去向", "何处", "情况", "做什么", "现状")):
        return None
    return Part(field, path, _NOT_GONE_ON, with_text=_NOT_GONE_ON + "：{text}")


def _answer(form: Form, path: Path, name: str, own: str | None, *, ticked: bool) -> Part | None:
    leaf = key(path[-1])
    if name == "proof":
        return Part(name, path[:-1], "".join(path[-1].split())) if ticked else None
    if _QUESTION.match(leaf) or any(word in leaf for word in _of_nothing(form)):
        return None
    if own in _OF_THEIR_OWN and name != "reason":
        return None
    if form.headings.get(leaf) == name and leaf not in form.ticked:
        return None  # 就学情况 › 就读状态 asks once more
    word = _BRACKETS.sub("", "".join(path[-1].split())) or path[-1]
    if not ticked and name.startswith("destination") and leaf in _OTHER:
        return Part(name, path[:-1], "", with_text="{text}")
    if ticked:
        return Part(name, path[:-1], word)
    if own in (None, name) and (is_answer(word) if name.startswith("destination") else is_whole_answer(word)):
        return Part(name, path[:-1], word, with_text="{answer}：{text}")
    return None


@cache
def answers() -> frozenset[str]:
    """Keys of the questions whose 是 says how it stands with the child, without 是否: 失学, 休学."""
    asks = schema("intake")["headings"]
    return frozenset(
        key(each).removeprefix("是否")
        for table in (asks["yes_means"], asks["yes_means_at_home"])
        for own in table.values()
        for each in own
    )


@cache
def _of_nothing(form: Form) -> tuple[str, ...]:
    return tuple(word for word, name in form.containing.items() if name == "none")


@cache
def is_answer(word: str) -> bool:
    """Whether a heading holds an answer of itself: 升入普通高中, 未升学（务工）."""
    parts = [key(each) for code in schema("values/status").values() for each in code["parts"]]
    return is_whole_answer(word) or any(each in key(word) for each in parts)


@cache
def is_whole_answer(word: str) -> bool:
    """Whether a heading is an answer and nothing more: 在校, 未入学, but not 在校时间."""
    return any(key(word) == key(each) for code in schema("values/status").values() for each in code["exact"])


def marks(cells: Sequence[Any], but: Path) -> str:
    """What a column holds but for its own heading printed again: TICKS alone, NOTHING, or other TEXTS."""
    texts = {text for text in map(cell_text, set(cells)) if text} - {*but}
    if not texts:
        return NOTHING
    ticks = any(says(text, "yes") for text in texts)
    return TICKS if ticks and all(says(text, "yes") or says(text, "no") for text in texts) else TEXTS


@lru_cache(maxsize=4096)
def says(text: str, answer: str) -> bool:
    """Whether a text is one of the marks for yes or no (``schemas/values/flags.toml``)."""
    own = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    return own in _marks(answer)


@cache
def _nulls() -> frozenset[str]:
    return frozenset(map(key, schema("values/words")["null"]))


@cache
def _marks(answer: str) -> frozenset[str]:
    more = {"yes": ["■", "√√"], "no": ["/", "-", "—", "无"]}
    return frozenset(
        unicodedata.normalize("NFKC", each).upper() for each in [*schema("values/flags")[answer], *more[answer]]
    )
