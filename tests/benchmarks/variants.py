"""Time all variants of an index against a loop over `nqpf.index.fit`, in one process.

Run: OPENBLAS_NUM_THREADS=1 python tests/benchmarks/variants.py [draws]
An invented index of 285 units, 12 years, 20 indicators in four dimensions; with and without filled cells and
with normalisation within the year as one more choice. The loop takes a few of the same variants, must give
the same scores, and is scaled up. Times are of the processor: trust the ratios, not the seconds.
"""

import os
import sys
import time
import warnings
from collections.abc import Callable

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pandas as pd

from nqpf.index import fit
from nqpf.specs.index import Dimension, IndexSpec
from nqpf.variants.choices import Codes, draw
from nqpf.variants.engine import Engine, prepare_engine

UNITS, YEARS, INDICATORS, DIMENSIONS = 285, range(2011, 2023), 20, 4
DRAWS, SAMPLE = 5_000, 20
CASES = {
    "nothing filled": (0.0, False),
    "filled cells": (0.05, False),
    "filled cells, also yearly": (0.05, True),
}
"""Share of filled cells in the first six indicators; whether the scaling varies."""
AGREEMENT = 1e-12
"""The order of sums differs between a product of matrices and a sum of columns."""


def material(filled: float, seed: int = 1) -> tuple[IndexSpec, pd.DataFrame, pd.DataFrame]:
    """Invent an index with a cost indicator, a zero-heavy and a heavy-tailed one; mark filled cells."""
    rng, label = np.random.default_rng(seed), {"en": "name", "zh": "名"}
    units = [f"u{place:03d}" for place in range(UNITS)]
    rows = pd.MultiIndex.from_product([units, YEARS], names=["unit", "year"])
    names = [f"x{place:02d}" for place in range(INDICATORS)]
    common = np.repeat(rng.normal(size=UNITS), len(YEARS))[:, None]
    cells = np.exp(0.4 * common + rng.normal(0, 0.8, (len(rows), INDICATORS)))
    cells[:, 3] = np.where(rng.random(len(rows)) < 0.7, 0.0, cells[:, 3])
    cells[:, 7] **= 2.5
    parts = np.split(np.array(names), DIMENSIONS)
    dimensions = {f"d{k}": Dimension(label=label, indicators=list(part)) for k, part in enumerate(parts)}
    marks = pd.DataFrame(False, index=rows, columns=names)
    marks.iloc[:, :6] = rng.random((len(rows), 6)) < filled
    spec = IndexSpec(label=label, dimensions=dimensions, directions=dict.fromkeys(names, 1) | {"x05": -1})
    return spec, pd.DataFrame(cells, index=rows, columns=names), marks


def seconds(call: Callable[[], np.ndarray]) -> tuple[np.ndarray, float]:
    """Run a call; return its result and the processor's seconds."""
    start = time.process_time()
    found = call()
    return found, time.process_time() - start


def ours(engine: Engine, codes: Codes) -> np.ndarray:
    """Score all variants (unit-years x variants)."""
    return np.concatenate([scores for _, scores in engine.blocks(codes)], axis=1)


def naive(engine: Engine, codes: Codes) -> np.ndarray:
    """Score variants one by one, each as its own index; cells are filled beforehand."""
    columns = []
    for code in codes:
        values = engine.values_of(code)
        columns.append(fit(values, engine.spec_of(code)).apply(values).to_numpy())
    return np.column_stack(columns)


def compare(name: str, filled: float, yearly: bool, draws: int) -> None:
    """Print the seconds of all variants, what the loop would need for them, and the ratio."""
    spec, panel, marks = material(filled)
    engine, ready = prepared(spec, panel, marks, yearly)
    codes = np.unique(draw(engine.choices, draws, seed=1), axis=0)
    scores, taken = seconds(lambda: ours(engine, codes))
    chosen = np.random.default_rng(0).choice(len(codes), min(SAMPLE, len(codes)), replace=False)
    single, one_by_one = seconds(lambda: naive(engine, codes[chosen]))
    assert np.abs(scores[:, chosen] - single).max() < AGREEMENT, name
    loop = one_by_one / len(chosen) * len(codes)
    print(
        f"{name:<26} {draws:,} draws, {len(codes):,} distinct of {engine.choices.size:,}: "
        f"{ready + taken:5.1f} s (of these {ready:.1f} s to see what is allowed); "
        f"loop over fit: {loop:6.0f} s, {loop / (ready + taken):4.0f} times as much"
    )


def prepared(spec: IndexSpec, panel: pd.DataFrame, marks: pd.DataFrame, yearly: bool) -> tuple[Engine, float]:
    """Prepare the engine; return it with the processor's seconds."""
    start = time.process_time()
    engine = prepare_engine(spec, panel, marks, yearly=yearly)
    return engine, time.process_time() - start


def main() -> None:
    """Compare every case."""
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else DRAWS
    warnings.simplefilter("ignore", UserWarning)
    for name, (filled, yearly) in CASES.items():
        compare(name, filled, yearly, draws)


if __name__ == "__main__":
    main()
