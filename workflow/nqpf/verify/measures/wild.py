"""Wild cluster bootstrap of total and of every path a: the p of the tables where clusters are few."""

import pandas as pd

from nqpf.inference import wild
from nqpf.verify.names import COLUMN, KEYS
from nqpf.verify.panels import Case

DRAWS = 999  # p is wanted at 5% only, over many panels


def measure(case: Case) -> pd.DataFrame:
    """Columns set, name, quantity, wild_p."""
    wanted = [("", "total", case.design["outcome"]), *((m, "a", m) for m in case.design["mediators"])]
    rows = [(COLUMN, name, quantity, _p(case, outcome)) for name, quantity, outcome in wanted]
    return pd.DataFrame(rows, columns=[*KEYS, "wild_p"])


def _p(case: Case, outcome: str) -> float:
    treatment = case.design["treatment"]
    return wild.p_value(
        case.sample,
        outcome=outcome,
        regressors=[treatment, *case.design["controls"]],
        unit=case.design["unit"],
        time=case.design["time"],
        term=treatment,
        draws=DRAWS,
        seed=case.seed,
    )
