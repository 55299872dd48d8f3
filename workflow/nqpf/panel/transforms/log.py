"""The natural logarithm. No small number is ever added inside it."""

import numpy as np
import pandas as pd

from nqpf.panel.refuse import refuse


def compute(values: pd.Series) -> pd.Series:
    """Log = ln(value); missing stays missing.

    Raises DataError (unit, year, value) for a value that is not positive.
    """
    refuse(values <= 0, "has no logarithm; use log1p for counts with zeros", values)
    return pd.Series(np.log(values))
