"""An invented county with known truth: for training, for trials, and for measuring how good kcbx is.

:mod:`make` tells the story; read it first.

- Truth: :mod:`places`, :mod:`people` (:mod:`naming`, :mod:`idnumber`), their :mod:`lives`, each
  a :mod:`life`; all together in :mod:`invention`, drawn by seeded :mod:`chance`. A year later: :mod:`terms`.
- Two lists of it, without error: :mod:`census`, :mod:`rolls`, made of :mod:`rows`; the other lists: :mod:`history`.
- Errors: :mod:`errors`, :mod:`duplicates`.
- Files: :mod:`census_books`, :mod:`roll_books`, made of :mod:`sheets` in the :mod:`style` of a clerk, written by
  :mod:`write`.
- What was true (:mod:`truth`), and how much of it the lists tell (:mod:`told`).
"""

from kcbx.sample.make import LAYOUTS, LEVELS, SampleSummary, make

__all__ = ["LAYOUTS", "LEVELS", "SampleSummary", "make"]
