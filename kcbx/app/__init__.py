"""One use case a command: the only place that knows the whole story and lets the rooms meet.

``kcbx reconcile``, from top to bottom:

- :mod:`request` is what was asked for, :mod:`reconcile` the story;
- the sheets are taken in (:mod:`sheets`, also ``check`` and ``template``) and become a register (:mod:`register`);
- people's decisions go in (:mod:`decisions`), last term beside it (:mod:`recognising`, :mod:`terms`, also ``compare``);
- the result is measured, written and shown (:mod:`results`).

The other commands, in the order of a term:

- ``init``, ``sample`` and what to do next: :mod:`county`;
- ``explain``: :mod:`explain`; ``metrics``: :mod:`metrics`, :mod:`showing_metrics`;
- ``pack`` and ``mail``: :mod:`outgoing`; ``collect``: :mod:`returned`; ``cases``: :mod:`cases`;
- ``run``: :mod:`batch`, which does all of these in turn;
- ``archive``, ``restore``, ``purge``: :mod:`retention`.

For all of them: :mod:`files`, :mod:`workers`, :mod:`garbage`.
"""
