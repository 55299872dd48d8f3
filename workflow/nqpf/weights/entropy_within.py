"""Entropy weights within each dimension, dimensions equal (Shannon 1948; Handbook 2008, step 6).

w_j = d_j / (D sum of d over the dimension of j), D the number of dimensions in which something varies.
So a skewed count can crowd out its own dimension at most.
"""

import pandas as pd

from nqpf.weights.entropy import checked_divergences
from nqpf.weights_input import dimensions, shares

NEEDS = "non-negative"


def weights(scores: pd.DataFrame, groups: pd.Series | None = None) -> pd.Series:
    """Weight each indicator by its share of the divergence of its dimension.

    scores: (unit-years x indicators), non-negative, no missing cells. groups: indicator -> dimension;
    without groups this is plain entropy. A constant indicator, and a dimension of such, weighs nothing.
    Returns weights (indicators) that sum to one.
    Raises DataError for missing or negative cells, or when no indicator varies.
    """
    group = dimensions(groups, scores.columns)
    divergence = checked_divergences(scores, "entropy_within")
    total = divergence.groupby(group).transform("sum")
    return shares(divergence / total.where(total > 0, 1.0), scores.columns)
