"""Two-way columns of the model tables: total, controls, moderation by the paths; t(G - 1), clustered CR1.

Paths a are those of `products`, which are the same columns.
"""

from collections.abc import Iterator

import pandas as pd

from nqpf.estimate import Estimate
from nqpf.estimators import twfe
from nqpf.verify.names import COLUMN, KEYS
from nqpf.verify.panels import Case

CROSS = "treatment x moderator"


def measure(case: Case) -> pd.DataFrame:
    """Columns set, name, quantity, estimate, se, t_low, t_high."""
    return pd.concat(list(_columns(case)), ignore_index=True)


def _columns(case: Case) -> Iterator[pd.DataFrame]:
    x, y, controls = (case.design[key] for key in ("treatment", "outcome", "controls"))
    total = column_of(case, y)
    yield _rows(total, [("", "total", x), *((z, "control_y", z) for z in controls)])
    for claim, moderator in _moderators(case).items():
        crossed = case.sample.assign(**{CROSS: _centred(case.sample[x]) * _centred(case.sample[moderator])})
        yield _rows(_twoway(case, crossed, y, [x, CROSS, *controls]), [(claim, "moderation", CROSS)])


def column_of(case: Case, outcome: str) -> Estimate:
    """The two-way column of an outcome on treatment and controls."""
    return _twoway(case, case.sample, outcome, [case.design["treatment"], *case.design["controls"]])


def _moderators(case: Case) -> dict[str, str]:
    """Claim of a path -> its variable, where one is observed."""
    claims = case.study.facts.claims
    found = {claim: claims[claim].variable for claim in case.study.theory.of_kind("path")}
    return {claim: variable for claim, variable in found.items() if variable}


def _twoway(case: Case, sample: pd.DataFrame, outcome: str, regressors: list[str]) -> Estimate:
    unit, time = case.design["unit"], case.design["time"]
    return twfe.estimate(sample, outcome=outcome, regressors=regressors, unit=unit, time=time)


def _centred(cells: pd.Series) -> pd.Series:
    return cells - cells.mean()


def _rows(estimate: Estimate, wanted: list[tuple[str, str, str]]) -> pd.DataFrame:
    """Take (name, quantity, term) out of an estimate."""
    terms = [term for _, _, term in wanted]
    limits = estimate.interval().loc[terms].add_prefix("t_")
    found = limits.join(estimate.terms.loc[terms, ["coef", "se"]]).rename(columns={"coef": "estimate"})
    keys = pd.DataFrame([(COLUMN, *key[:2]) for key in wanted], columns=KEYS)
    return keys.join(found[["estimate", "se", "t_low", "t_high"]].reset_index(drop=True))
