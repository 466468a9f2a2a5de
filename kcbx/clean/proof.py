"""What stands where proof is asked for: whether it proves anything.

One list for what villages and schools send and for what comes back (``schemas/values/words.toml``).
"""

from __future__ import annotations

import re
from functools import cache

from kcbx.clean.words import bare, folded, listed, says_nothing
from kcbx.definitions import schema

_CLAUSES = re.compile("[，,。；;、+]")


def proves_nothing(text: str) -> bool:
    """Whether a text says that there is no proof (yet), or only what somebody told, in whatever words.

    A document named before what was told stays one: 就读证明，已电话核实; but not 家长说，有就读证明.
    """
    if says_nothing(text) or bare(text) in listed("words", key="no_proof"):
        return True
    documents = schema("values/words")["oral"]["documents"]
    clauses = [bare(clause) for clause in _CLAUSES.split(folded(text))]
    for clause in clauses:
        if _oral().search(clause):
            return True
        if any(word in clause for word in documents) and not _to_come().match(clause):
            return False
    return all(_to_come().match(clause) for clause in clauses if clause)


def not_carried_out(text: str) -> bool:
    """Whether what is said of a transfer is not that both schools have carried it out: 待转入校核办, 对方未接收."""
    words, own = schema("values/schooling")["transferred"], bare(text) or text.strip()
    told = {name: re.search("|".join(patterns), own) for name, patterns in words.items()}
    return told["done"] is None or told["not_done"] is not None


@cache
def _to_come() -> re.Pattern[str]:
    return re.compile("|".join(schema("values/words")["no_proof_yet"]))


@cache
def _oral() -> re.Pattern[str]:
    words = schema("values/words")["oral"]
    who, how = ("|".join(map(re.escape, words[kind])) for kind in ("who", "how"))
    return re.compile(f"{'|'.join(map(re.escape, words['always']))}|(?:{who}).{{0,4}}(?:{how})")
