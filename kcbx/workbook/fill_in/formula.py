"""The formula of 还缺什么: says in a cell what ``Questionnaire.still_missing`` says here."""

from __future__ import annotations

from collections.abc import Mapping

from kcbx.answers import COMPLETE, LACKING
from kcbx.workbook.fill_in.references import ANY_ROW, References


def still_missing(refer: References, identity: Mapping[str, str]) -> str:
    """The formula of any row, ``ANY_ROW`` in place of its number.

    ``identity``: cells asked for beside the answers, field → word, for a child who was on no list.
    The missing words are joined, each led by 、 and the whole closed by 。, then trimmed with SUBSTITUTE: no
    function newer than 2007, so that WPS and LibreOffice compute it too.
    """
    cell = {name: refer.cell(ANY_ROW, name) for name in (*identity, *refer.asked.columns)}
    chosen, label = cell["result"], refer.asked.columns["result"].label
    blank = [f'IF(TRIM({cell[name]})="","、{word}","")' for name, word in identity.items()]
    needed = (f'IF(TRIM({cell[name]})="",{refer.duty(chosen, name)},"")' for name in refer.details)
    blank.append(f'IF(ISNA(MATCH(TRIM({chosen}),{refer.choices},0)),"、{label}",{"&".join(needed)})')
    text = f'"{LACKING}"&{"&".join(blank)}&"。"'
    for old, new in (("-", ""), ("+", ""), (f"{LACKING}。", COMPLETE), (f"{LACKING}、", LACKING), ("。", "")):
        text = f'SUBSTITUTE({text},"{old}","{new}")'
    return f'=IF(TRIM({"&".join(cell.values())})="","",{text})'
