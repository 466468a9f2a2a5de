"""What a text says about schooling: one code of ``schemas/values/status.toml``, or nothing.

A whole text is looked up first, then the words within it, code by code in the order of the file. A clause about
the parents (父母外出务工, 父亲死亡) says nothing of the child and is left out; 未辍学 is not 辍学. The number of an
answer in a list of answers is no part of it: 2 中职 is 中职.
"""

from __future__ import annotations

import re
from functools import cache

import pandas as pd

from kcbx.clean.names import bracket_behind
from kcbx.clean.words import bare, by_value, folded, nulls
from kcbx.definitions import schema

_RELATIVES = (
    "父母|父亲|母亲|爸爸|妈妈|爸妈|家长|家人|爷爷|奶奶|外公|外婆|祖父母|监护人|亲属|亲戚|"
    "哥哥|姐姐|叔叔|伯父|伯伯|大伯|舅舅|舅妈|姑姑|姑妈|姨妈|小姨"
)
_WITH_PARENTS = re.compile(f"(?:跟随|随同|随|跟着|跟|与|和|同)(?:{_RELATIVES})(?:一起|一同)?(?:外出)?(?:务工|打工)?")
_OF_OTHERS = re.compile("父|母|爸|妈|双亲|家长|家人|爷|奶|外公|外婆|监护人|兄|哥|姐|弟|妹|叔|伯|舅|姑(?!苏)|户主")
_CLAUSES = re.compile(r"[，,。；;、\s]+")
#: 未辍学 is not 辍学; of 户口在外县 the child may be here.
_NEGATED = "(?<![不未没非无])(?<!没有)(?<!户口在)(?<!户籍在)(?<!户口是)(?<!户籍是)"
#: 户口已迁入, 外地来 and 转学到本校 are the other way round.
_ARRIVED = "(?!入|来|到本|至本|到我|至我)"
#: 五年级, 在读初二, 普通高中一年级: whoever is in a grade is in school.
_IN_GRADE = re.compile(
    "^(?:现?在?读)?(小学|初中|普通高中|普高|高中|中职|职高|技校|中专)?"
    "(?:[一二三四五六七八九1-9]年级|[小初](?=[一二三四五六1-6])[一二三四五六1-6]|(高)[一二三1-3])(?:学生|在读|就读)?$"
)
#: What else a clause of a remark may say, and the code of it.
_TOLD = (("left", "transferred_out"), ("out", "out"))
_NUMBER_OF_ANSWER = re.compile(r"^[0-9]{1,2}[-—_、.．:：)）\s]*(?=[一-鿿])")


def read_status(text: str, *, whole_only: bool = False) -> str | None:
    """The code of a text; null where it is not understood. ``whole_only`` looks whole texts up and no words within."""
    if code := _whole().get(bare(text)) or _whole().get(bare(without_number(text))):
        return code
    if whole_only:
        return None
    about_child = bare("".join(_clauses(text)))
    if code := _whole().get(about_child):
        return code
    return next((code for code, words in _within() if words.search(about_child)), _of_grade(bare(text)))


def codes_within(text: str) -> set[str]:
    """All codes of which a word stands in a text."""
    about_child = bare("".join(_clauses(text)))
    return {code for code, words in _within() if words.search(about_child)}


def _of_grade(word: str) -> str | None:
    found = _IN_GRADE.match(word)
    stage = found and (found.group(1) or ("高中" if found.group(2) else "在读"))
    return _whole().get(stage) if stage else None


def without_number(text: str) -> str:
    """The text without the number it has in a list of answers: 8 其他 is 其他."""
    return _NUMBER_OF_ANSWER.sub("", folded(text))


def _clauses(text: str) -> list[str]:
    """The clauses that speak of the child; 随父母在温州就读 becomes 在温州就读."""
    shown = _WITH_PARENTS.sub("", " ".join(folded(piece) for piece in text.split()))
    return [clause for clause in _CLAUSES.split(shown) if not _OF_OTHERS.search(clause)]


def read_remark(text: str) -> str | None:
    """The code of a remark: that of the first clause that is a word for schooling (县外就读，电话未接) or holds a plain
    one (2025年病故). What was once, or is over (曾休学, 休学，已复学), has none; attending is not told by a remark.
    """
    clauses = [bare(clause) for clause in _clauses(text)]
    back = any(_remarks("returned").search(clause) for clause in clauses)
    codes = [_of_clause(clause) for clause in clauses]
    lasting = schema("values/schooling")["remark"]["lasting"]
    return next((code for code in codes if code and code != "attending" and (not back or code in lasting)), None)


def _of_clause(clause: str) -> str | None:
    """The code of one clause of a remark; √ and 否 answer a question that a remark does not ask."""
    if len(clause) < 2:
        return None
    if code := _whole().get(clause) or _joined(clause):
        return code
    if _remarks("not_today").search(clause):
        return None
    plain = schema("values/schooling")["remark"]["within"]
    found = next((code for code, words in _within() if code in plain and words.search(clause)), None)
    return found or next((code for kind, code in _TOLD if _remarks(kind).search(clause)), None)


def _joined(clause: str) -> str | None:
    """The first code of words for schooling that stand in one another's wake without a mark: 不在校失联."""
    if not _words_in_a_row().fullmatch(clause):
        return None
    codes = [_whole()[word] for word in _a_word().findall(clause)]
    return next((code for code in codes if code != "attending"), codes[0])


def with_notes_of_names(rows: pd.DataFrame) -> pd.DataFrame:
    """The raw rows with what a bracket behind a name says of schooling (王二（转出）) as a remark."""
    if "name" not in rows:
        return rows
    behind = by_value(rows["name"], bracket_behind)
    behind = behind.where(by_value(behind, read_remark).notna())
    if behind.isna().all():
        return rows
    note = rows["note"] if "note" in rows else nulls(rows.index)
    return rows.assign(note=(behind + "；" + note).fillna(behind).fillna(note))


def schooled_at(text: str) -> list[str]:
    """The clauses of a remark that say where the child is at school today: 在浙江义乌读书, but not 从浙江转入就读."""
    told = _remarks("schooled_at"), _remarks("not_today")
    return [each for each in _clauses(text) if told[0].search(each) and not told[1].search(bare(each))]


def gone_to(text: str) -> list[str]:
    """Where the clauses of a remark say that the child went, and no more: 浙江 of 已去浙江了, but not of 从浙江转入."""
    told = (_remarks("gone_to").fullmatch(bare(each)) for each in _clauses(text))
    return [found["where"] for found in told if found]


def about_child(text: str) -> str:
    """The text without clauses about parents and siblings, for finding a school or a place in it."""
    return "，".join(_clauses(text))


@cache
def _whole() -> dict[str, str]:
    return {
        bare(word) or word: code
        for code, words in reversed(list(schema("values/status").items()))
        for word in words["exact"]
    }


@cache
def _a_word() -> re.Pattern[str]:
    """A word for schooling of two characters or more, the longest first."""
    words = sorted((re.escape(word) for word in _whole() if len(word) > 1), key=len, reverse=True)
    return re.compile("|".join(words))


@cache
def _words_in_a_row() -> re.Pattern[str]:
    return re.compile(f"(?:{_a_word().pattern})+")


@cache
def _within() -> list[tuple[str, re.Pattern[str]]]:
    return [
        (
            code,
            re.compile(
                f"{_NEGATED}(?:{'|'.join(map(re.escape, sorted(words['parts'], key=len, reverse=True)))}){_ARRIVED}"
            ),
        )
        for code, words in schema("values/status").items()
        if words["parts"]
    ]


@cache
def _remarks(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(schema("values/schooling")["remark"][kind]))
