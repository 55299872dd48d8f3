"""Time entropy weights against np.sum, plain numpy, polars and duckdb, in one process.

Run: OPENBLAS_NUM_THREADS=1 python tests/benchmarks/entropy.py [rows]
Every peer gets the same scores (rows x 20, uniform, a share of zeros) and the weights must agree. polars and
duckdb are held to one thread and left out where they are not installed. Runs are interleaved and the least
time counts: trust the ratios, not the milliseconds.
"""

import importlib.util
import os
import sys
import time
import tracemalloc
import warnings
from collections.abc import Callable

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("POLARS_MAX_THREADS", "1")

import numpy as np
import pandas as pd

INDICATORS = [f"x{place}" for place in range(20)]
ROWS, RUNS = 2_000_000, 5
AGREEMENT = 1e-9
"""Sums of millions of terms in another order; weights are near 0.05."""


def scores(rows: int, seed: int = 1) -> pd.DataFrame:
    """Draw uniform scores; one cell in a hundred thousand is 0, as after min-max."""
    cells = np.random.default_rng(seed).random((len(INDICATORS), rows))
    cells[:, ::100_000] = 0.0
    return pd.DataFrame(cells.T, columns=INDICATORS, copy=False)


def one_pass(data: pd.DataFrame) -> Callable[[], None]:
    """Sum every cell: the measure of what memory allows."""
    cells = data.to_numpy().T
    return lambda: np.sum(cells) and None


def package(data: pd.DataFrame) -> Callable[[], pd.Series]:
    """Weigh with this package."""
    from nqpf.weights import entropy

    return lambda: entropy.weights(data)


def plain_numpy(data: pd.DataFrame) -> Callable[[], pd.Series]:
    """Weigh by the textbook: shares, p ln p, sum."""

    def call() -> pd.Series:
        share = data.to_numpy() / data.to_numpy().sum(axis=0)
        terms = share * np.log(np.where(share > 0, share, 1.0))
        return _weights(-terms.sum(axis=0) / np.log(len(data)))

    return call


def polars(data: pd.DataFrame) -> Callable[[], pd.Series]:
    """Weigh with polars expressions on a polars frame."""
    import polars as pl

    frame = pl.DataFrame({name: data[name].to_numpy() for name in INDICATORS})
    terms = [pl.when(pl.col(n) > 0).then(pl.col(n) * pl.col(n).log()).otherwise(0.0) for n in INDICATORS]
    sums = [term.sum().alias(f"log_{name}") for term, name in zip(terms, INDICATORS, strict=True)]
    query = frame.lazy().select([pl.col(name).sum() for name in INDICATORS] + sums)
    return lambda: _from_sums(np.array(query.collect().row(0)), len(data))


def duckdb(data: pd.DataFrame) -> Callable[[], pd.Series]:
    """Weigh with one SQL statement on a duckdb table."""
    import duckdb as db

    base = db.connect(config={"threads": 1})
    base.register("given", data)
    base.execute("create table scores as select * from given")
    sums = [f"sum({name})" for name in INDICATORS]
    sums += [f"sum(case when {n} > 0 then {n} * ln({n}) else 0 end)" for n in INDICATORS]
    query = f"select {', '.join(sums)} from scores"
    return lambda: _from_sums(np.array(base.execute(query).fetchone(), dtype=float), len(data))


def _from_sums(sums: np.ndarray, rows: int) -> pd.Series:
    total, logs = sums[: len(INDICATORS)], sums[len(INDICATORS) :]
    return _weights((np.log(total) - logs / total) / np.log(rows))


def _weights(entropies: np.ndarray) -> pd.Series:
    return pd.Series((1 - entropies) / (1 - entropies).sum(), index=INDICATORS)


def peers(data: pd.DataFrame) -> dict[str, Callable[[], pd.Series | None]]:
    """List what can be timed here, the measure first."""
    found = {"np.sum": one_pass(data), "nqpf": package(data), "numpy": plain_numpy(data)}
    for name, make in (("polars", polars), ("duckdb", duckdb)):
        if importlib.util.find_spec(name):
            found[name] = make(data)
    return found


def least(calls: dict[str, Callable[[], pd.Series | None]], runs: int) -> dict[str, float]:
    """Least seconds by peer, interleaved after one warm-up each, which also compares the weights."""
    known = calls["nqpf"]()
    taken = dict.fromkeys(calls, float("inf"))
    for name, call in calls.items():
        result = call()
        assert result is None or (result - known).abs().max() < AGREEMENT, name
    for _ in range(runs):
        for name, call in calls.items():
            start = time.perf_counter()
            call()
            taken[name] = min(taken[name], time.perf_counter() - start)
    return taken


def extra_memory(call: Callable[[], object]) -> float:
    """Peak of what Python and numpy allocate during a call, in MB."""
    tracemalloc.start()
    call()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def main() -> None:
    """Print milliseconds, passes of np.sum and extra memory."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    data = scores(rows)
    warnings.simplefilter("ignore", UserWarning)
    calls = peers(data)
    for name, seconds in (taken := least(calls, RUNS)).items():
        print(f"{rows:>10,} x 20 {name:<7} {seconds * 1e3:9.1f} ms  {seconds / taken['np.sum']:6.1f} passes")
    size = data.memory_usage(index=False).sum() / 1e6
    print(f"extra memory of nqpf: {extra_memory(calls['nqpf']):.1f} MB; the data: {size:.0f} MB")


if __name__ == "__main__":
    main()
