"""What a single unit does to an interaction: the coefficient without it, and which one matters most.

Moderators of provinces are skewed (Beijing among researchers), and x w gives such a unit great leverage.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from nqpf import bootstrap
from nqpf.blocks.moments import slopes


@dataclass(frozen=True)
class LeaveOneOut:
    """Smallest and largest coefficient without one unit; unit: the one whose absence moves it most."""

    low: float
    high: float
    unit: str
    without: float


def leave_one_out(
    sample: pd.DataFrame,
    *,
    outcome: str,
    regressors: list[str],
    term: str,
    unit: str,
    time: str,
    weights: str | None = None,
) -> LeaveOneOut:
    """Re-estimate a coefficient without each unit in turn (two-way effects). regressors: with the term."""
    columns = [term, outcome]
    controls = [name for name in regressors if name != term]
    about: dict[str, Any] = {"columns": columns, "controls": controls, "unit": unit, "time": time}
    about["weights"] = weights
    complete = sample.dropna(subset=[*regressors, outcome])
    names = np.sort(complete[unit].unique())
    found = slopes(bootstrap.jackknife(complete, **about), outcome, [term])[:, 0]
    whole = bootstrap.moments(complete, **about, counts=np.ones((1, len(names))))
    own = slopes(whole, outcome, [term])[0, 0]
    most = int(np.nanargmax(np.abs(found - own)))
    return LeaveOneOut(float(np.nanmin(found)), float(np.nanmax(found)), str(names[most]), float(found[most]))
