"""How long things are kept: ``kcbx archive`` and ``restore`` (:mod:`archiving`), ``kcbx purge`` (:mod:`purging`).

What may be deleted at all is :mod:`copies`; what is said of it :mod:`purging_shown`.
"""
