"""Cluster bootstrap of nine channels at 280 x 12 against a linearmodels loop, as a ratio in one process.

Run: python tests/benchmarks/mediation.py [draws]. The loop is timed on LOOP draws and extrapolated. One BLAS
thread.
"""

import statistics
import sys
import time

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from nqpf.bootstrap import mediation

UNITS, YEARS, MEDIATORS, CONTROLS, LOOP = 280, 12, 9, 8, 3


def simulate(units: int = UNITS, years: int = YEARS) -> pd.DataFrame:
    """A panel with two-way effects, nine mediators, eight controls."""
    rng = np.random.default_rng(0)
    n = units * years
    effect = np.repeat(rng.normal(size=units), years) + np.tile(rng.normal(size=years), units)
    z = rng.normal(size=(n, CONTROLS)) + effect[:, None]
    x = z.sum(axis=1) * 0.1 + effect + rng.normal(size=n)
    m = 0.3 * x[:, None] + effect[:, None] + rng.normal(size=(n, MEDIATORS))
    y = 0.2 * x + m.sum(axis=1) * 0.1 + effect + rng.normal(size=n)
    frame = pd.DataFrame(np.column_stack([x, y, m, z]), columns=["x", "y", *mediators(), *controls()])
    return frame.assign(unit=np.repeat(np.arange(units), years), year=np.tile(np.arange(years), units))


def mediators() -> list[str]:
    """Names of the mediators."""
    return [f"m{k}" for k in range(MEDIATORS)]


def controls() -> list[str]:
    """Names of the controls."""
    return [f"z{k}" for k in range(CONTROLS)]


def ours(frame: pd.DataFrame, draws: int) -> float:
    """Seconds of the block bootstrap."""
    start = time.perf_counter()
    columns = {"treatment": "x", "mediators": mediators(), "outcome": "y", "controls": controls()}
    mediation(frame, **columns, unit="unit", time="year", draws=draws, seed=1)
    return time.perf_counter() - start


def loop(frame: pd.DataFrame, draws: int) -> float:
    """Seconds of re-estimation with PanelOLS: two equations per mediator and the total, per draw."""
    from linearmodels.panel import PanelOLS

    rng, parts = np.random.default_rng(1), dict(list(frame.groupby("unit")))
    start = time.perf_counter()
    for _ in range(draws):
        picks = rng.integers(0, UNITS, UNITS)
        drawn = pd.concat([parts[p].assign(unit=k) for k, p in enumerate(picks)]).set_index(["unit", "year"])
        equations = [
            ("y", ["x"]),
            *[(m, ["x"]) for m in mediators()],
            *[("y", ["x", m]) for m in mediators()],
        ]
        for outcome, regressors in equations:
            columns = drawn[[*regressors, *controls()]]
            PanelOLS(drawn[outcome], columns, entity_effects=True, time_effects=True).fit()
    return time.perf_counter() - start


def main() -> None:
    """Print both times and their ratio."""
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    frame = simulate()
    with threadpool_limits(1):
        ours(frame, 100)
        fast = statistics.median(ours(frame, draws) for _ in range(5))
        slow = loop(frame, LOOP) / LOOP * draws
    print(
        f"blocks {fast:.3f} s; linearmodels loop {slow:,.0f} s (from {LOOP} draws); ratio {slow / fast:,.0f}"
    )


if __name__ == "__main__":
    main()
