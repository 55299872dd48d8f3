"""A small invented index with a zero-heavy, a skewed and a cost indicator, for tests of its variants."""

import numpy as np
import pandas as pd

from nqpf.specs.index import Dimension, IndexSpec
from nqpf.variants.engine import prepare_engine

NAME = {"en": "name", "zh": "名"}
INDICATORS = ("staff", "grants", "robots", "smoke", "paper")
UNITS, YEARS = 12, 6


def index_spec(**more):
    dimensions = {
        "people": Dimension(label=NAME, indicators=["staff", "grants"]),
        "means": Dimension(label=NAME, indicators=["robots"]),
        "objects": Dimension(label=NAME, indicators=["smoke", "paper"]),
    }
    signs = dict.fromkeys(INDICATORS, 1) | {"smoke": -1}
    return IndexSpec(label=NAME, dimensions=dimensions, directions=signs, **more)


def panel(seed=1, units=UNITS):
    rng = np.random.default_rng(seed)
    index = pd.MultiIndex.from_product(
        [[f"u{k:02d}" for k in range(units)], range(2011, 2011 + YEARS)], names=["unit", "year"]
    )
    rows = len(index)
    common = np.repeat(rng.normal(size=units), YEARS)
    columns = {
        "staff": np.exp(0.5 * common + rng.normal(0, 0.4, rows)),
        "grants": np.exp(rng.normal(0, 1.5, rows)),
        "robots": np.where(rng.random(rows) < 0.5, 0.0, rng.gamma(1.0, 3.0, rows)),
        "smoke": 5 + rng.normal(size=rows) - common,
        "paper": 10 + common + rng.normal(size=rows),
    }
    return pd.DataFrame(columns, index=index)


def marks(values, cells=4):
    table = pd.DataFrame(False, index=values.index, columns=list(INDICATORS))
    table.iloc[3 : 3 + 2 * cells : 2, 0] = True
    return table


def engine(filled=True, scalings=True, **more):
    values = panel()
    marked = marks(values) if filled else marks(values, cells=0)
    return prepare_engine(index_spec(**more), values, marked, yearly=scalings)
