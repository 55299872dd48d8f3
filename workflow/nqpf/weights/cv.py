"""Coefficient-of-variation weights: w_j = v_j / sum v, v_j = standard deviation / mean (Pearson 1896)."""

import pandas as pd

from nqpf.weights_input import non_negative, shares, varying

NEEDS = "non-negative"


def weights(scores: pd.DataFrame, groups: pd.Series | None = None) -> pd.Series:  # noqa: ARG001 - one signature for all
    """Weight each indicator by how widely it spreads, relative to its mean.

    scores: (unit-years x indicators), non-negative, no missing cells: a mean near zero or below has
    no meaning here. A constant indicator weighs nothing (and is warned of).
    Returns weights (indicators) that sum to one.
    Raises DataError for missing or negative cells, or when no indicator varies.
    """
    informative = varying(non_negative(scores, "cv"), "cv")
    return shares(informative.std() / informative.mean(), scores.columns)
