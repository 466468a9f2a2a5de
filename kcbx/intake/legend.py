"""Codes instead of words, 1…6, A…F or 红, 黄, 绿 under 就读情况, and the legend in the heading, above or below the
table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kcbx.fields import fields
from kcbx.intake.columns import Layout
from kcbx.intake.forms import key
from kcbx.intake.groups import is_answer
from kcbx.intake.values import Texts

_CODE = re.compile(r"\d{1,2}|[A-Z]|[红橙黄绿蓝紫灰白黑]")
#: The number of a note and what it is about: 3. 就读情况：
_ABOUT = re.compile(r"\s*[(]?\d{1,2}[).、．][^0-9:]{0,20}:")
#: Between the entries of a legend; the colon of 1：在校 stands within one.
_BETWEEN = re.compile(r"[,;、。\s/|\[\]【】]+|(?<!\d):|^[^\dA-Z(]*\(|\)$")
_WORD = r"[一-龥][一-龥()]{0,13}"
_CODE_FIRST = re.compile(rf"(\d{{1,2}}|[A-Z])[.:=\-—)]?({_WORD})")
_WORD_FIRST = re.compile(rf"({_WORD}?)(?:请?填写?|为|用|写|记)?[=\-—]?[“\"‘'(]?(\d{{1,2}})[”\"’')]?")
_POINT = re.compile(r"([\dA-Z])、(?=[一-龥])")  # 1、在校
#: A colour as a code, and as it begins an entry of a legend: 红色为辍学.
_COLOUR = re.compile("([红橙黄绿蓝紫灰白黑])(?:色|牌|灯|标|码)?")
_COLOUR_FIRST = re.compile(rf"(?<![一-龥]){_COLOUR.pattern}(?:标识|标注|代表|表示|为|是|指|[:=\-—])*(?=[一-龥])")
_YES_NO = {"1": "是", "0": "否"}
_FEWEST = 2
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def decoded(
    layout: Layout, texts: Mapping[str, Texts], kept: Sequence[int], lines: Sequence[str]
) -> tuple[dict[str, Texts], dict[str, list[str]]]:
    """The fields that hold codes with the words a legend gives them, and the codes of those that none explains.

    A field holds codes where all its cells are numbers of one or two digits, capital letters or colours. ``kept``: the
    rows of children; ``lines``: what stands above and below them. 1 and 0 need no legend, nor do 1 and 2 under a 是否.
    """
    found, unread = {}, {}
    for name, column in texts.items():
        if not _may_be_coded(name):
            continue
        codes = {_plain(value) for index in kept if (value := column.values[index])}
        if not (codes and all(map(_CODE.fullmatch, codes))):
            continue
        heading = layout.headings[layout.columns[name][0]]
        words = _words(heading, codes, lines)
        if words:
            found[name] = replace(column, values=[words.get(_plain(each or ""), each) for each in column.values])
        if left := codes - words.keys():
            unread[name] = sorted(left, key=lambda code: (len(code), code))
    return found, unread


def _may_be_coded(name: str) -> bool:
    return fields()[name].kind == "status" or name in ("destination", "reason")


def _words(heading: str, codes: set[str], lines: Sequence[str]) -> Mapping[str, str]:
    own = read_legend(heading)
    named = [legend for line in lines if _names(heading, line) and (legend := read_legend(line))]
    other = [legend for line in lines if (legend := read_legend(line))]
    for legends in ([own] if own else [], named, other):
        if len(legends) == 1:
            return legends[0]
    if codes <= {"0", "1"}:
        return _YES_NO
    return {"1": "是", "2": "否"} if codes <= {"1", "2"} and "是否" in heading else {}


def _names(heading: str, line: str) -> bool:
    return key(heading.rpartition("›")[2])[:8] in key(line)


def read_legend(text: str) -> dict[str, str]:
    """Code → word of a text like 1在校 2休学, or 在校填“1”，休学填“2”; empty where it is no legend of schooling.

    Every entry must be whole and all in the same order: of a text that can be read two ways nothing is guessed.
    """
    told = _ABOUT.sub("", unicodedata.normalize("NFKC", text), count=1)
    return _legend(told) or _legend(_POINT.sub(r"\1.", told)) or _legend_of_colours(told)


def _legend_of_colours(told: str) -> dict[str, str]:
    """A legend of colours, read as one of letters."""
    letters = {colour: letter for letter, colour in zip("ABCDEFGHI", "红橙黄绿蓝紫灰白黑", strict=True)}
    if any(each in _LETTERS for each in told):
        return {}
    words = _legend(_COLOUR_FIRST.sub(lambda found: f"{letters[found[1]]}.", told))
    return {colour: words[letter] for colour, letter in letters.items() if letter in words}


def _plain(code: str) -> str:
    """A code as a legend has it: 红 for 红色, 1 for ①."""
    told = unicodedata.normalize("NFKC", code).strip()
    colour = _COLOUR.fullmatch(told)
    return colour[1] if colour else told


def _legend(told: str) -> dict[str, str]:
    entries = [entry for entry in _BETWEEN.split(told) if any(each.isdigit() or each in _LETTERS for each in entry)]
    read = [_pairs(entry) for entry in entries]
    if not read or not all(read) or len({order for order, _ in filter(None, read)}) > 1:
        return {}
    pairs = [pair for _, own in filter(None, read) for pair in own]
    words = dict(pairs)
    if len(words) < _FEWEST or len(words) != len(pairs):
        return {}
    return words if sum(map(is_answer, words.values())) * 2 >= len(words) else {}


def _pairs(entry: str) -> tuple[str, list[tuple[str, str]]] | None:
    """The order and the pairs of code and word of an entry, or of several without anything between them."""
    for order, pattern, code, word in (("code first", _CODE_FIRST, 1, 2), ("word first", _WORD_FIRST, 2, 1)):
        if re.fullmatch(rf"(?:{pattern.pattern})+", entry):
            return order, [(found[code], _whole(found[word])) for found in pattern.finditer(entry)]
    return None


def _whole(word: str) -> str:
    """A word without what was cut in its bracket: 中职(职高 of 中职（职高、中专）."""
    return word.partition("(")[0] if word.count("(") > word.count(")") else word
