"""kcbx finds the children who should be in school and are not (控辍保学).

The rooms, in the order of the story: :mod:`intake`, :mod:`clean` (which meets in :mod:`people`), :mod:`reconcile` (on
the :mod:`engine`), :mod:`metrics`, :mod:`workbook`, :mod:`deliver`, :mod:`followup`; beside them :mod:`sample`. They
meet in :mod:`app`, which the :mod:`commands` of :mod:`cli` call; :mod:`__main__` is ``python -m kcbx``.

What the rooms share:

- Values that travel: :mod:`linkage`, :mod:`register`, :mod:`casebook`; the columns of tables: :mod:`fields`.
- What ``schemas/`` says: :mod:`definitions` (:mod:`overlay`); what a county says of itself: :mod:`config`
  (:mod:`config_sections`, :mod:`config_words`), :mod:`targets`, its :mod:`secret`.
- Problems: of the data :mod:`findings`, of the program :mod:`errors`.
- One answer each: :mod:`cohorts`, :mod:`reliable`, :mod:`statuses`, :mod:`list_kinds`, :mod:`class_lists_say`,
  :mod:`among`.
- What goes out to be filled in: :mod:`answers`, :mod:`layouts`.
- Files and the terminal: :mod:`file_names`, :mod:`records`, :mod:`locks`; :mod:`terminal`, :mod:`streams`,
  :mod:`system_words`.
"""

__version__ = "0.1.0"
