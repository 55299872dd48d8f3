"""Panels that the tests of the diagnostics share."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

# Both sides solve the same small systems in double precision; stored numbers have 15 digits.
EXACT = 1e-9
COLUMNS = {"outcome": "y", "regressors": ["x", "z"], "unit": "unit", "time": "year"}
FOLDER = Path(__file__).parents[2] / "golden"
GOLDEN = {
    "grunfeld": {"outcome": "inv", "regressors": ["value", "capital"]},
    "empluk": {"outcome": "lemp", "regressors": ["lwage", "lcap"]},
}


def golden(study):
    """Sample, arguments, and plm's numbers (tests/golden/diagnostics.R)."""
    sample = pd.read_csv(FOLDER / f"diagnostics_{study}.csv")
    witness = json.loads((FOLDER / "diagnostics.json").read_text())[study]
    return sample, {**GOLDEN[study], "unit": "unit", "time": "year"}, witness


def panel(units=40, years=8, seed=0, rho=0.0, related=0.0, shock=0.0):
    """Two-way panel: rho, AR(1) of the errors; related, unit effects in x; shock, a common factor."""
    rng = np.random.default_rng(seed)
    effect = rng.normal(size=(units, 1))
    x = rng.normal(size=(units, years)) + related * effect
    z = rng.normal(size=(units, years))
    noise = rng.normal(size=(units, years + 50))
    errors = np.zeros_like(noise)
    for t in range(1, years + 50):
        errors[:, t] = rho * errors[:, t - 1] + noise[:, t]
    common = shock * rng.normal(size=(units, 1)) * rng.normal(size=years)
    y = 0.5 * x - 0.2 * z + effect + rng.normal(size=years) + errors[:, -years:] + common
    names = np.repeat([f"u{i:03d}" for i in range(units)], years)
    year = np.tile(np.arange(2010, 2010 + years), units)
    return pd.DataFrame({"unit": names, "year": year, "y": y.ravel(), "x": x.ravel(), "z": z.ravel()})


def holes(sample, seed=1, share=0.2):
    """Leave out some rows and mix the others."""
    rng = np.random.default_rng(seed)
    return sample[rng.random(len(sample)) > share].sample(frac=1.0, random_state=seed)


def rejections(test, draws=200, columns=COLUMNS, **kind):
    """Share of simulated panels that a test rejects at 5%."""
    return np.mean([test(panel(seed=100 + s, **kind), **columns)["p"] < 0.05 for s in range(draws)])
