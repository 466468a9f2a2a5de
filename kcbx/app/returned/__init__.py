"""What comes back: ``kcbx collect``.

:mod:`collect` is the story: workbooks opened (:mod:`opening`), rows marked (:mod:`marking`), copies sent back
(:mod:`marked_copies`; :mod:`marked_record` lets them be purged), and what it came to (:mod:`collected`,
:mod:`retyped`).
"""
