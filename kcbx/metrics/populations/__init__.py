"""Named populations: who is counted. The docstring of each function is the definition.

A population is a function of the :class:`Lists` and of parameters written in ``schemas/indicators/``; it answers
with :class:`Members` of one roster. Adding one means adding one function to the module of its basis.
"""

from kcbx.metrics.populations import casework, household, register, residence
from kcbx.metrics.populations.choice import LEVELS, POPULATIONS, Members, band

__all__ = ["LEVELS", "POPULATIONS", "Members", "band", "casework", "household", "register", "residence"]
