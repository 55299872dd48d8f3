"""Cluster bootstrap of nine channels beside loops of the peers' estimators, as ratios in one process.

Run: python tests/benchmarks/mediation.py [--draws 5000] [--loop 3] [--large] [--growth folder]

Every loop re-estimates a, b of single channels and the total on the same draws and is checked against the
blocks before it is timed; a loop is timed on a few draws and extrapolated, the blocks on all. Trust the
ratios, not the seconds, which are CPU time. One thread each for BLAS and for the peers. A peer that is not
installed is left out.
--large adds 3,000 x 20 and 60,000 x 16, ours only, with the memory they take beyond the sample. --growth
writes growth.csv and growth.png: seconds against units, and prints the slope of the logarithms (1 = linear).
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

os.environ.setdefault("RAYON_NUM_THREADS", "1")  # read by pyfixest when it is imported
os.environ.setdefault("NUMBA_NUM_THREADS", "1")

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from nqpf.blocks.counts import whole_counts
from nqpf.blocks.moments import Moments, slopes
from nqpf.bootstrap import moments
from nqpf.progress import silent

UNITS, YEARS, MEDIATORS, CONTROLS = 285, 12, 9, 8
M, Z = [f"m{k}" for k in range(MEDIATORS)], [f"z{k}" for k in range(CONTROLS)]
COLUMNS = ["x", *M, "y"]
LARGE = [(3_000, 20), (60_000, 16)]
GROWTH, GROWTH_YEARS, GROWTH_DRAWS = [1_000, 2_000, 5_000, 10_000, 20_000, 50_000], 16, 1_000
AGREE = 1e-6  # peers de-mean by iteration, to about 1e-8
Loop = Callable[[pd.DataFrame, np.ndarray], np.ndarray]


def simulate(units: int = UNITS, years: int = YEARS) -> pd.DataFrame:
    """A balanced panel with two-way effects, nine mediators, eight controls."""
    rng = np.random.default_rng(0)
    n = units * years
    effect = np.repeat(rng.normal(size=units), years) + np.tile(rng.normal(size=years), units)
    z = rng.normal(size=(n, CONTROLS)) + effect[:, None]
    x = z.sum(axis=1) * 0.1 + effect + rng.normal(size=n)
    m = 0.3 * x[:, None] + effect[:, None] + rng.normal(size=(n, MEDIATORS))
    y = 0.2 * x + m.sum(axis=1) * 0.1 + effect + rng.normal(size=n)
    frame = pd.DataFrame(np.column_stack([x, m, y, z]), columns=[*COLUMNS, *Z])
    return frame.assign(unit=np.repeat(np.arange(units), years), year=np.tile(np.arange(years), units))


def ours(frame: pd.DataFrame, draws: int) -> Moments:
    """All draws, seed 1."""
    return moments(frame, columns=COLUMNS, controls=Z, unit="unit", time="year", draws=draws, seed=1)


def effects(found: Moments) -> np.ndarray:
    """The a and b of single channels, and the total, (draws x 19)."""
    a = [slopes(found, m, ["x"])[:, 0] for m in M]
    b = [slopes(found, "y", ["x", m])[:, 1] for m in M]
    return np.column_stack([*a, *b, slopes(found, "y", ["x"])[:, 0]])


def drawn(frame: pd.DataFrame, counts: np.ndarray) -> Iterator[pd.DataFrame]:
    """The rows of every draw, by position, members as new units."""
    for count in counts:
        picks = np.repeat(np.arange(len(count)), count.astype(int))
        rows = (picks[:, None] * YEARS + np.arange(YEARS)).ravel()
        yield frame.iloc[rows].assign(unit=np.repeat(np.arange(len(picks)), YEARS))


def linearmodels_loop(frame: pd.DataFrame, counts: np.ndarray) -> np.ndarray:
    """PanelOLS, nineteen equations a draw."""
    from linearmodels.panel import PanelOLS

    equations = [*((m, ["x"]) for m in M), *(("y", [m, "x"]) for m in M), ("y", ["x"])]
    found = []
    for rows in drawn(frame, counts):
        panel = rows.set_index(["unit", "year"])
        fits = (
            PanelOLS(panel[y], panel[[*x, *Z]], entity_effects=True, time_effects=True) for y, x in equations
        )
        found.append([fit.fit().params.iloc[0] for fit in fits])
    return np.array(found)


def pyfixest_loop(frame: pd.DataFrame, counts: np.ndarray) -> np.ndarray:
    """Pyfixest in its fast form: two calls a draw, so that columns are de-meaned once for many equations."""
    import pyfixest

    z = " + ".join(Z)
    forms = [
        f"{' + '.join(M)} + y ~ x + {z} | unit + year",
        f"y ~ x + {z} + sw({', '.join(M)}) | unit + year",
    ]
    found = []
    for rows in drawn(frame, counts):
        calls = [pyfixest.feols(form, rows, vcov="iid", copy_data=False, store_data=False) for form in forms]
        total, single = ([fit.coef() for fit in call.to_list()] for call in calls)
        a = [coef["x"] for coef in total]
        found.append([*a[:-1], *(coef[m] for m, coef in zip(M, single, strict=True)), a[-1]])
    return np.array(found)


def numpy_loop(frame: pd.DataFrame, counts: np.ndarray) -> np.ndarray:
    """A careful loop for balanced panels: units de-meaned once; per draw year means, one Gram, solves."""
    cells = frame[[*Z, *COLUMNS]].to_numpy().reshape(-1, YEARS, CONTROLS + len(COLUMNS))
    cells = cells - cells.mean(axis=1, keepdims=True)
    found = []
    for count in counts:
        taken = cells[np.repeat(np.arange(len(count)), count.astype(int))]
        taken -= taken.mean(axis=0)
        flat = taken.reshape(-1, taken.shape[2])
        gram = flat.T @ flat
        left = gram[CONTROLS:, CONTROLS:] - gram[CONTROLS:, :CONTROLS] @ np.linalg.solve(
            gram[:CONTROLS, :CONTROLS], gram[:CONTROLS, CONTROLS:]
        )
        b = [
            np.linalg.solve(left[np.ix_([0, k], [0, k])], left[[0, k], -1])[1]
            for k in range(1, MEDIATORS + 1)
        ]
        found.append([*(left[0, 1:-1] / left[0, 0]), *b, left[0, -1] / left[0, 0]])
    return np.array(found)


PEERS: dict[str, tuple[str, Loop, int]] = {
    "careful numpy loop": ("numpy", numpy_loop, 30),
    "pyfixest loop": ("pyfixest", pyfixest_loop, 1),
    "linearmodels loop": ("linearmodels", linearmodels_loop, 1),
}
"""Name -> package, loop, how many times --loop draws it is timed on."""


def clock(work: Callable[[], object]) -> float:
    """CPU seconds of one run: on one thread the same as the clock on the wall of an idle machine."""
    start = time.process_time()
    work()
    return time.process_time() - start


def beside_the_peers(draws: int, loop: int) -> None:
    """Print the seconds of the blocks and of every loop, and their ratios."""
    frame = simulate()
    counts = np.vstack(list(whole_counts(1, UNITS, 256)))
    expected = effects(ours(frame, 256))
    fast = statistics.median(clock(lambda: effects(ours(frame, draws))) for _ in range(5))
    print(f"{UNITS} x {YEARS}, {draws:,} draws, {MEDIATORS} channels: blocks {fast:.3f} s")
    for name, (package, run, times) in PEERS.items():
        if find_spec(package) is None:
            print(f"{name}: {package} is not installed, so it is left out.")
            continue
        gap = np.abs(run(frame, counts[:1]) / expected[:1] - 1).max()  # also warms the peer up
        if gap > AGREE:
            raise SystemExit(f"{name}: differs from the blocks by {gap:.1e}, so it times something else.")
        slow = clock(lambda run=run, last=loop * times: run(frame, counts[:last])) / (loop * times) * draws
        how = f"from {loop * times} draws; agrees to {gap:.0e}"
        print(f"{name}: {slow:,.1f} s ({how}); ratio {slow / fast:,.0f}")


def large(draws: int) -> None:
    """Print seconds and memory of large panels."""
    for units, years in LARGE:
        frame = simulate(units, years)
        before = _memory("VmRSS")
        Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far (Linux)
        seconds = clock(lambda frame=frame: ours(frame, draws))
        more = _memory("VmHWM") - before
        print(f"{units:,} x {years}, {draws:,} draws: {seconds:.1f} s, {more:,.0f} MB beyond the sample")


def _memory(key: str) -> float:
    """One entry of the process' memory in MB (Linux)."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(float(line.split()[1]) / 1024 for line in lines if line.startswith(f"{key}:"))


def growth(folder: Path) -> None:
    """Write seconds against units as growth.csv and growth.png, and print the slope of the logarithms."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for units in GROWTH:
        frame = simulate(units, GROWTH_YEARS)
        rows.append((units, min(clock(lambda frame=frame: ours(frame, GROWTH_DRAWS)) for _ in range(3))))
        print(f"{units:,} units: {rows[-1][1]:.2f} s")
    table = pd.DataFrame(rows, columns=["units", "seconds"])
    table.to_csv(folder / "growth.csv", index=False)
    slope = np.polyfit(np.log(table["units"]), np.log(table["seconds"]), 1)[0]
    print(f"slope of log seconds on log units: {slope:.2f}")
    _drawn_growth(table, slope, folder / "growth.png")


def _drawn_growth(table: pd.DataFrame, slope: float, path: Path) -> None:
    """Points against the line of cost in proportion to units."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt
    from matplotlib.ticker import FuncFormatter

    figure, axes = plt.subplots(figsize=(5.2, 3.6), layout="constrained")
    per_unit = (table["seconds"] / table["units"]).iloc[-1]
    axes.loglog(table["units"], table["units"] * per_unit, color="0.7", label="in proportion to units")
    axes.loglog(table["units"], table["seconds"], "o", color="#1f4e79", label=f"measured (slope {slope:.2f})")
    axes.set(xlabel="Units", ylabel="CPU seconds")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
    axes.set_title(f"{GROWTH_DRAWS:,} draws, {MEDIATORS} channels, {GROWTH_YEARS} years", fontsize=10)
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=150)


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=5_000)
    parser.add_argument("--loop", type=int, default=3, help="draws that the slow loops are timed on")
    parser.add_argument("--large", action="store_true", help="also 3,000 x 20 and 60,000 x 16")
    parser.add_argument("--growth", type=Path, help="folder for the growth curve")
    given = parser.parse_args()
    with threadpool_limits(1), silent():
        beside_the_peers(given.draws, given.loop)
        if given.large:
            large(given.draws)
        if given.growth:
            growth(given.growth)


if __name__ == "__main__":
    main()
