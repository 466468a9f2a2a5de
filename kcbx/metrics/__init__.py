"""The register is measured: indicators down to the child.

A register becomes rosters, a population chooses from a roster, an indicator divides one population by another.

- Rosters: :mod:`rosters` holds them all. They are made in :mod:`main_lists` and :mod:`other_lists`, of what
  :mod:`roster` says a roster is, with the :mod:`ages` that count.
- Who most probably is whom while nobody has decided: :mod:`likely`, from the pairs in :mod:`doubt`, :mod:`two_children`
  and :mod:`listed_twice`; the same for the other lists (:mod:`likely_lists`) and for the ids (:mod:`likely_ids`).
- Populations (:mod:`populations`) and indicators (:mod:`indicators`, ``schemas/indicators/``), and what each
  :mod:`needs`; they are counted by :mod:`units` (:mod:`counting`) and computed (:mod:`compute`).
- Behind the numbers: :mod:`behind`, :mod:`gaps`; the five rates in words: :mod:`five_rates`; the cohort step by step:
  :mod:`retention`.
- Two terms: who is who (:mod:`terms`, :mod:`hindsight`), what became of everyone (:mod:`changes`), the balance by
  school (:mod:`movements`), schools that were renamed (:mod:`school_names`).
"""
