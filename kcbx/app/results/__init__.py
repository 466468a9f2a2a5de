"""The result: measured, written, kept whole, shown, and read back.

:mod:`measuring` (with :mod:`indicator_words`) gives the figures, :mod:`writing` the workbooks, :mod:`tables` the
machine-readable half; :mod:`folder` puts all of it there whole or not at all. :mod:`summary` and :mod:`showing` are the
last screen of a run; :mod:`reading` reads a result back.
"""
