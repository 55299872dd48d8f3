"""The interaction freed of differences between units, for a moderator that changes over time.

The product x w, de-meaned by unit, still holds (unit mean of w) (x - unit mean) and the reverse: an effect
that differs between units with high and low w for good passes for a change of the effect within units. With
both de-meaned by unit before they are multiplied it is gone (Giesselmann & Schmidt-Catran 2022,
Sociological Methods & Research 51:1100, "double-demeaned"). Of a moderator that a unit keeps for good
nothing is left, and the question is one between units: how the within-unit effect of x goes with w. There x
alone can be centred within, which the unit effects do.
"""

import pandas as pd

NAME = "within product"


def varies_within(frame: pd.DataFrame, moderator: str, unit: str) -> bool:
    """Whether the moderator changes over time in any unit."""
    return bool(frame.groupby(unit)[moderator].nunique().max() > 1)


def within_product(frame: pd.DataFrame, treatment: str, moderator: str, unit: str) -> pd.Series:
    """(x - unit mean)(w - unit mean), by row; frame: rows complete in both."""
    both = frame[[treatment, moderator]]
    freed = both - both.groupby(frame[unit]).transform("mean")
    return (freed[treatment] * freed[moderator]).rename(NAME)
