"""Joint tests across equations: several outcomes, one treatment, one sample, clusters shared.

The coefficients' influence on each cluster, stacked over equations, gives their joint covariance
(stacked cluster scores; Cameron & Miller 2015, section II), with the same CR1 factor as each column.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from nqpf.estimate import counting, prepare, sweep
from nqpf.inference.clusters import scores


def stacked(
    sample: pd.DataFrame,
    treatment: str,
    outcomes: Sequence[str],
    controls: Sequence[str],
    convention: str = "nested",
) -> tuple[pd.Series, pd.DataFrame, int]:
    """Coefficients of the treatment on each outcome, their joint covariance, and G - 1.

    sample: flat, complete in all columns, with unit and year. Two-way effects, clustered by unit.
    """
    parts = [_influence(sample, treatment, outcome, controls, convention) for outcome in outcomes]
    names = pd.Index(outcomes, name="mediator")
    influence = np.array([part[1] for part in parts])
    covariance = pd.DataFrame(influence @ influence.T, index=names, columns=names)
    return pd.Series([part[0] for part in parts], index=names), covariance, parts[0][2]


def _influence(
    sample: pd.DataFrame, treatment: str, outcome: str, controls: Sequence[str], convention: str
) -> tuple[float, np.ndarray, int]:
    """Coefficient of the treatment, what each cluster adds to its error (G,), degrees of freedom."""
    regressors = [treatment, *controls]
    made = prepare(sample, outcome, regressors, "unit", "year", ("unit", "time"), None, None)
    swept = sweep(made)
    coef = swept.bread @ (swept.regressors @ swept.outcome)
    residual = swept.outcome - coef @ swept.regressors
    counted = counting(made, convention, swept.components)
    by_cluster = (swept.bread @ scores(swept.regressors, residual, made.cluster))[0]
    return float(coef[0]), by_cluster * np.sqrt(counted.factor), counted.df
