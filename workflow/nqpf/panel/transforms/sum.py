"""The sum of several series."""

import functools
import operator

import pandas as pd


def compute(first: pd.Series, *others: pd.Series) -> pd.Series:
    """Sum = first + second + ...; missing as soon as one part is missing."""
    return functools.reduce(operator.add, others, first)
