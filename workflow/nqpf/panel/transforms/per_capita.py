"""A quantity per head. As a ratio, and the recipe says that the denominator is people."""

import pandas as pd

from nqpf.panel.division import divide

DENOMINATORS = (1,)


def compute(values: pd.Series, population: pd.Series, *, scale: float = 1.0) -> pd.Series:
    """Per head = value / population * scale, in units of the value per unit of the population.

    scale turns, say, 亿元 per 万人 into yuan per head (1e8 / 1e4 = 10000).
    Raises DataError (unit, year) where the population is zero.
    """
    return divide(values, population) * scale
