"""Panels for the tests of families of outcomes: tidy and ugly, and a loop that estimates anew."""

import numpy as np
import pandas as pd

from nqpf.estimators import twfe

OUTCOMES = ["m1", "m2", "m3", "y"]
KEYS = {"unit": "city", "time": "year"}
ROLES = {"treatment": "x", "outcomes": OUTCOMES, "controls": ["z1", "z2"], **KEYS}


def panel(units=24, years=7, seed=1):
    """Two-way effects; labels are not in order of appearance; columns of very different size."""
    rng = np.random.default_rng(seed)
    city = np.repeat([f"c{(7 * i) % units:02d}" for i in range(units)], years)
    year = np.tile(np.arange(2010, 2010 + years), units)
    n = units * years
    effect = np.repeat(rng.normal(size=units), years) + np.tile(rng.normal(size=years), units)
    z = rng.normal(size=(n, 2)) + effect[:, None]
    x = 0.5 * z[:, 0] + effect + rng.normal(size=n)
    m = np.outer(x, [0.5, -0.3, 0.0]) + 0.2 * z[:, [1]] + effect[:, None] + rng.normal(size=(n, 3))
    y = 0.4 * x + m @ [0.6, 0.2, 0.3] + z @ [0.1, -0.2] + effect + rng.normal(size=n)
    frame = pd.DataFrame({"city": city, "year": year, "x": x, "y": y, "w": rng.uniform(0.5, 3.0, n)})
    frame[["m1", "m2", "m3"]] = m * [1.0, 1000.0, 0.01] + [0.0, 50.0, 3.0]
    frame[["z1", "z2"]] = z * [1e4, 1e-3]
    number = np.array([int(name[1:]) for name in city])
    return frame.assign(province=[f"p{k // 3}" for k in number], size=1.0 + number % 2)


def ugly():
    """Holes, units seen once, a year that only two units have, missing cells in one outcome."""
    rng = np.random.default_rng(5)
    frame = panel()
    rare = (frame["year"] == 2016) & ~frame["city"].isin(["c03", "c10"])
    once = frame["city"].isin(["c05", "c06"]) & (frame["year"] != 2012)
    few = frame["city"].isin(["c03", "c10"])
    frame = frame[~(rare | once) & (few | (rng.random(len(frame)) > 0.1))].copy()
    frame.loc[frame.index[~frame["city"].isin(["c03", "c10"])][::17], "m2"] = np.nan
    return frame.sample(frac=1.0, random_state=3)


def refit(rows, **options):
    """Estimate every outcome on its own; returns coefficients and standard errors, both (outcomes,)."""
    terms = [
        twfe.estimate(rows, outcome=name, regressors=["x", "z1", "z2"], **KEYS, **options).terms.loc["x"]
        for name in OUTCOMES
    ]
    return np.array([term["coef"] for term in terms]), np.array([term["se"] for term in terms])


def used(frame):
    """Rows that are complete in everything and not alone in a city or year, city and year in order."""
    rows = frame.dropna()
    while True:
        lone = [rows.groupby(key)["x"].transform("size") == 1 for key in ("city", "year")]
        if not (lone[0] | lone[1]).any():
            return rows.sort_values(["city", "year"])
        rows = rows[~(lone[0] | lone[1])]
