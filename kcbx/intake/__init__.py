"""Sheets are taken in: the only place that opens workbooks.

:func:`take_in` (:mod:`reading`) is the face of the room. The way of a file: :mod:`sources` lists it, :mod:`pool` gives
it to a :mod:`worker`, :mod:`preflight` looks at it, :mod:`grid` reads it, :mod:`sheet` makes rows of each sheet,
:mod:`assemble` puts all files together; :mod:`refusals` says what could not be taken in.

- Kinds of files: :mod:`encryption`, :mod:`legacy`, :mod:`opendocument`, :mod:`markup`, :mod:`delimited`,
  :mod:`sheet_scan`; the text of a cell: :mod:`values`, :mod:`private_words`; the way back from the worker:
  :mod:`packing`.
- What a sheet is: :mod:`forms` are known, :mod:`headers` finds where one may start, :mod:`recognise` chooses by
  :mod:`headings` (:mod:`bilingual`), :mod:`titles` and :mod:`title_words`; its :mod:`kinds`. What a person said of it:
  :mod:`teaching`.
- Layouts that are put straight first: :mod:`cards`, :mod:`pairs`, :mod:`unheaded`, :mod:`absentees` and
  :mod:`names_in_cells`, :mod:`split_cells`; several tables in one sheet: :mod:`blocks`, :mod:`sides`,
  :mod:`beside`.
- Columns: :mod:`columns`, :mod:`column_fields`, :mod:`groups`, :mod:`choices`, :mod:`legend`.
- Rows: :mod:`body`, :mod:`rows`, :mod:`fill`, :mod:`shifted`; what holds for all of them: :mod:`hints`.
- What is not taken over: :mod:`remarks`, :mod:`overlooked`.
"""

from kcbx.intake.reading import take_in

__all__ = ["take_in"]
