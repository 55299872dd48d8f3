"""How often 3SLS and 2SLS reject a true null where each index stands in the other's equation.

Run in this folder: python sizes.py (two minutes of one core per size). SIMULATED panels of

    y_t = b1 x_t + rho y_t-1 + a_i + l_t + u_it,    x_t = b2 y_t + rho x_t-1 + c_i + m_t + v_it

u and v normal with SD 1, correlated at 0.3, lasting differences at 0.5; the own last two years are excluded
from the other's equation, as in the studies, and truly so. Columns: estimate of b1 (true 0) by method: bias,
rejected (p from 199 redraws of whole units, 5%), and strength, the mean F of the first stage. Monte-Carlo
error of a share: sqrt(p (1 - p) / panels).
"""

from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

from nqpf.analyses.three_stage import _drawn, _moments, _two_sided
from nqpf.dynamics import three_stage
from nqpf.dynamics.three_stage import Pair
from nqpf.regression import lagged
from nqpf.verify.two_way import BEFORE, LASTING, SHOCK, TOGETHER, _flat

STORED = Path(__file__).parent / "sizes.csv"
SEED, DRAWS, PANELS, LEVEL = 20240711, 199, 500, 0.05
SIZES, PERSISTENCE, BACK = ((30, 11), (285, 12)), (0.2, 0.5, 0.8), (0.0, 0.2)
PAIR = Pair(("x", "y"), {"x": ("x_lag1", "x_lag2"), "y": ("y_lag1", "y_lag2")})


def panel(rng, units, years, rho, back):
    """One panel with its lags."""
    root, lasting = (np.linalg.cholesky([[1, share], [share, 1]]) for share in (TOGETHER, LASTING))
    within_year = np.linalg.inv([[1.0, 0.0], [-back, 1.0]])
    effects = (1 - rho) * rng.standard_normal((units, 2)) @ lasting.T
    now, kept = np.zeros((units, 2)), np.empty((years, units, 2))
    for year in range(-BEFORE, years):
        fresh = rng.standard_normal((units, 2)) @ root.T + SHOCK * rng.standard_normal(2)
        now = (rho * now + effects + fresh) @ within_year.T
        kept[max(year, 0)] = now
    flat = _flat(kept)
    lags = {f"{name}_lag{k}": lagged(flat, name, k) for name in ("x", "y") for k in (1, 2)}
    return flat.assign(**lags).dropna()


def one(sample, seed):
    """Estimate of b1 and whether zero is rejected, by method."""
    drawn = _drawn(sample, PAIR, DRAWS, seed)
    point = three_stage.coefficients(_moments(sample, PAIR, np.ones((1, sample["unit"].nunique()))), PAIR)
    strength = three_stage.first_stage(sample, PAIR, "x").statistic
    found = {}
    for method in three_stage.METHODS:
        many = drawn[method, "y"][:, 0]
        found[method] = (point[method, "y"][0, 0], _two_sided(many[np.isfinite(many)]) < LEVEL, strength)
    return found


def cell(units, years, rho, back):
    """Averages over the panels of a design; panel p depends on the seed and p alone."""
    made = [one(panel(np.random.default_rng([SEED, p]), units, years, rho, back), p) for p in range(PANELS)]
    for method in three_stage.METHODS:
        bias, rejected, strength = np.array([found[method] for found in made], float).mean(axis=0)
        yield {
            "data": "SIMULATED", "units": units, "years": years, "persistence": rho, "back": back,
            "method": method, "bias": round(bias, 4), "rejected": round(rejected, 4),
            "strength": round(strength, 1), "panels": PANELS,
        }  # fmt: skip


if __name__ == "__main__":
    designs = product(SIZES, PERSISTENCE, BACK)
    rows = [line for size, rho, back in designs for line in cell(*size, rho, back)]
    pd.DataFrame(rows).to_csv(STORED, index=False)
