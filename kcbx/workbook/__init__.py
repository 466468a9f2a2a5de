"""Workbooks go out: the only writer.

- All of them: :mod:`book` creates, :mod:`sheet` takes text as text (:mod:`text`), :mod:`style` is the look,
  :mod:`charts` and :mod:`paging` are shared; a list is a :mod:`page` of :mod:`column` and :mod:`wording`.
- For the bureau: :mod:`county`, :mod:`monthly`; what commands write beside it: :mod:`measured`, :mod:`compared`,
  :mod:`explained` (:mod:`differences`); the page that explains a workbook: :mod:`explain_page`.
- To be filled in: :mod:`township` (:mod:`township_lists`), :mod:`school` (:mod:`school_lists`,
  :mod:`school_questions`), for the right :mod:`recipients`. Each has a :mod:`cover` and a :mod:`guide`; its sheets are
  :mod:`fill_sheet` by the rules of :mod:`fill_in`, and :mod:`identity` makes it known when it comes back.
- Going back: what is wrong in a sender's file (:mod:`problems_of_sender`), in answers (:mod:`marked`, :mod:`marks`,
  :mod:`problems`).
- Blank forms: :mod:`templates`, :mod:`templates_form`, :mod:`templates_guide`.
"""
