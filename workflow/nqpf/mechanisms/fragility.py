"""Layer 3: how much has to be wrong before a single channel is gone (METHOD.md 3).

Two questions. Which correlation of errors makes the indirect effect zero (module `rho`), and how strong
does an unobserved confounder of either path have to be (module `robustness`), measured against the strongest
control that was observed (module `benchmarks`).
"""

import numpy as np
import pandas as pd

from nqpf.estimators import twfe
from nqpf.mechanisms.benchmarks import Coefficient, strongest
from nqpf.mechanisms.drawn import complete, counted, drawn, limits, point
from nqpf.mechanisms.rho import GRID, indirect_at
from nqpf.mechanisms.robustness import STRENGTHS, interval_robustness, robustness_value
from nqpf.mechanisms.setting import Setting
from nqpf.mechanisms.singles import Singles, singles


def fragility(
    sample: pd.DataFrame, setting: Setting, *, draws: int = 2000, seed: int = 0, level: float = 0.95
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sensitivity of every single channel to unobserved confounding, and the curve over rho.

    First frame, a row per mediator: rho_zero (error correlation at which the indirect effect is zero; its
    square is the product of the shares of residual variance of m and of y that a common cause would explain)
    with percentile limits rho_low, rho_high; r2_a (partial R2 of x with m given z) and r2_b (of m with y
    given x, z), rv_a, rv_b (robustness values), rv_a_interval, rv_b_interval (until the interval touches
    zero); for each path benchmark_a, benchmark_b (the control of which an unobserved likeness would move it
    most), its partial R2 benchmark_a_r2_x, benchmark_a_r2_m, benchmark_b_r2_m, benchmark_b_r2_y (with the
    regressor, then the outcome of the path), what is left of a and b, adjusted_a_1, _2, _3 and adjusted_b_1,
    _2, _3, after a confounder once, twice, three times as strong; n, units, draws (finite ones).
    Second frame: mediator, rho (37 values from -0.9 to 0.9), indirect, low, high (pointwise).
    Cells that the sample does not identify are NaN. Raises SpecError, DataError.
    """
    names = list(setting.mediators)
    columns = [setting.treatment, *names, setting.outcome]
    moments = drawn(sample, setting, columns, setting.controls, draws, seed)
    found = singles(moments, setting.treatment, names, setting.outcome)
    low, high, count = limits(found.correlation, level)
    rho = {"rho_zero": found.correlation[0], "rho_low": low, "rho_high": high}
    rows = complete(sample, setting, [*columns, *setting.controls])
    frame = pd.DataFrame({"mediator": names, **rho}).join(_paths(rows, setting, found, level))
    return frame.assign(**counted(rows, setting), draws=count), _curve(found, names, level)


def _curve(found: Singles, names: list[str], level: float) -> pd.DataFrame:
    """Indirect effect over the grid of rho, with a pointwise percentile band."""
    values = indirect_at(found, GRID)
    low, high, _ = limits(values, level)
    cells = {"indirect": values[0].ravel(), "low": low.ravel(), "high": high.ravel()}
    return pd.DataFrame({"mediator": np.repeat(names, len(GRID)), "rho": np.tile(GRID, len(names)), **cells})


def _paths(rows: pd.DataFrame, setting: Setting, found: Singles, level: float) -> pd.DataFrame:
    """Robustness values and benchmarks of both paths, a row per mediator."""
    x, y, z = setting.treatment, setting.outcome, list(setting.controls)
    moments = point(rows, setting, [x, *z, *setting.mediators, y], [])
    parts = []
    for place, m in enumerate(setting.mediators):
        first = Coefficient(x, m, (), found.a[0, place], found.scale_a[0, place], found.r2_a[0, place])
        second = Coefficient(m, y, (x,), found.b[0, place], found.scale_b[0, place], found.r2_b[0, place])
        robust = {
            **_robust("a", first, rows, setting, level),
            **_robust("b", second, rows, setting, level),
        }
        marks_a = _named("a", ("x", "m"), strongest(moments, first, z))
        parts.append({**robust, **marks_a, **_named("b", ("m", "y"), strongest(moments, second, z))})
    return pd.DataFrame(parts)


def _robust(
    path: str, coefficient: Coefficient, rows: pd.DataFrame, setting: Setting, level: float
) -> dict[str, float]:
    """Partial R2, robustness value and that of the interval for one path."""
    t, df = _clustered_t(rows, setting, coefficient)
    return {
        f"r2_{path}": coefficient.r2,
        f"rv_{path}": float(robustness_value(coefficient.r2)),
        f"rv_{path}_interval": float(interval_robustness(coefficient.r2, t, df, level)),
    }


def _clustered_t(rows: pd.DataFrame, setting: Setting, coefficient: Coefficient) -> tuple[float, float]:
    """T of the house recipe and its degrees of freedom; NaN where the coefficient is not identified."""
    if np.isnan(coefficient.estimate):
        return float("nan"), float("nan")
    fitted = twfe.estimate(
        rows,
        outcome=coefficient.outcome,
        regressors=[coefficient.regressor, *coefficient.given, *setting.controls],
        unit=setting.unit,
        time=setting.time,
        cluster=setting.cluster,
        weights=setting.weights,
    )
    return float(fitted.terms["t"][coefficient.regressor]), float(fitted.facts["df"])


def _named(path: str, ends: tuple[str, str], found: dict[str, object]) -> dict[str, object]:
    """Name the cells of a benchmark after its path and the path's two ends."""
    regressor, outcome = ends
    return {
        f"benchmark_{path}": found["benchmark"],
        f"benchmark_{path}_r2_{regressor}": found["r2_regressor"],
        f"benchmark_{path}_r2_{outcome}": found["r2_outcome"],
        **{f"adjusted_{path}_{k}": found[f"adjusted_{k}"] for k in STRENGTHS},
    }
