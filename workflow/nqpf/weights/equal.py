"""Equal weights (OECD/JRC Handbook 2008, step 6): every indicator weighs the same."""

import pandas as pd

NEEDS = "anything"


def weights(scores: pd.DataFrame, groups: pd.Series | None = None) -> pd.Series:  # noqa: ARG001 - one signature for all
    """Weight each indicator by 1 / number of indicators.

    scores: (unit-years x indicators). Returns weights (indicators) that sum to one.
    """
    return pd.Series(1.0 / scores.shape[1], index=scores.columns)
