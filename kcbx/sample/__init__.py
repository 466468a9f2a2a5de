"""An invented county with known truth: for training, for trials, and for measuring how good kcbx is."""

from kcbx.sample.make import LAYOUTS, LEVELS, SampleSummary, make

__all__ = ["LAYOUTS", "LEVELS", "SampleSummary", "make"]
