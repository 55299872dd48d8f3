"""Division that never makes an infinite number."""

import pandas as pd

from nqpf.panel.refuse import refuse


def divide(above: pd.Series, below: pd.Series) -> pd.Series:
    """Divide cell by cell; a missing cell on either side stays missing.

    Raises DataError where a number is divided by zero.
    """
    zero = below == 0
    if not zero.to_numpy().any():  # the common case, without copies: a simulated panel divides eighty times
        return above / below
    refuse(
        above.notna() & zero,
        "division by zero; if zero means missing in the source, list it under missing_values",
    )
    return above / below.where(~zero)
