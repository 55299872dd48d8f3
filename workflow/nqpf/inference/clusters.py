"""Cluster-robust covariance in the conventions that users of reghdfe, fixest and Stata know (METHOD 2).

V = factor x (X~'WX~)^-1 (sum_g s_g s_g') (X~'WX~)^-1,  factor = G/(G-1) x (n-1)/(n-K)  (CR1, Cameron & Miller
2015, eq. 12). Packages differ in K alone; each way of counting has a name here:

- nested: slopes + 1 + the effects that are not nested in the clusters, redundant ones removed (reghdfe)
- full: slopes + all effects, redundant ones removed (linearmodels' count)
- none: slopes
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nqpf.algebra.groups import Floats, Grouping, nested
from nqpf.errors import DataError, SpecError
from nqpf.registry import suggest

CONVENTIONS = ("nested", "none", "full")


@dataclass(frozen=True)
class Counting:
    """How degrees of freedom were counted: by which convention, K, the CR1 factor, and G - 1 for t."""

    convention: str
    k: int
    factor: float
    df: int


def check_convention(convention: str) -> None:
    """Raise SpecError where nobody counts that way."""
    if convention not in CONVENTIONS:
        raise SpecError(
            f"no convention '{convention}' for standard errors; {suggest(convention, CONVENTIONS)}."
        )


def count(
    convention: str, slopes: int, effects: Sequence[Grouping], components: int, cluster: Grouping, rows: int
) -> Counting:
    """Count K for one or two effects (or none) and make the CR1 factor.

    Raises DataError for fewer than two clusters or no degrees of freedom left.
    """
    k = slopes + _levels_counted(convention, effects, components, cluster)
    groups = cluster.size
    if groups < 2:
        raise DataError("all rows lie in one cluster; clustered standard errors need at least two.")
    needed = slopes + all_levels(effects, components)  # whatever the convention
    if rows <= needed:
        raise DataError(f"{rows} complete rows cannot carry {needed} coefficients and effects; use fewer.")
    return Counting(convention, k, groups / (groups - 1) * (rows - 1) / (rows - k), groups - 1)


def _levels_counted(convention: str, effects: Sequence[Grouping], components: int, cluster: Grouping) -> int:
    if convention == "none":
        return 0
    rank = all_levels(effects, components)
    if convention == "full":
        return rank
    counted = [effect for effect in effects if not nested(effect, cluster)]
    if len(counted) == len(effects):
        return rank
    return 1 + sum(effect.size - components for effect in counted)


def all_levels(effects: Sequence[Grouping], components: int) -> int:
    """Rank of the constant with the dummies of all effects; the constant alone where there is none."""
    if len(effects) == 2:
        return sum(effect.size for effect in effects) - components
    return effects[0].size if effects else 1


def scores(swept: Floats, weighted_residual: Floats, cluster: Grouping) -> Floats:
    """Sum x~ w e over each cluster; swept (k x n), residual (n,); returns (k x G)."""
    return np.array([cluster.product_sums(column, weighted_residual) for column in swept])


def sandwich(bread: Floats, cluster_scores: Floats) -> Floats:
    """Bread (k x k) around the cross-product of cluster scores (k x G): CR0."""
    half = bread @ cluster_scores
    return np.asarray(half @ half.T)
