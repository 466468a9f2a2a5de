"""Keys of a child's name: its sound, its shape, its parts, and how common it is in this county."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from kcbx.clean.names import SEPARATOR
from kcbx.definitions import schema
from kcbx.reconcile.sounds import aloud, folded, respelled, skeletons

_UNREADABLE = "?"
#: A character described instead of written: 孙[生僻字], 陈鹏（左右结构）.
_DESCRIBED = r"[\[(（【<《][^\])）】>》]*[\])）】>》]"
_KEYS = ["name_key", "name_pinyin", "name_pinyin_alt", "given_length"]
#: The name before the father's: 阿依古丽 of 阿依古丽·买买提.
_GIVEN = f"^([^{SEPARATOR}(（]{{2,}}){SEPARATOR}"


def name_evidence(people: pd.DataFrame, settings: Mapping[str, Any]) -> pd.DataFrame:
    """What the name of each row says by itself; computed on the distinct names, then handed to the rows."""
    given = people["name"].str.extract(_GIVEN, expand=False)
    rows, names = _distinct(people.assign(given_length=given.str.len().fillna(0).astype("int64")))
    evidence = _parts(names, settings).iloc[rows].reset_index(drop=True)
    former = people["former_name_key"].reset_index(drop=True)
    return evidence.assign(former=former, former_sound=aloud(former, settings["sounds"]))


def name_bands(names: pd.DataFrame, settings: Mapping[str, Any]) -> pd.DataFrame:
    """How common each name and its sound are among all rows of both lists. ``names``: their name evidence."""
    heard = bearers(names["sound"])
    return pd.DataFrame(
        {
            "name_band": np.searchsorted(settings["name_bands"], bearers(names["name"])),
            "sound_band": np.searchsorted(settings["name_bands"], heard),
            "sound_rare": names["sound"].where(heard <= settings["sound_rare"]),
        }
    )


def _distinct(people: pd.DataFrame) -> tuple[np.ndarray, pd.DataFrame]:
    """For each row the number of its name, and the distinct names."""
    numbers = people.groupby(_KEYS, dropna=False, sort=False).ngroup().to_numpy()
    first = ~pd.Series(numbers).duplicated().to_numpy()
    return numbers, people.loc[first, _KEYS].reset_index(drop=True)


def _parts(names: pd.DataFrame, settings: Mapping[str, Any]) -> pd.DataFrame:
    """What is compared about each distinct name.

    ``first`` … ``rest``: the characters one by one, for what edit distances cannot do on Chinese in DuckDB.
    ``sound``: pinyin folded for dialects and known spellings. A name with an unreadable character has a pattern
    (``wild``) instead of a sound and a shape. ``plain``: the sound before known spellings are folded. ``run``: the
    syllables in one word, as Latin letters write them. ``given`` and ``father``: the two parts of 阿依古丽·买买提.
    ``shorter``: the name with any one character left out. ``milk``: a name of the cradle, 豆豆, 幺妹, which the school
    does not know; ``milk_given``: one after the surname, 沈小虎.
    """
    key = names["name_key"].str.replace(_DESCRIBED, _UNREADABLE, regex=True)
    broken = key.str.contains(_UNREADABLE, regex=False).fillna(False).astype(bool)
    pinyin = names["name_pinyin"].where(~broken)
    whole = (~broken).tolist()
    plain = folded(names["name_pinyin"].fillna("").tolist(), settings["sounds"])
    syllables = [text.split(" ") for text in plain]
    cuts = names["given_length"].tolist()
    given = respelled([" ".join(each[:cut]) for each, cut in zip(syllables, cuts, strict=True)], settings["sounds"])
    father = [" ".join(each[cut:] if cut else []) for each, cut in zip(syllables, cuts, strict=True)]
    both = zip(given, respelled(father, settings["sounds"]), respelled(plain, settings["sounds"]), strict=True)
    heard = [f"{name} {other}" if name else undivided for name, other, undivided in both]
    written, kinds = key.where(~broken).fillna("").tolist(), settings["skeleton"]
    texts = {
        "sound": [text if fit else "" for text, fit in zip(heard, whole, strict=True)],
        "sound_first": [each[0] if each[0].isalpha() else "" for each in syllables],
        "sound_last": [each[-1] if each[-1].isalpha() else "" for each in syllables],
        "skeleton": [text if fit else "" for text, fit in zip(skeletons(plain, kinds), whole, strict=True)],
        "run": [text.replace(" ", "") for text in names["name_pinyin"].fillna("")],
        "plain": [text if fit else "" for text, fit in zip(plain, whole, strict=True)],
        "given": given,
        "father": father,
        "syllables": [" ".join(sorted(text.split(" "))) for text in heard],
        "shape": [name.translate(_shapes()) for name in written],
        "shorter": [_shorter(name) for name in written],
    }
    return pd.DataFrame(
        {
            "name": key,
            "wild": key.where(broken).str.replace(_UNREADABLE, "_", regex=False),
            "pinyin": pinyin,
            "pinyins": pinyin.str.cat(names["name_pinyin_alt"].where(~broken), sep="|").fillna(pinyin),
            **{name: pd.Series(values, dtype="str").replace("", None) for name, values in texts.items()},
            "length": key.str.len(),
            "milk": key.str.fullmatch(settings["milk_name"]).fillna(False).astype(bool),
            "milk_given": key.str[1:].str.fullmatch(settings["milk_given"]).fillna(False).astype(bool),
            "first": key.str[:1],
            "second": key.str[1:2],
            "third": key.str[2:3],
            "rest": key.str[3:],
        }
    )


def bearers(values: pd.Series) -> np.ndarray:
    """For each row how many rows of both lists bear its value; 0 where it is missing."""
    codes, distinct = pd.factorize(values)
    counts = np.bincount(codes[codes >= 0], minlength=len(distinct))
    return np.where(codes >= 0, counts[codes] if len(distinct) else 0, 0)


def _shorter(name: str) -> str:
    """The name with any one character left out, as a ``|`` list; empty where fewer than two would be left."""
    if len(name) < 3:
        return ""
    return "|".join(dict.fromkeys(name[:place] + name[place + 1 :] for place in range(len(name))))


@cache
def _shapes() -> dict[int, str]:
    """Look-alike characters, each to the first of its group."""
    return {ord(character): group[0] for group in schema("lookalikes")["groups"] for character in group}
