"""``kcbx cases``: look into the ledger, hand out what it holds, tell it what happened; a module for each."""

from __future__ import annotations

from kcbx.commands.cases.acts import choose, decide, merge, paper, retract, separate, visit, withdraw
from kcbx.commands.cases.lists import corrections, letters
from kcbx.commands.cases.looking import due, list_, show
from kcbx.commands.cases.reports import reminders, report
from kcbx.commands.words import Commands

cases = Commands(help="个案台账：列表、经过、到期、月报、季度复核、导出。")

for name, command in {
    "list": list_,
    "show": show,
    "due": due,
    "report": report,
    "letters": letters,
    "corrections": corrections,
    "reminders": reminders,
    "visit": visit,
    "paper": paper,
    "decide": decide,
    "choose": choose,
    "withdraw": withdraw,
    "retract": retract,
    "merge": merge,
    "separate": separate,
}.items():
    cases.command(name)(command)
