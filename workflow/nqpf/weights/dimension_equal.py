"""Equal weights in two stages (OECD/JRC Handbook 2008, step 6): dimensions equal, indicators equal within."""

import pandas as pd

from nqpf.weights_input import dimensions

NEEDS = "anything"


def weights(scores: pd.DataFrame, groups: pd.Series | None = None) -> pd.Series:
    """Weight each indicator by 1 / (number of dimensions x indicators of its dimension).

    scores: (unit-years x indicators). groups: indicator -> dimension; without groups all stand in one.
    Returns weights (indicators) that sum to one. Raises DataError for an indicator without a dimension.
    """
    group = dimensions(groups, scores.columns)
    members = group.map(group.value_counts()).astype(float)
    return 1.0 / (members * group.nunique())
