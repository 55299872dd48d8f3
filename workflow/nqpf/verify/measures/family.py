"""How often any path a is called significant after adjustment: the family-wise error where all are zero."""

import pandas as pd

from nqpf.inference.adjust import benjamini_hochberg, holm
from nqpf.inference.romano_wolf import romano_wolf
from nqpf.verify.measures.columns import column_of
from nqpf.verify.names import ANY, COLUMN, KEYS
from nqpf.verify.panels import Case


def measure(case: Case) -> pd.DataFrame:
    """One row: the least adjusted p of the family, by method, and the least raw p."""
    x = case.design["treatment"]
    p = pd.Series({m: column_of(case, m).terms.loc[x, "p"] for m in case.design["mediators"]})
    least = {
        "unadjusted_p": p.min(),
        "holm_p": holm(p).min(),
        "bh_p": benjamini_hochberg(p).min(),
        "romano_wolf_p": _romano_wolf(case).min(),
    }
    return pd.DataFrame([{**dict(zip(KEYS, (COLUMN, ANY, "a"), strict=True)), **least}])


def _romano_wolf(case: Case) -> "pd.Series[float]":
    named = {key: case.design[key] for key in ("treatment", "controls", "unit", "time")}
    mediators = case.design["mediators"]
    return romano_wolf(case.sample, outcomes=mediators, draws=case.draws, seed=case.seed, **named)
