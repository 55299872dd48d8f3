"""The coefficient of one regressor under many variants of it, by Frisch-Waugh-Lovell.

Outcome and controls are freed of the effects once, the outcome of the controls once; each variant x is
one column. With x~ its residual, y~ the outcome's, w the weights and g the clusters,

    b = sum w x~ y~ / sum w x~^2,   V(b) = factor sum_g (sum_{i in g} w x~ (y~ - b x~))^2 / (sum w x~^2)^2,

which are coefficient and clustered variance of the full regression (Frisch & Waugh 1933; Lovell 1963;
the scores of the full regression are those of the residual one).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.algebra.gram import ABSORBED
from nqpf.algebra.projection import Projection
from nqpf.errors import DataError, SpecError
from nqpf.estimate import Design, counting, prepare, sweep
from nqpf.inference.clusters import Counting
from nqpf.regression import design as regressors_of
from nqpf.specs.models import ModelSpec
from nqpf.variants.columns import centre_columns, sum_columns, sweep_columns

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Regression:
    """A regression with everything done that does not depend on the variant.

    rows: (n,) rows of the scores that the sample uses, in the order of the design. outcome: (n,) residual.
    basis: (k x n) controls without effects, orthonormal under the weights. spread: SD of the outcome
    de-meaned by unit.
    """

    rows: npt.NDArray[np.intp]
    design: Design
    projection: Projection
    outcome: Floats
    basis: Floats
    counted: Counting
    spread: float

    def estimate(self, scores: Floats) -> pd.DataFrame:
        """Estimate every variant: coef, se, t, p, standardised.

        scores: (unit-years x variants), rows as the panel's. A variant that the effects or controls absorb
        has no numbers.
        """
        columns = scores[self.rows]
        residual = self._residual(columns)
        weighted = residual if self.design.weight is None else residual * self.design.weight[:, None]
        squares = (weighted * residual).sum(axis=0)
        gone = np.sqrt(squares) <= ABSORBED * np.sqrt((columns**2).sum(axis=0))
        squares = np.where(gone, np.nan, squares)
        coef = weighted.T @ self.outcome / squares
        se = self._errors(weighted, residual, coef, squares)
        return self._tidy(coef, se, _spread(columns, self.design))

    def _residual(self, columns: Floats) -> Floats:
        swept = sweep_columns(self.projection, columns)
        weight = self.design.weight
        moments = self.basis @ (swept if weight is None else swept * weight[:, None])
        return np.asarray(swept - self.basis.T @ moments)

    def _errors(self, weighted: Floats, residual: Floats, coef: Floats, squares: Floats) -> Floats:
        cluster = self.design.cluster
        scores = sum_columns(cluster, weighted * self.outcome[:, None]) - coef * sum_columns(
            cluster, weighted * residual
        )
        return np.asarray(np.sqrt(self.counted.factor * (scores**2).sum(axis=0)) / squares)

    def _tidy(self, coef: Floats, se: Floats, spread: Floats) -> pd.DataFrame:
        from scipy.special import stdtr

        t = coef / np.where(se > 0, se, np.nan)
        p = 2.0 * stdtr(self.counted.df, -np.abs(t))
        standardised = coef * spread / self.spread
        return pd.DataFrame({"coef": coef, "se": se, "t": t, "p": p, "standardised": standardised})


def prepare_regression(sample: pd.DataFrame, model: ModelSpec, index: pd.MultiIndex) -> Regression:
    """Do once what every variant of the treatment shares.

    sample: flat, with the treatment as the study built it. index: (unit, year) of the scores that are
    handed to `estimate`. Raises SpecError for a model with a moderator, DataError for a treatment that is
    absorbed or scores that lack a row.
    """
    if model.moderator is not None:
        raise SpecError(
            f"the model '{model.label.en}' has the moderator '{model.moderator}': its treatment has no one "
            "coefficient; name a model without moderator under 'model'."
        )
    frame, names = regressors_of(sample, model)
    frame = frame.reset_index(drop=True)
    design = prepare(frame, model.outcome, names, "unit", "year", model.effects, model.cluster, model.weights)
    swept = sweep(design)
    basis = _orthonormal(swept.regressors[1:], design.weight)
    weighted = swept.outcome if design.weight is None else swept.outcome * design.weight
    return Regression(
        rows=_rows(frame, design, model, index),
        design=design,
        projection=design.projection(),
        outcome=swept.outcome - basis.T @ (basis @ weighted),
        basis=basis,
        counted=counting(design, model.convention, swept.components),
        spread=float(swept.spread[0]),
    )


def describe(model: ModelSpec, regression: Regression) -> dict[str, Any]:
    """State the recipe of the standard errors and the size of the sample."""
    design, counted = regression.design, regression.counted
    return {
        "outcome": model.outcome,
        "treatment": model.treatment,
        "controls": list(model.controls),
        "effects": list(model.effects),
        "n": design.rows,
        "clusters": design.cluster.size,
        "recipe": f"clustered by {design.cluster_name} (G = {design.cluster.size}), CR1, "
        f"{counted.convention} convention, t({counted.df})",
    }


def _rows(
    frame: pd.DataFrame, design: Design, model: ModelSpec, index: pd.MultiIndex
) -> npt.NDArray[np.intp]:
    """Find the row of the scores behind each row of the design; a lagged treatment looks back."""
    used = frame if design.kept is None else frame.iloc[design.kept]
    lag = model.lags.get(model.treatment, 0)
    rows = index.get_indexer(pd.MultiIndex.from_arrays([used["unit"], used["year"] - lag]))
    if (rows < 0).any():
        unit, year = used.iloc[int((rows < 0).argmax())][["unit", "year"]]
        raise DataError(f"the panel has no score of ({unit}, {year - lag}), which the sample uses.")
    return np.asarray(rows)


def _spread(columns: Floats, design: Design) -> Floats:
    """SD of every column de-meaned by unit, as `nqpf.estimate.sweep` computes it for the design's own."""
    units = Projection(design.unit, None, design.weight, design.unit.mass(design.weight))
    within = centre_columns(units, columns)
    weight = np.ones(design.rows) if design.weight is None else design.weight
    variance = weight @ within**2 / weight.sum() * design.rows / max(design.rows - 1, 1)
    return np.asarray(np.sqrt(variance))


def _orthonormal(columns: Floats, weight: Floats | None) -> Floats:
    """Turn controls (k x n) into an orthonormal basis under the weights, twice for the last digits."""
    basis = columns
    for _ in range(2 if len(columns) else 0):
        gram = basis @ (basis if weight is None else basis * weight).T
        basis = np.linalg.solve(np.linalg.cholesky(gram), basis)
    return basis
