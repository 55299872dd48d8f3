"""The product of several series."""

import functools
import operator

import pandas as pd


def compute(first: pd.Series, *others: pd.Series, scale: float = 1.0) -> pd.Series:
    """Product = first * second * ... * scale; missing as soon as one factor is missing."""
    return functools.reduce(operator.mul, others, first) * scale
