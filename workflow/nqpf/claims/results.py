"""What the ledger is told: results of regressions and of the mechanism, and the numbers of one claim."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from nqpf.page.words import both
from nqpf.specs.base import Label

NAN = float("nan")
NOTHING = both("", "")
Studied = tuple[pd.DataFrame, Mapping[str, Any]]
"""Rows and facts of an analysis."""


@dataclass(frozen=True)
class Results:
    """What was estimated. terms, facts: by model; table: model -> its table.

    paths, fragility: one row per mediator; mechanism_facts, effects: of the same mechanism.
    truth: frame quantity, name, structural, index_scale for a simulated study, else None.
    placebo: the audit of declared overlaps (checks/placebo.csv), None where it was not run.
    analyses: name -> (rows, facts) of the analyses that claims rest on.
    """

    terms: Mapping[str, pd.DataFrame]
    facts: Mapping[str, Mapping[str, Any]]
    table: Mapping[str, str]
    paths: pd.DataFrame
    fragility: pd.DataFrame
    mechanism_facts: Mapping[str, Any]
    effects: Mapping[str, Mapping[str, Any]]
    truth: pd.DataFrame | None
    placebo: pd.DataFrame | None = None
    analyses: Mapping[str, Studied] = field(default_factory=dict)

    def term(self, model: str) -> dict[Any, Any]:
        """The row of a model's key regressor."""
        rows = self.terms[model].to_dict("records")
        return next(row for row in rows if row["term"] == self.facts[model]["key"])

    def true(self, quantity: str, name: str, column: str) -> float:
        """The truth of a quantity in a simulated study; NaN where none is stated."""
        if self.truth is None:
            return NAN
        names = self.truth["name"].fillna("")
        found = self.truth[(self.truth["quantity"] == quantity) & (names == name)]
        return float(found[column].iloc[0]) if len(found) else NAN


@dataclass(frozen=True)
class Line:
    """The numbers of one claim, and what is said of them in both languages.

    scale turns the estimate into within-SDs; evidence: the files that hold it; sensitivity stands beside
    a sound result, doubt is against its design. Both are `NOTHING` where there is nothing to say.
    """

    variable: str
    estimate: float
    se: float
    df: int
    p: float
    scale: float
    test: Label
    evidence: str
    truth: float = NAN
    sensitivity: Label = NOTHING
    doubt: Label = NOTHING

    def limits(self, level: float) -> tuple[float, float]:
        """Interval of the estimate from t with the line's degrees of freedom."""
        from scipy.special import stdtrit

        reach = float(stdtrit(self.df, 0.5 + level / 2)) * self.se
        return self.estimate - reach, self.estimate + reach


def joined(*parts: Label) -> Label:
    """Put what is said one after the other; `NOTHING` leaves no trace."""
    return both("; ".join(part.en for part in parts if part.en), "；".join(p.zh for p in parts if p.zh))
