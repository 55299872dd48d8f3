"""How many lags a panel VAR has: Andrews & Lu's (2001) criteria from Hansen's J.

MBIC = J - df ln n, MAIC = J - 2 df, MQIC = J - 2.1 df ln ln n with n the transformed rows and df the
over-identifying restrictions of all equations; every order has the same rows and the same instruments (Abrigo
& Love 2016, section 2.3).
"""

from dataclasses import dataclass, replace

import numpy as np

from nqpf.dynamics import gmm
from nqpf.dynamics.grid import Grid
from nqpf.dynamics.panel_var import Var, stack
from nqpf.dynamics.single import hansen_p


@dataclass(frozen=True)
class Criteria:
    """One lag order: J on df, its p, and Andrews & Lu's (2001) criteria; smaller is better."""

    lags: int
    j: float
    df: int
    p: float | None
    mbic: float
    maic: float
    mqic: float


HANNAN_QUINN = 2.1
"""Factor of df ln ln n; Andrews & Lu (2001) ask for more than 2 and take 2.1."""


def criteria(grid: Grid, var: Var, most: int) -> list[Criteria]:
    """Compare lag orders 1 ... most on the same rows and instruments (two steps, whatever var.steps is)."""
    found = []
    for lags in range(1, most + 1):
        made = stack(grid, replace(var, lags=lags, least_lags=most))
        solved = gmm.estimate(gmm.freed(made.products, np.ones((1, len(grid.units)))))
        j, df, rows = float(solved.j[0]), solved.df, int(made.rows.used.sum())
        penalties = (np.log(rows), 2.0, HANNAN_QUINN * np.log(np.log(rows)))
        found.append(Criteria(lags, j, df, hansen_p(j, df), *(float(j - df * one) for one in penalties)))
    return found
