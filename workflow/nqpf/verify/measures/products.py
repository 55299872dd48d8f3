"""Layer 2 of the mechanism tables: a, b, direct, indirect, total and share with every interval.

Single channels, and all channels jointly. `t` is the interval from t(G - 1) around an estimate with its CR1
error, as a two-way column has it; a product has Sobel's instead.
"""

import pandas as pd

from nqpf.mechanisms.mediate import mediate
from nqpf.mechanisms.products import PRODUCTS
from nqpf.verify.names import KEYS
from nqpf.verify.panels import Case

LIMITS = ("percentile", "bca", "monte_carlo", "sobel", "fieller")
NO_T = (*PRODUCTS, "share")


def measure(case: Case) -> pd.DataFrame:
    """Columns set, name, quantity, estimate, se, limits by method, fieller_set."""
    found = mediate(case.sample, **case.design, draws=case.draws, seed=case.seed, layers=("products",))
    limits = [f"{method}_{end}" for method in LIMITS for end in ("low", "high")]
    return _with_t(found.products, found.facts["df"])[
        [*KEYS, "estimate", "se", "t_low", "t_high", *limits, "fieller_set"]
    ]


def _with_t(frame: pd.DataFrame, df: int) -> pd.DataFrame:
    from scipy.special import stdtrit

    reach = (float(stdtrit(df, 0.975)) * frame["se"]).mask(frame["quantity"].isin(NO_T))
    return frame.assign(t_low=frame["estimate"] - reach, t_high=frame["estimate"] + reach)
