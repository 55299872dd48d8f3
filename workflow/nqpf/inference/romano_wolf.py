"""p-values of one treatment over several outcomes, adjusted for the family (METHOD.md 3, layer 1).

The step-down max|t| of Romano & Wolf (2005, Econometrica 73, section 4; 2016, Statistics & Probability
Letters 113, equation 11): whole clusters are redrawn, the same for every outcome, so that the dependence
between the outcomes is kept and the adjustment is sharper than Holm's where they move together.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from nqpf.algebra.groups import Floats
from nqpf.errors import DataError
from nqpf.inference.studentised import Studentised, studentise

TIE = 1.0 - 1e-9
"""A draw that repeats the sample's own t up to rounding counts as at least as large."""


def romano_wolf(
    sample: pd.DataFrame,
    *,
    treatment: str,
    outcomes: Sequence[str],
    controls: Sequence[str] = (),
    unit: str,
    time: str,
    cluster: str | None = None,
    weights: str | None = None,
    draws: int = 2_000,
    seed: int = 0,
    convention: str = "nested",
) -> pd.Series:
    """Adjust the p of outcome = a treatment + controls + two-way effects for the family of outcomes.

    sample: flat; the rows without an empty cell in any outcome are used for all, singletons dropped. Every
    draw takes G of G clusters and is studentised by its own clustered standard error, about the estimate:
    t* = (a* - a) / se*. Returns p by outcome, index "outcome", name "p_romano_wolf", from 1/(draws + 1) up.
    Raises SpecError and DataError, each with a sentence (see `studentise`).
    """
    found = studentise(
        sample,
        treatment=treatment,
        outcomes=outcomes,
        controls=controls,
        unit=unit,
        time=time,
        cluster=cluster,
        weights=weights,
        draws=draws,
        seed=seed,
        convention=convention,
    )
    return adjusted(found, treatment)


def adjusted(found: Studentised, treatment: str) -> pd.Series:
    """Adjust what was drawn already; see `romano_wolf`."""
    usable = found.drawn[np.isfinite(found.drawn).all(axis=1)]
    if not len(usable):
        raise DataError(
            f"'{treatment}' varies in none of {len(found.drawn)} draws of clusters; use more clusters."
        )
    index = pd.Index(found.names, name="outcome")
    return pd.Series(step_down(found.own, usable), index=index, name="p_romano_wolf")


def step_down(own: Floats, drawn: Floats) -> Floats:
    """Adjust statistics (k,) by draws of them under the null (draws x k); returns p (k,).

    From the largest |t| down: p_j = (1 + #{max over it and all smaller ones of |t*| >= |t_j|}) / (draws + 1),
    and never below the p before it (Romano & Wolf 2016, algorithm 4.2).
    """
    order = np.argsort(-np.abs(own), kind="stable")
    reach = np.abs(drawn)[:, order]
    highest = np.maximum.accumulate(reach[:, ::-1], axis=1)[:, ::-1]
    extreme = (highest >= np.abs(own)[order] * TIE).sum(axis=0)
    p = np.empty(len(own))
    p[order] = np.maximum.accumulate((1 + extreme) / (len(drawn) + 1))
    return p
