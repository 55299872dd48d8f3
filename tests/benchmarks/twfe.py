"""Time the exact engine against PanelOLS, pyfixest and R's fixest where they are installed, as ratios.

Run: OPENBLAS_NUM_THREADS=1 python tests/benchmarks/twfe.py [--million] [--ten-million]
From data frame to clustered standard errors, nine regressors, two effects. Runs are interleaved and medians
are compared: trust the ratios, not the milliseconds. Extra memory is the highest resident size during a call
less that before it, in units of the data (Linux; it is of interest at a million rows and above).
"""

import importlib.util
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pandas as pd

REGRESSORS = [f"x{place}" for place in range(9)]
SIZES = [(280, 12, 15), (3_000, 20, 5)]
"""Units, years, interleaved runs."""
MILLION, TEN_MILLION = (60_625, 16, 3), (606_250, 16, 1)
PANEL_OLS_ROWS = 1_000_000
"""Above this PanelOLS is left out: it needs fourteen times the data."""
FIXEST = """
suppressMessages(library(fixest)); setFixest_nthreads(1); data <- data.table::fread("%s"); seconds <- c()
for (run in 0:%d) { start <- proc.time()[["elapsed"]]
  fit <- feols(y ~ x0+x1+x2+x3+x4+x5+x6+x7+x8 | unit + year, data, cluster = ~unit); se(fit)
  seconds <- c(seconds, proc.time()[["elapsed"]] - start) }
cat(median(seconds[-1]))
"""


def sample(units: int, years: int, seed: int = 1) -> pd.DataFrame:
    """Draw a balanced panel with unit and year effects, one column at a time."""
    rng = np.random.default_rng(seed)
    unit, year = np.repeat(np.arange(units), years), np.tile(np.arange(years), units)
    effect, n = rng.normal(size=units)[unit], units * years
    columns = {name: rng.normal(size=n) + effect for name in REGRESSORS}
    y = sum(columns.values()) + effect + rng.normal(size=years)[year] + rng.normal(size=n)
    return pd.DataFrame({**columns, "y": y, "unit": unit, "year": 2000 + year})


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


def peers(rows: int) -> dict[str, Callable[[pd.DataFrame], pd.Series]]:
    """List what can be timed in this process, the engine first."""
    found = {"twfe": engine}
    if rows <= PANEL_OLS_ROWS:
        found["PanelOLS"] = panel_ols
    if importlib.util.find_spec("pyfixest"):
        found["pyfixest"] = pyfixest
    return found


def medians(data: pd.DataFrame, runs: int) -> dict[str, float]:
    """Median seconds by peer, interleaved after one warm-up each."""
    taken: dict[str, list[float]] = {name: [] for name in peers(len(data))}
    for run in range(runs + 1):
        for name, call in peers(len(data)).items():
            start = time.perf_counter()
            call(data)
            if run:
                taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def extra_memory(call: Callable[[pd.DataFrame], pd.Series], data: pd.DataFrame) -> float:
    """Highest resident size during a call less that before it, over the size of the data; NaN off Linux."""
    status, reset = Path("/proc/self/status"), Path("/proc/self/clear_refs")
    if not reset.exists():
        return float("nan")
    reset.write_text("5")  # the peak starts anew
    before = resident(status, "VmRSS")
    call(data)
    return (resident(status, "VmHWM") - before) / data.memory_usage(index=False).sum()


def resident(status: Path, field: str) -> int:
    """Read bytes from the kernel's account of this process."""
    line = next(line for line in status.read_text().splitlines() if line.startswith(field))
    return int(line.split()[1]) * 1024


def fixest(data: pd.DataFrame, runs: int) -> float | None:
    """Median seconds of R's fixest, or None where it is not installed."""
    probe = ["Rscript", "-e", "stopifnot(requireNamespace('fixest'), requireNamespace('data.table'))"]
    if not shutil.which("Rscript") or subprocess.run(probe, capture_output=True, check=False).returncode:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.csv"
        data.to_csv(path, index=False)
        call = ["Rscript", "-e", FIXEST % (path, runs)]
        return float(subprocess.run(call, capture_output=True, text=True, check=True).stdout)


def compare(units: int, years: int, runs: int) -> None:
    """Print milliseconds, ratios and memory for one size."""
    data = sample(units, years)
    taken = medians(data, runs)
    memory = {name: extra_memory(call, data) for name, call in peers(len(data)).items()}
    native = fixest(data, runs)
    if native is None:
        print("R's fixest is not installed here and is left out.")
    else:
        taken["fixest"] = native
    for name, seconds in taken.items():
        ratio = f"{seconds / taken['twfe']:6.1f} x the engine"
        extra = f"{memory.get(name, float('nan')):6.2f} x the data"
        print(f"{units:>7,} x {years:<3} {name:<9} {seconds * 1e3:10.2f} ms  {ratio}  extra memory {extra}")


def main() -> None:
    """Run the sizes asked for."""
    sizes = SIZES + [MILLION] * ("--million" in sys.argv) + [TEN_MILLION] * ("--ten-million" in sys.argv)
    for units, years, runs in sizes:
        compare(units, years, runs)


if __name__ == "__main__":
    main()
