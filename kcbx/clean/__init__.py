"""Values are made clean: pure functions, each with a vectorised face. They meet in ``kcbx/people.py``; read that first.

- Text: :mod:`words`, :mod:`numerals`. A whole row or sheet: :mod:`rows`, :mod:`sections`, :mod:`years`, :mod:`earlier`.
- Who it is: :mod:`names`, :mod:`pinyin`; ID numbers: :mod:`ids`, :mod:`id_cells`, :mod:`id_sources`, :mod:`twins`;
  days of birth: :mod:`dates`, :mod:`births`; not a child: :mod:`grown_ups`.
- Where it lives: :mod:`whereabouts` by the :mod:`gazetteer`, which :mod:`sheets` makes, with :mod:`places`,
  :mod:`place_names`, :mod:`former_villages`.
- Where it is enrolled: :mod:`enrolment`, :mod:`schools`, :mod:`known_schools`, :mod:`school_townships`, :mod:`grades`,
  :mod:`pupil_ages`.
- Whether it is in school: :mod:`schooling`, by :mod:`status`, :mod:`roll_call`, :mod:`destinations`, :mod:`away`,
  :mod:`expiries`, :mod:`proof`.
- How it lives: :mod:`circumstances`, :mod:`flags`.
- What was changed, doubted or not understood: :mod:`problems`, :mod:`schooling_problems`, :mod:`unread`.
"""
