"""The product freed of differences between units, and what a single unit does."""

import numpy as np
import pandas as pd
import pytest

from nqpf.estimators import twfe
from nqpf.moderation.influence import leave_one_out
from nqpf.moderation.within import varies_within, within_product

EXACT = 1e-9


def test_the_within_product_by_hand():
    frame = pd.DataFrame({"unit": ["a", "a", "b", "b"], "x": [1.0, 3.0, 0.0, 4.0], "w": [0.0, 2.0, 5.0, 5.0]})
    assert within_product(frame, "x", "w", "unit").tolist() == [1.0, 1.0, 0.0, 0.0]
    assert varies_within(frame, "w", "unit")
    assert not varies_within(frame[frame["unit"] == "b"], "w", "unit")


def test_differences_between_units_do_not_pass_for_a_change_within():
    rng = np.random.default_rng(2)
    units, years = 300, 6
    frame = pd.DataFrame({"unit": np.repeat(range(units), years), "year": np.tile(range(years), units)})
    level = np.repeat(rng.normal(size=units), years)
    x, w = rng.normal(size=len(frame)), level + rng.normal(size=len(frame))
    frame = frame.assign(x=x, w=w, y=(1 + level) * x + rng.normal(size=len(frame)))
    frame["xw"], frame["free"] = x * (w - w.mean()), within_product(frame, "x", "w", "unit")
    p = {}
    for name in ("xw", "free"):
        found = twfe.estimate(frame, outcome="y", regressors=["x", name, "w"], unit="unit", time="year")
        p[name] = found.terms.loc[name, "p"]
    assert p["xw"] < 1e-6  # the usual product takes up what differs between units
    assert p["free"] > 0.05


def test_without_each_unit_in_turn():
    rng = np.random.default_rng(4)
    frame = pd.DataFrame({"unit": np.repeat(list("abcdefgh"), 5), "year": np.tile(range(5), 8)})
    frame = frame.assign(x=rng.normal(size=40), z=rng.normal(size=40), y=rng.normal(size=40))
    found = leave_one_out(frame, outcome="y", regressors=["x", "z"], term="x", unit="unit", time="year")

    def coefficient(rows):
        return twfe.estimate(rows, outcome="y", regressors=["x", "z"], unit="unit", time="year").terms.loc[
            "x", "coef"
        ]

    each = {name: coefficient(frame[frame["unit"] != name]) for name in "abcdefgh"}
    most = max(each, key=lambda name: abs(each[name] - coefficient(frame)))
    assert found.unit == most
    assert found.without == pytest.approx(each[most], abs=EXACT)
    assert (found.low, found.high) == pytest.approx((min(each.values()), max(each.values())), abs=EXACT)
