"""Two lists are reconciled: which rows are one child, and where each child stands.

:mod:`link` is the face of the room and tells the way of the rows; read it first.

- The model: :mod:`model` reads ``schemas/linkage.toml``; its parts are in :mod:`levels`.
- What is compared: :mod:`evidence`, helped by :mod:`names`, :mod:`sounds`, :mod:`families` and :mod:`elsewhere`.
- Which pairs, and how much speaks for each: :mod:`blocking`, :mod:`scoring`; which rules hold: :mod:`decide`.
- Who is who: :mod:`duplicates` and :mod:`second_rows` within a list; across the lists :mod:`children`, by the best
  pairing of :mod:`assign`, :mod:`siblings`, :mod:`namesakes` and what people decided (:mod:`verdicts`).
- What comes of it: :mod:`outcome`, with the sentences of :mod:`reasons`; for one row :mod:`explain`.
- The other lists: whom their rows speak of (:mod:`of_whom`, :mod:`mere_names`), what they know of pairs
  (:mod:`told_apart`, :mod:`told_together`), who is missing from class (:mod:`class_lists`).
- Which row counts for a child: :mod:`primary`, :mod:`home`, :mod:`seat`; which date and which grade: :mod:`ages`,
  :mod:`grades`.
- Where everyone stands: :mod:`standing`; why: :mod:`sentences`, :mod:`said_by_roll`, :mod:`before`.
- What differs or is wrong: :mod:`conflicts`, :mod:`versions`, :mod:`found`. That no row is lost: :mod:`accounting`.
"""
