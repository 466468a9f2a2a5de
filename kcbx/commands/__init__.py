"""One module a command: what it asks for, and the use case of ``app`` it hands over to.

- :mod:`init`, :mod:`sample`, :mod:`template`; without a command: :mod:`whats_next`.
- :mod:`check`, :mod:`reconcile`, :mod:`explain`, :mod:`metrics`, :mod:`compare`.
- :mod:`pack`, :mod:`mail`, :mod:`collect`, :mod:`cases`.
- :mod:`run`, :mod:`archive` (and ``restore``), :mod:`purge`.

What they share: :mod:`options`, :mod:`named_forms`, :mod:`completing`; how a command runs and ends: :mod:`running`;
what it says, in Chinese: :mod:`words`, :mod:`help_layout`, :mod:`mistakes`.
"""
