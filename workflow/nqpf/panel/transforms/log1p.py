"""The natural logarithm of one plus a count, for counts with zeros."""

import numpy as np
import pandas as pd

from nqpf.panel.refuse import refuse


def compute(values: pd.Series) -> pd.Series:
    """log1p = ln(1 + value); missing stays missing.

    Raises DataError (unit, year, value) for a value of -1 or below.
    """
    refuse(values <= -1, "is too small for ln(1 + value); use a series that is not negative", values)
    return pd.Series(np.log1p(values))
