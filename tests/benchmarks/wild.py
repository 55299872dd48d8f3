"""Wild cluster bootstrap, 9,999 draws at 285 x 12, against pyfixest's own, as a ratio in one process.

Run where pyfixest and wildboottest are installed: OPENBLAS_NUM_THREADS=1 python tests/benchmarks/wild.py
[draws] One treatment, eight controls, unit and year effects, clustered by unit, the null imposed, Webb's
weights. Runs are interleaved and medians are compared; both p-values are printed, for they must agree up to
chance.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pandas as pd

from nqpf.inference import wild

UNITS, YEARS, OUTCOMES, CONTROLS, RUNS = 285, 12, 9, 8, 3


def outcomes() -> list[str]:
    """Names of the outcomes."""
    return [f"m{k}" for k in range(OUTCOMES)]


def controls() -> list[str]:
    """Names of the controls."""
    return [f"z{k}" for k in range(CONTROLS)]


def simulate(units: int = UNITS, years: int = YEARS) -> pd.DataFrame:
    """A panel with two-way effects, nine outcomes on which the treatment works faintly, eight controls."""
    rng = np.random.default_rng(0)
    n = units * years
    effect = np.repeat(rng.normal(size=units), years) + np.tile(rng.normal(size=years), units)
    z = rng.normal(size=(n, CONTROLS)) + effect[:, None]
    x = z.sum(axis=1) * 0.1 + effect + rng.normal(size=n)
    m = 0.03 * x[:, None] + effect[:, None] + rng.normal(size=(n, OUTCOMES))
    frame = pd.DataFrame(np.column_stack([x, m, z]), columns=["x", *outcomes(), *controls()])
    return frame.assign(unit=np.repeat(np.arange(units), years), year=np.tile(np.arange(years), units))


def ours(frame: pd.DataFrame, draws: int, names: list[str]) -> float:
    """Run the score bootstrap of several outcomes; returns p of the first."""
    keys = {"regressors": ["x", *controls()], "unit": "unit", "time": "year", "term": "x"}
    return float(wild.p_values(frame, outcomes=names, **keys, draws=draws, seed=1).iloc[0])


def theirs(frame: pd.DataFrame, draws: int) -> float:
    """Run pyfixest's on effects that feols absorbs: its fastest way, for dummies cost it more."""
    import pyfixest as pf

    fit = pf.feols(f"m0 ~ x + {' + '.join(controls())} | unit + year", frame, vcov={"CRV1": "unit"})
    found = fit.wildboottest(reps=draws, cluster="unit", param="x", weights_type="webb", seed=1)
    return float(found["Pr(>|t|)"])


def interleaved(calls: dict[str, Callable[[], float]], runs: int) -> dict[str, tuple[float, float]]:
    """Median seconds and last p of each, after one warm-up."""
    taken: dict[str, list[float]] = {name: [] for name in calls}
    p = dict.fromkeys(calls, np.nan)
    for run in range(runs + 1):
        for name, call in calls.items():
            start = time.perf_counter()
            p[name] = call()
            if run:
                taken[name].append(time.perf_counter() - start)
    return {name: (statistics.median(taken[name]), p[name]) for name in calls}


def main() -> None:
    """Print seconds, p-values and ratios."""
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 9_999
    frame = simulate()
    calls = {
        "ours": lambda: ours(frame, draws, ["m0"]),
        "ours, nine outcomes": lambda: ours(frame, draws, outcomes()),
        "pyfixest": lambda: theirs(frame, draws),
    }
    found = interleaved(calls, RUNS)
    for name, (seconds, p) in found.items():
        print(f"{name:<20} {seconds:8.3f} s  {seconds / found['ours'][0]:7.1f} x ours  p = {p:.4f}")


if __name__ == "__main__":
    main()
