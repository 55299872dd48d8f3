"""Invented panels for the layers of a mechanism."""

import numpy as np
import pandas as pd

from nqpf.mechanisms.setting import Setting

GROUPS = {"first": ("m0", "m1"), "second": ("m2",)}
SETTING = Setting("x", ("m0", "m1", "m2"), "y", ("z",), groups=GROUPS)
SLOPES = {"m0": (0.5, 0.4), "m1": (0.3, 0.0), "m2": (0.0, 0.5)}
DIRECT = 0.2


def panel(units=40, years=6, seed=0):
    """A balanced panel with unit and year effects, persistent errors, three mediators, one control."""
    rng = np.random.default_rng(seed)
    size = units * years
    unit, year = np.repeat(np.arange(units), years), np.tile(np.arange(years), units)
    effect = rng.normal(size=units)[unit] + rng.normal(size=years)[year]
    persistent = rng.normal(size=units)[unit] * (year - year.mean()) * 0.2
    z = effect + rng.normal(size=size)
    x = effect + 0.3 * z + persistent + rng.normal(size=size)
    frame = pd.DataFrame({"unit": unit, "year": 2000 + year, "z": z, "x": x})
    y = DIRECT * x + 0.1 * z + effect + persistent + rng.normal(size=size)
    for name, (a, b) in SLOPES.items():
        frame[name] = a * x + 0.2 * z + effect + rng.normal(size=size)
        y = y + b * frame[name]
    frame["y"], frame["w"] = y, rng.normal(size=size)
    return frame


def ugly(seed=1):
    """Rows and cells missing, a unit with one year, a year that few units have, weights, whole clusters."""
    rng = np.random.default_rng(seed)
    frame = panel(seed=seed).sample(frac=0.8, random_state=seed)
    frame = frame[(frame["year"] < 2005) | (frame["unit"] < 5)]
    frame = frame[(frame["unit"] != 7) | (frame["year"] == 2001)]
    frame.loc[frame.index[::23], "m1"] = np.nan
    return frame.assign(weight=rng.uniform(0.5, 2, len(frame)), block=frame["unit"] // 2)
