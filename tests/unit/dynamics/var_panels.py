"""Panels of a known vector autoregression."""

import numpy as np
import pandas as pd

from nqpf.dynamics.grid import lay_out

APART = np.array([[0.5, 0.0], [0.0, 0.5]])
FORWARD = np.array([[0.5, 0.0], [0.2, 0.5]])
ERRORS = np.array([[1.0, 0.3], [0.3, 1.0]])


def sample(lags=FORWARD, units=40, years=10, seed=1, noise=1.0, shocks=True):
    """z_t = A z_t-1 + a_i + l_t + u_t, thirty years run in; flat frame unit, year, x, y, z (noise)."""
    rng = np.random.default_rng(seed)
    root, own = (
        noise * np.linalg.cholesky(ERRORS),
        rng.normal(size=(units, 2)) @ np.array([[1, 0.5], [0, 0.8]]),
    )
    state, rows = np.linalg.solve(np.eye(2) - lags, own.T).T, []
    for year in range(-30, years):
        state = own + state @ lags.T + rng.normal(size=(units, 2)) @ root.T
        if year >= 0:
            rows.append(state + shocks * rng.normal(size=2))
    cells = np.stack(rows, axis=1).reshape(-1, 2)
    index = pd.MultiIndex.from_product(
        [[f"u{k:03d}" for k in range(units)], range(2001, 2001 + years)], names=["unit", "year"]
    )
    return (
        pd.DataFrame(cells, index=index, columns=["x", "y"])
        .assign(z=rng.normal(size=len(index)))
        .reset_index()
    )


def gappy(frame, lost=40, seed=2):
    return frame.drop(frame.sample(lost, random_state=seed).index)


def grid(frame):
    return lay_out(frame, ["x", "y", "z"])
