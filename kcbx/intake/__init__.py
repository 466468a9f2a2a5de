"""Sheets are taken in: the only place that opens workbooks.

:func:`take_in` is the face of the room. The way of a file: :mod:`sources` lists it, :mod:`pool` gives it to a
:mod:`worker`, :mod:`preflight` looks at it, :mod:`grid` reads it, :mod:`recognise` finds its header and form,
:mod:`columns`, :mod:`rows` and :mod:`values` make its rows, :mod:`assemble` puts all files together.
"""

from kcbx.intake.reading import take_in

__all__ = ["take_in"]
