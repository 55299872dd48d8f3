"""Layer 1 of the mechanism tables: the bootstrap-t interval of every path a, from Romano-Wolf's draws.

Its rows bear the keys that `products` gives the same path, so that the intervals stand in one line.
"""

import pandas as pd

from nqpf.inference.studentised import limits, studentise
from nqpf.verify.measures.columns import column_of
from nqpf.verify.names import KEYS
from nqpf.verify.panels import Case


def measure(case: Case) -> pd.DataFrame:
    """Columns set, name, quantity, studentised_low, studentised_high."""
    x, mediators = case.design["treatment"], list(case.design["mediators"])
    named = {key: case.design[key] for key in ("treatment", "controls", "unit", "time")}
    drawn = studentise(case.sample, outcomes=mediators, draws=case.draws, seed=case.seed, **named)
    terms = pd.DataFrame([column_of(case, m).terms.loc[x, ["coef", "se"]] for m in mediators])
    keys = pd.DataFrame([("single", m, "a") for m in mediators], columns=KEYS)
    ends = limits(drawn, terms["coef"], terms["se"])
    return keys.assign(studentised_low=ends[:, 0], studentised_high=ends[:, 1])
