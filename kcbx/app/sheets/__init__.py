"""The sheets: taken in for a run, or only looked at; what each sender's headings mean, and blank forms to send out.

:mod:`taking_in` reads them as the senders' headings were confirmed (:mod:`headings_memory`) or taught
(:mod:`headings_teaching`), and says what changed since (:mod:`headings_drift`). :mod:`checking` is ``kcbx check``:
findings at their cells (:mod:`problem_places`), shown by :mod:`checking_shown`. ``kcbx template``: :mod:`blank_forms`.
"""
