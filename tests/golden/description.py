"""Generator of description.csv and description.json: Gini coefficients and Markov chains by PySAL.

Run with inequality 1.1.2, giddy 2.3.8 and libpysal 4.14.1 (BSD-3) installed: python description.py
They are witnesses only: inequality has no decomposition by Dagum, and giddy takes balanced arrays and a
weights file; both bring numba and much else for a few lines of numpy. The neighbours of a unit are here what
the package takes them for: the other units of its region, all alike.
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from giddy.markov import Markov, Spatial_Markov, homogeneity
from inequality.gini import Gini
from libpysal.weights import block_weights
from mapclassify import UserDefined

HERE = Path(__file__).parent
UNITS, YEARS, CLASSES = 48, 15, 4


def scores(rng):
    """Persistent positive scores, in a frame by unit and year with the unit's group."""
    level = rng.normal(size=(UNITS, 1)) + np.cumsum(rng.normal(0.03, 0.25, size=(UNITS, YEARS)), axis=1)
    values = np.round(np.exp(level / 2), 6)
    grid = pd.MultiIndex.from_product([[f"u{k:02d}" for k in range(UNITS)], range(2001, 2001 + YEARS)])
    frame = pd.DataFrame({"score": values.ravel()}, index=grid.set_names(["unit", "year"])).reset_index()
    return frame.assign(group=frame["unit"].str[1:].astype(int) % 4).astype({"group": str})


def chains(frame):
    wide = frame.pivot_table(index="unit", columns="year", values="score")
    groups = frame.drop_duplicates("unit").set_index("unit")["group"].loc[wide.index]
    cuts = np.quantile(wide.to_numpy(), np.arange(1, CLASSES) / CLASSES)
    coded = UserDefined(wide.to_numpy().ravel(), [*cuts, np.inf]).yb.reshape(wide.shape)
    whole = Markov(coded, summary=False)
    parts = [
        Markov(coded[(groups == g).to_numpy()], classes=whole.classes, summary=False)
        for g in sorted(set(groups))
    ]
    test = homogeneity([part.transitions for part in parts])
    weights = block_weights(groups.to_numpy(), silence_warnings=True)
    weights.transform = "r"
    lag = weights.sparse @ wide.to_numpy()
    lags = np.quantile(lag, np.arange(1, CLASSES) / CLASSES)
    spatial = Spatial_Markov(wide.to_numpy(), weights, k=CLASSES, m=CLASSES, cutoffs=cuts, lag_cutoffs=lags)
    space = homogeneity(list(spatial.T))
    return {
        "counts": whole.transitions.tolist(),
        "probabilities": whole.p.tolist(),
        "ergodic": whole.steady_state.tolist(),
        "group": {"counts": [part.transitions.tolist() for part in parts], **_test(test)},
        "neighbours": {"counts": spatial.T.tolist(), **_test(space)},
    }


def _test(found):
    numbers = {
        "lr": found.LR,
        "chi2": found.Q,
        "df": found.dof,
        "lr_p": found.LR_p_value,
        "chi2_p": found.Q_p_value,
    }
    return {key: float(value) for key, value in numbers.items()}


def main():
    frame = scores(np.random.default_rng(20250117))
    frame.to_csv(HERE / "description.csv", index=False)
    gini = {str(year): float(Gini(part["score"].to_numpy()).g) for year, part in frame.groupby("year")}
    packages = ", ".join(f"{name} {version(name)}" for name in ("inequality", "giddy", "libpysal"))
    content = {"witness": packages, "gini": gini, "markov": chains(frame)}
    (HERE / "description.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
