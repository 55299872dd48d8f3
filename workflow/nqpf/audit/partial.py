"""Coefficients of one regressor over many versions of one column, everything else swept out once.

Frisch-Waugh-Lovell: with the effects and the controls gone, c = x~'W y / x~'W x~. Equal to re-estimation.
"""

import numpy as np
import pandas as pd

from nqpf.algebra.groups import Floats
from nqpf.estimate import Design, prepare, sweep
from nqpf.regression import design, key_regressor
from nqpf.specs.models import ModelSpec


def coefficients(sample: pd.DataFrame, model: ModelSpec, name: str, versions: Floats) -> Floats:
    """Coefficient of the model's key regressor for each version of the column `name`.

    sample: flat, with unit and year. versions: (draws x rows of the sample). Returns (draws,).
    Raises what `nqpf.estimate.prepare` raises.
    """
    plain = model.moderator is None and name not in model.lags and name not in model.controls
    if plain and name == model.treatment:
        return _of_regressor(_prepared(sample, model), versions)
    if plain and name == model.outcome:
        return _of_outcome(_prepared(sample, model), versions)
    return np.array([_one(sample.assign(**{name: version}), model) for version in versions])


def _prepared(sample: pd.DataFrame, model: ModelSpec) -> Design:
    frame, regressors = design(sample, model)
    arguments = ("unit", "year", model.effects, model.cluster, model.weights)
    return prepare(frame, model.outcome, regressors, *arguments)


def _one(sample: pd.DataFrame, model: ModelSpec) -> float:
    """Estimate one version in full: where the column is lagged, interacted or a control as well."""
    made = _prepared(sample, model)
    swept = sweep(made)
    coef = swept.bread @ (swept.regressors @ made.weighted(swept.outcome))
    return float(coef[made.names[1:].index(key_regressor(model))])


def _of_regressor(made: Design, versions: Floats) -> Floats:
    """The treatment varies: sweep the effects out of each version, the controls out of all at once."""
    projection = made.projection()
    rows = versions if made.kept is None else versions[:, made.kept]
    swept = np.array([projection.sweep(np.ascontiguousarray(row)) for row in rows])
    controls = [projection.sweep(made.column(place)) for place in range(2, len(made.names))]
    left = _without(swept, np.array(controls).reshape(len(controls), made.rows), made)
    return np.asarray(left @ made.weighted(made.column(0)) / (left * made.weighted(left)).sum(axis=1))


def _of_outcome(made: Design, versions: Floats) -> Floats:
    """The outcome varies: the treatment without effects and controls is the same for all."""
    rows = versions if made.kept is None else versions[:, made.kept]
    projection = made.projection()
    columns = np.array([projection.sweep(made.column(place)) for place in range(1, len(made.names))])
    left = _without(columns[:1], columns[1:], made)[0]
    return np.asarray(rows @ made.weighted(left) / (left @ made.weighted(left)))


def _without(columns: Floats, controls: Floats, made: Design) -> Floats:
    """Residuals of columns (draws x n) on controls (k x n), both free of the effects."""
    weighted = made.weighted(controls)
    return columns - np.linalg.solve(weighted @ controls.T, weighted @ columns.T).T @ controls
