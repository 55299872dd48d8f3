"""The weight table: what each indicator weighs, and what makes it weigh so much.

Entropy rewards skew and zeros, not importance, so the table shows both beside the weight, and
the effective weight: the correlation ratio of Paruolo, Saisana & Saltelli (2013, eq. 4),
Var(E[index | indicator]) / Var(index), estimated over deciles of the indicator and rescaled to one.
"""

import numpy as np
import pandas as pd

from nqpf.index.model import IndexModel
from nqpf.weights.entropy import divergences, entropies

HEAVY = 0.25  # METHOD 1: a weight above a quarter is flagged
BINS = 10


def weight_table(model: IndexModel, panel: pd.DataFrame) -> pd.DataFrame:
    """One row per indicator: dimension, direction, e, d, w, theil, zeros, skewness, effective, flag.

    panel: frame by (unit, year); only the base window is used. theil: Theil's T of the normalised
    scores, equal to d ln n; e, d and theil are blank for an indicator with negative scores (zscore).
    zeros: share of scores that are 0. skewness: adjusted Fisher-Pearson.
    """
    years = panel.index.get_level_values("year")
    base = panel[(years >= model.window.first) & (years <= model.window.last)]
    scores = model.scores(base)
    signs = {name: model.spec.directions.get(name, 1) for name in scores.columns}
    table = pd.DataFrame({"dimension": pd.Series(model.spec.groups), "direction": pd.Series(signs)})
    table = table.reindex(scores.columns).assign(e=entropies(scores), d=divergences(scores), w=model.weights)
    table["theil"] = theil(scores)
    table["zeros"] = (scores == 0).mean()
    table["skewness"] = scores.skew()
    table["effective"] = effective_weights(scores, model.apply(base))
    table["flag"] = np.where(table["w"] > HEAVY, "over 25%", "")
    return table.rename_axis("indicator").reset_index()


def theil(scores: pd.DataFrame) -> pd.Series:
    """Theil's T of each indicator (Theil 1967): mean of (z / mean) ln(z / mean); NaN for negative scores."""
    ratio = scores / scores.mean().where(scores.mean() > 0, 1.0)
    return (ratio * np.log(ratio.where(ratio > 0, 1.0))).mean().where(scores.min() >= 0)


def effective_weights(scores: pd.DataFrame, index: pd.Series) -> pd.Series:
    """Correlation ratio of the index on each indicator, rescaled to sum to one."""
    ratios = scores.apply(lambda column: _correlation_ratio(column, index))
    return ratios / ratios.sum()


def _correlation_ratio(indicator: pd.Series, index: pd.Series) -> float:
    # Tied values share their mean rank and so a bin; quantile edges would merge 95% zeros with the rest.
    bins = np.ceil(indicator.rank(pct=True).to_numpy(float) * BINS)
    between = index.groupby(bins).transform("mean")
    return float(between.var() / index.var()) if index.var() > 0 else 0.0
