"""Size, bias and coverage of the panel VAR on panels of known coefficients, stored in sizes.csv.

Run in this folder: python sizes.py [panels]. z_t = A z_t-1 + a_i + l_t + u_t with correlated errors and unit
effects, thirty years run in; A by case. Each row is a case and a size of panel: mean of two coefficients,
share of panels where a 5% test rejects (Granger by F and by redraws, Hansen, AR(2)), and where the 95% band
of redrawn units covers the true response 1, 3 and 10 years on. Monte-Carlo error of a share: sqrt(p (1 - p) /
panels).
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from nqpf.dynamics import panel_var, responses
from nqpf.dynamics.grid import Grid
from nqpf.dynamics.panel_var import Var
from nqpf.dynamics.panel_var import redrawn_p as redrawn

CASES = {
    "none": [[0.5, 0.0], [0.0, 0.5]],
    "none, persistent": [[0.8, 0.0], [0.0, 0.8]],
    "none, near a unit root": [[0.95, 0.0], [0.0, 0.95]],
    "x to y": [[0.5, 0.0], [0.2, 0.5]],
    "both ways": [[0.7, 0.1], [0.2, 0.6]],
}
SIZES = {(30, 11): 3, (105, 14): 4, (285, 12): 4}  # units, years: instrument lags, as in the studies
ERRORS = np.array([[1.0, 0.3], [0.3, 1.0]])
YEARS_ON = (1, 3, 10)
DRAWS = 199


def panel(rng, lags, units, years):
    root, own = np.linalg.cholesky(ERRORS), rng.normal(size=(units, 2)) @ np.array([[1, 0.5], [0, 0.8]])
    state, kept = np.linalg.solve(np.eye(2) - lags, own.T).T, []
    for year in range(-30, years):
        state = own + state @ lags.T + rng.normal(size=(units, 2)) @ root.T
        if year >= 0:
            kept.append(state + rng.normal(size=2))
    cells = np.stack(kept, axis=1)
    names = tuple(f"u{k}" for k in range(units))
    return Grid(names, tuple(range(years)), {"x": cells[:, :, 0], "y": cells[:, :, 1]})


def one(rng, lags, units, years, past, seed):
    """What one panel gives."""
    grid, var = panel(rng, lags, units, years), Var(("x", "y"), 1, past)
    found = panel_var.fit(grid, var)
    drawn = panel_var.drawn(grid, var, DRAWS, seed)
    true = responses.responses(lags[None, None], ERRORS[None], [0, 1], max(YEARS_ON))[0]
    low, high = np.quantile(responses.responses(*drawn, [0, 1], max(YEARS_ON)), [0.025, 0.975], axis=0)
    covered = (low <= true) & (true <= high)
    tests = {f"{test.cause}{test.effect}": test for test in found.granger}
    return {
        "x_on_x": found.lags[0, 0, 0], "x_on_y": found.lags[0, 1, 0],
        **{f"granger_{name}": test.p < 0.05 for name, test in tests.items()},
        **{f"redrawn_{name}": redrawn(found, test, drawn[0]) < 0.05 for name, test in tests.items()},
        "hansen": found.hansen[2] < 0.05, "ar2": found.serial["y"][1].p < 0.05,
        **{f"covered_{step}": covered[step, 1, 0] for step in YEARS_ON},
    }  # fmt: skip


def cell(case, units, years, panels, seed=1):
    """Average over panels."""
    rng = np.random.default_rng([seed, units, years])
    lags = np.array(CASES[case])
    found = [one(rng, lags, units, years, SIZES[units, years], place) for place in range(panels)]
    return {
        "case": case,
        "units": units,
        "years": years,
        "panels": panels,
        **pd.DataFrame(found).mean().round(4),
    }


HEADS = {
    "case": "true effect",
    "units": "units",
    "years": "years",
    "x_on_x": "own lag, mean",
    "x_on_y": "x on y, mean",
    "granger_xy": "Granger x to y",
    "redrawn_xy": "the same, redrawn",
    "granger_yx": "Granger y to x",
    "hansen": "Hansen",
    "ar2": "AR(2)",
    "covered_1": "covered 1",
    "covered_3": "covered 3",
    "covered_10": "covered 10",
}


def markdown(table):
    """The table of docs/panel_var.md."""
    rules = ["---" if name == "case" else "--:" for name in HEADS]
    lines = [list(HEADS.values()), rules]
    for row in table.to_dict("records"):
        shares = [f"{row[name]:.2f}".replace("-0.00", "0.00") for name in list(HEADS)[3:]]
        lines.append([row["case"], str(row["units"]), str(row["years"]), *shares])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    rows = [cell(case, *size, number) for case in CASES for size in SIZES]
    pd.DataFrame(rows).to_csv(Path(__file__).parent / "sizes.csv", index=False)
