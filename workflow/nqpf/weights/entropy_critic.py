"""Entropy and CRITIC weights combined as a normalised product: w_j = e_j c_j / sum e c.

Hwang & Yoon (1981, section on the entropy method) adjust one set of weights by another in this form;
here the first set is CRITIC's (Diakoulaki et al. 1995) and the second the entropy weights. An indicator
weighs much only where both say so. Other papers take the mean of the two sets; this one does not.
"""

import pandas as pd

from nqpf.weights import critic, entropy
from nqpf.weights_input import non_negative, shares

NEEDS = "non-negative"


def weights(scores: pd.DataFrame, groups: pd.Series | None = None) -> pd.Series:  # noqa: ARG001 - one signature for all
    """Weight each indicator by the product of its entropy and its CRITIC weight.

    scores: (unit-years x indicators), non-negative, no missing cells.
    Returns weights (indicators) that sum to one.
    Raises DataError for missing or negative cells, or when no indicator varies.
    """
    accepted = non_negative(scores, "entropy_critic")
    return shares(entropy.weights(accepted) * critic.weights(accepted), scores.columns)
