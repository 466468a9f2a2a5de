"""Which values occur among others: a fast ``isin`` for columns as long as a county has children."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd


def among(values: pd.Index | pd.Series, others: pd.Index | pd.Series) -> npt.NDArray[np.bool_]:
    """What ``values.isin(others)`` gives; as plain objects, because pandas looks up Arrow texts one by one in Python,
    which takes seven times as long."""
    return np.asarray(values.astype("object").isin(others.astype("object")), dtype=bool)
