"""A county begins, and knows what comes next.

``kcbx init``: :mod:`initialising` asks (:mod:`asking`), looks at the sheets already there (:mod:`places_found`) and
writes the configuration (:mod:`config_text`). What to do next: :mod:`next_steps`, by what lies there (:mod:`sight`).
``kcbx sample``: :mod:`sampling`.
"""
