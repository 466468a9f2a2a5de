"""``kcbx cases``: the ledger as the analyst sees and changes it.

:mod:`ledger` lists and reports, :mod:`history` tells of one case, why (:mod:`reasons`); :mod:`acts` asks back before a
case is told something; :mod:`showing` puts all of it on a terminal, without a name; :mod:`exports` is for others.
"""
