"""Generator of fragility.json: robustness values and benchmark bounds by another package.

Run with PySensemakr 0.0.8 (GPL-3, the method's authors' own) and statsmodels installed: python fragility.py
Data: empluk.csv, an unbalanced panel of firms. Path a: capital on wage; path b: employment on capital given
wage; control: output; effects as dummy variables. The package's functions on regression output are called,
since its functions on a fitted model do not run with pandas 3.
"""

import json
from importlib.metadata import version
from pathlib import Path

import pandas as pd
import sensemakr
import statsmodels.formula.api as smf

HERE = Path(__file__).parent
EFFECTS = "C(firm) + C(year)"
LEVEL = 0.95


def regress(panel, outcome, regressors):
    return smf.ols(f"{outcome} ~ {' + '.join(regressors)} + {EFFECTS}", panel).fit()


def explained(fitted, name):
    return float(sensemakr.partial_r2(t_statistic=fitted.tvalues[name], dof=fitted.df_resid))


def path(panel, outcome, regressor, given, control):
    """One path: its regression, and that of its regressor, give all the package asks for."""
    own = regress(panel, outcome, [regressor, *given, control])
    first = regress(panel, regressor, [*given, control])
    t, df = float(own.tvalues[regressor]), int(own.df_resid)
    with_regressor, with_outcome = explained(first, control), explained(own, control)
    bounds = sensemakr.ovb_partial_r2_bound(
        r2dxj_x=with_regressor, r2yxj_dx=with_outcome, kd=[1, 2, 3], benchmark_covariates=control
    )
    adjusted = sensemakr.adjusted_estimate(
        estimate=float(own.params[regressor]),
        se=float(own.bse[regressor]),
        dof=df,
        r2dz_x=bounds["r2dz_x"],
        r2yz_dx=bounds["r2yz_dx"],
    )
    return {
        "t": t,
        "df": df,
        "r2": explained(own, regressor),
        "rv": float(sensemakr.robustness_value(t_statistic=t, dof=df).iloc[0]),
        "rv_classical": float(sensemakr.robustness_value(t_statistic=t, dof=df, alpha=1 - LEVEL).iloc[0]),
        "r2_regressor": with_regressor,
        "r2_outcome": with_outcome,
        "adjusted": [float(value) for value in adjusted],
    }


def main():
    panel = pd.read_csv(HERE / "empluk.csv")
    paths = {
        "a": path(panel, "capital", "wage", [], "output"),
        "b": path(panel, "emp", "capital", ["wage"], "output"),
    }
    content = {"witness": f"PySensemakr {version('PySensemakr')}", "level": LEVEL, "paths": paths}
    (HERE / "fragility.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
