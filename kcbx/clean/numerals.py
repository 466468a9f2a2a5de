"""The numbers within a written date: Arabic and Chinese numerals, letters typed for digits."""

from __future__ import annotations

import re

_DIGITS = {character: str(value) for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": "0",
    "○": "0",
    "O": "0",
    "两": "2",
}
_CHINESE_NUMBER = re.compile("[零〇○O一二三四五六七八九两十廿卅初正冬腊元]+")
_ONLY_NUMBERS = re.compile(r"^[\dOoIl|\s./,，、年月日号\-]+$")
_MONTH_NAMES = {"正": "1", "元": "1", "冬": "11", "腊": "12"}
_NOT_DATE = re.compile(r"[^0-9]+")
_LOOKALIKES = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1"})


def numbers_in(shown: str) -> list[str]:
    """The numbers of a written date in their order, as digits: 2015年八月廿三 has 2015, 8 and 23."""
    if _ONLY_NUMBERS.match(shown):
        shown = shown.translate(_LOOKALIKES)
    shown = _CHINESE_NUMBER.sub(lambda found: _chinese(found.group()), shown)
    shown = re.sub(r"(?<=^\d{5})\.\d+$", "", shown)  # the time of day of a serial number
    return [part for part in _NOT_DATE.split(re.sub(r"\.0+$", "", shown)) if part]


def _chinese(word: str) -> str:
    """A Chinese numeral as digits: 二〇一五 2015, 十二 12, 廿三 23, 初三 3, 正 1, 冬 11, 腊 12."""
    word = word.replace("初十", "十").lstrip("初")
    if word in _MONTH_NAMES:
        return _MONTH_NAMES[word]
    word = word.replace("廿", "二十").replace("卅", "三十").replace("二十十", "二十")
    if "十" in word:
        tens, _, units = word.partition("十")
        return f"{_DIGITS.get(tens, '1' if not tens else '')}{_DIGITS.get(units, '0')}"
    return "".join(_DIGITS.get(character, "") for character in word)
