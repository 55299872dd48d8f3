"""Time the exact engine against PanelOLS (and pyfixest where it is installed), in one process.

Run: OPENBLAS_NUM_THREADS=1 python tests/benchmarks/twfe.py
From data frame to clustered standard errors, nine regressors, two effects. Runs are interleaved and medians
are compared: trust the ratios, not the milliseconds.
"""

import importlib.util
import os
import statistics
import time
from collections.abc import Callable

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pandas as pd

REGRESSORS = [f"x{place}" for place in range(9)]
SIZES = ((280, 12, 31), (3_000, 20, 7))
"""Units, years, interleaved runs."""


def sample(units: int, years: int, seed: int = 1) -> pd.DataFrame:
    """Draw a balanced panel with unit and year effects."""
    rng = np.random.default_rng(seed)
    unit, year = np.repeat(np.arange(units), years), np.tile(np.arange(years), units)
    x = rng.normal(size=(units * years, 9)) + rng.normal(size=units)[unit, None]
    y = x.sum(axis=1) + rng.normal(size=units)[unit] + rng.normal(size=years)[year]
    frame = pd.DataFrame(x, columns=REGRESSORS)
    labels = np.array([f"unit {number:05d}" for number in range(units)])
    return frame.assign(y=y + rng.normal(size=len(y)), unit=labels[unit], year=2000 + year)


def engine(data: pd.DataFrame) -> pd.Series:
    """Estimate with the exact engine."""
    from nqpf.estimators import twfe

    return twfe.estimate(data, outcome="y", regressors=REGRESSORS, unit="unit", time="year").terms["se"]


def panel_ols(data: pd.DataFrame) -> pd.Series:
    """Estimate with linearmodels as its documentation shows."""
    from linearmodels.panel import PanelOLS

    panel = data.set_index(["unit", "year"])
    model = PanelOLS(panel["y"], panel[REGRESSORS], entity_effects=True, time_effects=True)
    return model.fit(cov_type="clustered", cluster_entity=True, group_debias=True).std_errors


def pyfixest(data: pd.DataFrame) -> pd.Series:
    """Estimate with pyfixest."""
    import pyfixest as pf

    formula = f"y ~ {' + '.join(REGRESSORS)} | unit + year"
    return pf.feols(formula, data, vcov={"CRV1": "unit"}).se()


def peers() -> dict[str, Callable[[pd.DataFrame], pd.Series]]:
    """List what can be timed here, the engine first."""
    found = {"twfe": engine, "PanelOLS": panel_ols}
    if importlib.util.find_spec("pyfixest"):
        found["pyfixest"] = pyfixest
    return found


def medians(data: pd.DataFrame, runs: int) -> dict[str, float]:
    """Median seconds by peer, interleaved after one warm-up each."""
    taken: dict[str, list[float]] = {name: [] for name in peers()}
    for run in range(runs + 1):
        for name, call in peers().items():
            start = time.perf_counter()
            call(data)
            if run:
                taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def main() -> None:
    """Print milliseconds and ratios for each size."""
    for units, years, runs in SIZES:
        taken = medians(sample(units, years), runs)
        for name, seconds in taken.items():
            ratio = seconds / taken["twfe"]
            print(f"{units:>6,} x {years:<3} {name:<9} {seconds * 1e3:9.2f} ms  {ratio:6.1f} x the engine")


if __name__ == "__main__":
    main()
