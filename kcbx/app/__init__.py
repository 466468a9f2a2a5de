"""One use case a command: the only place that knows the whole story and lets the rooms meet.

``kcbx reconcile``, from top to bottom: :mod:`request`, :mod:`reconcile`, then

- the sheets: :mod:`taking_in`, with what was learnt of each sender's headings (:mod:`headings_memory`,
  :mod:`headings_teaching`, :mod:`headings_drift`);
- the register: :mod:`building` puts together :mod:`cleaning` (:mod:`bare_answers`), :mod:`linking` (:mod:`other_lists`,
  :mod:`told`), :mod:`better_ages` and :mod:`classifying` (:mod:`placing`, :mod:`identity`);
- people's decisions: about pairs (:mod:`verdicts`), about single rows (:mod:`answered`), about cases
  (:mod:`with_ledger`, :mod:`sending`); last term: :mod:`recognising`, :mod:`terms`;
- the result: :mod:`measuring` (:mod:`indicator_words`), :mod:`writing`, :mod:`tables`, :mod:`result`, and the figures
  shown at the end (:mod:`summary`, :mod:`showing`). :mod:`reading` reads a result back.

The other commands:

- ``check``: :mod:`checking`, :mod:`problem_places`, :mod:`checking_shown`; ``explain``: :mod:`explain`; ``metrics``:
  :mod:`metrics`, :mod:`showing_metrics`; ``template``: :mod:`blank_forms`; ``sample``: :mod:`sampling`.
- ``init``: :mod:`initialising`, :mod:`asking`, :mod:`places_found`, :mod:`config_text`; what to do next:
  :mod:`next_steps`, :mod:`sight`.
- ``pack`` and ``mail``: :mod:`outgoing`, :mod:`packing`, :mod:`mailing`; ``collect``: :mod:`collect`, :mod:`returns`,
  :mod:`marking`, :mod:`marked_copies`, :mod:`collected`, :mod:`retyped`.
- ``cases``: :mod:`cases`, :mod:`case_acts`, :mod:`case_history`, :mod:`case_reasons`, :mod:`case_showing`,
  :mod:`exports`.
- ``run``: :mod:`batch`, :mod:`batch_stages`, :mod:`batch_work`, :mod:`batch_home`, :mod:`batch_verdicts`,
  :mod:`batch_shown`.
- ``archive``, ``restore``, ``purge``: :mod:`archiving`, :mod:`copies`, :mod:`purging`, :mod:`purging_shown`.

For all of them: :mod:`files`, :mod:`workers`, :mod:`garbage`.
"""
