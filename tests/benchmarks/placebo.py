"""Placebo of 1,000 permuted treatments at 285 x 12 against pyfixest, as ratios in one process.

Run where pyfixest is installed: OPENBLAS_NUM_THREADS=1 python tests/benchmarks/placebo.py [permutations]
Ours exchanges whole unit paths and gives p of the coefficient and of the clustered t. The peers: a loop of
feols over the same kind of permuted frames (timed on LOOP of them), and pyfixest's own ritest, which shuffles
rows and gives p of the coefficient alone (timed on RITEST of them). Both are scaled up.
"""

import contextlib
import io
import os
import statistics
import sys
import time
from collections.abc import Callable

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pandas as pd

from nqpf.inference.permutation import permutation

UNITS, YEARS, OUTCOMES, CONTROLS = 285, 12, 9, 8
RUNS, LOOP, RITEST = 5, 20, 40


def outcomes() -> list[str]:
    """Names of the outcomes."""
    return [f"m{k}" for k in range(OUTCOMES)]


def controls() -> list[str]:
    """Names of the controls."""
    return [f"z{k}" for k in range(CONTROLS)]


def simulate(units: int = UNITS, years: int = YEARS) -> pd.DataFrame:
    """A panel with two-way effects, nine outcomes, eight controls; rows by unit and year."""
    rng = np.random.default_rng(0)
    n = units * years
    effect = np.repeat(rng.normal(size=units), years) + np.tile(rng.normal(size=years), units)
    z = rng.normal(size=(n, CONTROLS)) + effect[:, None]
    x = z.sum(axis=1) * 0.1 + effect + rng.normal(size=n)
    m = 0.03 * x[:, None] + effect[:, None] + rng.normal(size=(n, OUTCOMES))
    frame = pd.DataFrame(np.column_stack([x, m, z]), columns=["x", *outcomes(), *controls()])
    return frame.assign(unit=np.repeat(np.arange(units), years), year=np.tile(np.arange(years), units))


def ours(frame: pd.DataFrame, draws: int, names: list[str]) -> None:
    """Exchange whole paths of units."""
    keys = {"controls": controls(), "unit": "unit", "time": "year"}
    permutation(frame, treatment="x", outcomes=names, **keys, draws=draws, seed=1)


def feols(frame: pd.DataFrame):
    """Estimate once with pyfixest; its ritest cannot read a formula with blanks around the last plus."""
    import pyfixest as pf

    return pf.feols(f"m0 ~ x + {' + '.join(controls())} | unit+year", frame, vcov={"CRV1": "unit"})


def loop(frame: pd.DataFrame, draws: int) -> None:
    """Estimate anew for each exchange of paths."""
    rng, path = np.random.default_rng(1), frame["x"].to_numpy().reshape(UNITS, YEARS)
    for _ in range(draws):
        feols(frame.assign(x=path[rng.permutation(UNITS)].ravel())).tstat()


def ritest(frame: pd.DataFrame, draws: int) -> None:
    """Run pyfixest's own randomization test."""
    with contextlib.redirect_stderr(io.StringIO()):
        feols(frame).ritest(resampvar="x", reps=draws, rng=np.random.default_rng(1))


def seconds(call: Callable[[], object], runs: int) -> float:
    """Median seconds after one warm-up."""
    taken = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken[1:])


def main() -> None:
    """Print seconds for the permutations asked for, and ratios."""
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    frame = simulate()
    fast = seconds(lambda: ours(frame, draws, ["m0"]), RUNS)
    found = {
        "ours": fast,
        "ours, nine outcomes": seconds(lambda: ours(frame, draws, outcomes()), RUNS),
        "pyfixest loop": seconds(lambda: loop(frame, LOOP), 1) / LOOP * draws,
        "pyfixest ritest": seconds(lambda: ritest(frame, RITEST), 1) / RITEST * draws,
    }
    for name, taken in found.items():
        print(f"{name:<20} {taken:9.3f} s  {taken / fast:8.1f} x ours")


if __name__ == "__main__":
    main()
