"""What stands where proof is asked for: whether it proves anything.

One list for what villages and schools send and for what comes back (``schemas/values/words.toml``).
"""

from __future__ import annotations

import re
from functools import cache

from kcbx.clean.words import bare, folded, listed, says_nothing
from kcbx.definitions import schema

_CLAUSES = re.compile("[，,。；;、+]")
_LACKING = ("无", "没", "未", "缺", "待", "不")


def proves_nothing(text: str) -> bool:
    """Whether a text says that there is no proof (yet), or only what somebody told, in whatever words.

    A document named before what was told stays one: 就读证明，已电话核实; but not 家长说，有就读证明.
    """
    if says_nothing(text) or bare(text) in listed("words", key="no_proof"):
        return True
    documents = schema("values/words")["oral"]["documents"]
    for clause in map(bare, _CLAUSES.split(folded(text))):
        if _oral().search(clause):
            return True
        if any(word in clause for word in documents) and not clause.startswith(_LACKING):
            return False
    return False


@cache
def _oral() -> re.Pattern[str]:
    words = schema("values/words")["oral"]
    who, how = ("|".join(map(re.escape, words[kind])) for kind in ("who", "how"))
    return re.compile(f"{'|'.join(map(re.escape, words['always']))}|(?:{who}).{{0,4}}(?:{how})")
