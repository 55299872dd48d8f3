"""One dynamic equation by difference or system GMM, with what stands under it (Arellano & Bond 1991)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from nqpf.algebra.groups import Floats
from nqpf.dynamics import gmm, serial
from nqpf.dynamics.equations import Model, build
from nqpf.dynamics.grid import lay_out
from nqpf.dynamics.serial import Serial


@dataclass(frozen=True)
class Equation:
    """terms: frame by term with coef, se, z, p. covariance: (k, k) frame. hansen: j, df, p (None: df 0).

    serial: orders 1 and 2. instruments, units, rows: their numbers (rows: transformed ones).
    """

    terms: pd.DataFrame
    covariance: pd.DataFrame
    hansen: tuple[float, int, float | None]
    serial: tuple[Serial, Serial]
    instruments: int
    units: int
    rows: int


def estimate(
    sample: pd.DataFrame, model: Model, *, steps: int = 2, unit: str = "unit", time: str = "year"
) -> Equation:
    """Estimate an equation of a flat sample; model.outcomes holds one name.

    steps: 1 or 2. Hansen's J is always that of the second step. Raises DataError for a sample without
    enough years or instruments.
    """
    rows = build(lay_out(sample, model.names, unit, time), model)
    given = gmm.products(rows)
    moments = gmm.freed(given, np.ones((1, len(rows.present))))
    fit = gmm.estimate(moments)
    covariance = gmm.covariance(moments, fit, steps)
    step = fit.first if steps == 1 else fit.second
    names = list(rows.terms)
    return Equation(
        terms=_terms(step.beta[0], covariance, names),
        covariance=pd.DataFrame(covariance, index=names, columns=names),
        hansen=(float(fit.j[0]), fit.df, hansen_p(float(fit.j[0]), fit.df)),
        serial=serial.of_equation(rows, given, moments, step, covariance),
        instruments=given.sizes[2] + given.sizes[3],
        units=int(rows.used.any(axis=1).sum()),
        rows=int(rows.used.sum()),
    )


def hansen_p(j: float, df: int) -> float | None:
    """Chi-squared tail of Hansen's J; None where nothing is over-identified."""
    from scipy.special import chdtrc

    return float(chdtrc(df, j)) if df > 0 else None


def _terms(beta: Floats, covariance: Floats, names: list[str]) -> pd.DataFrame:
    from scipy.special import ndtr

    se = np.sqrt(np.diag(covariance))
    z = beta / se
    frame = {"coef": beta, "se": se, "z": z, "p": 2 * ndtr(-np.abs(z))}
    return pd.DataFrame(frame, index=pd.Index(names, name="term"))
