"""The follow-up room: the ledger of cases, the answers that come back, deadlines and the reports about them.

The ledger only grows; where a case stands is computed from what was told, and nothing else is kept.

- The file: :mod:`ledger`, :mod:`migrations`; a quick look at it: :mod:`glance`.
- Going out: a list opens cases and carries them over (:mod:`carry`), children are known again (:mod:`known_again`),
  with a word on what is known from before (:mod:`remembering`); :mod:`term_lists` remembers which lists there were.
- Coming back: a file as text (:mod:`returned`, :mod:`header`), each row beside what was :mod:`sent`, read
  (:mod:`reading`) and judged (:mod:`judge`), taken into the ledger (:mod:`replies`, :mod:`new_children`), once
  (:mod:`held_files`); what became of it: :mod:`taken`; how it stands beside other answers: :mod:`beside`.
- What people say: :mod:`statements`, their answers, of which one is :mod:`speaking`; :mod:`loose`, those that are no
  case's; :mod:`telling`, what the county does; :mod:`withdrawn` and
  :mod:`retracting`, what was a mistake.
- What follows from it: the :mod:`facts` of a case, its :mod:`timeline` by the rules of its :mod:`life`, the
  :mod:`cases` on a day; what the next run takes from them: :mod:`answered_before`.
- Reports: :mod:`deadlines`, :mod:`reminders`, :mod:`report`.
"""
