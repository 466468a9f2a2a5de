"""From sheets to the register: who every row is, and where everyone stands.

:mod:`building` is the story, for one :mod:`run`: rows become people (:mod:`cleaning`, :mod:`bare_answers`); who is who
in every list (:mod:`linking`, :mod:`other_lists`) and what those lists say of it (:mod:`told`); which birth is the
better (:mod:`better_ages`); where everyone stands (:mod:`classifying`), at which place and day (:mod:`placing`), under
which name that names nobody (:mod:`identity`).
"""
