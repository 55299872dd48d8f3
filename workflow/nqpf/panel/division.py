"""Division that never makes an infinite number."""

import pandas as pd

from nqpf.panel.refuse import refuse


def divide(above: pd.Series, below: pd.Series) -> pd.Series:
    """Divide cell by cell; a missing cell on either side stays missing.

    Raises DataError where a number is divided by zero.
    """
    refuse(
        above.notna() & (below == 0),
        "division by zero; if zero means missing in the source, list it under missing_values",
    )
    return above / below.where(below != 0)
