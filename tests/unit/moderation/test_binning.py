"""Thirds: what each finds alone, the nested model, and a bent effect."""

import numpy as np
import pandas as pd
import pytest

from nqpf.errors import DataError
from nqpf.estimators import twfe
from nqpf.moderation.binning import binned, thirds

EXACT = 1e-9
ROLES = {
    "outcome": "y",
    "treatment": "x",
    "moderator": "w",
    "controls": ["z"],
    "unit": "unit",
    "time": "year",
}


def panel(bend=0.0, *, moves=False, units=60, years=6):
    rng = np.random.default_rng(5)
    names = np.repeat([f"u{k:02d}" for k in range(units)], years)
    frame = pd.DataFrame({"unit": names, "year": np.tile(range(years), units)})
    for name in ("x", "z"):
        frame[name] = rng.normal(size=len(frame))
    frame["w"] = np.repeat(rng.uniform(0, 3, units), years) + moves * rng.normal(size=len(frame))
    slope = 1.0 + 0.5 * frame["w"] + bend * (frame["w"] - 1.5) ** 2
    return frame.assign(y=slope * frame["x"] + 0.3 * rng.normal(size=len(frame)))


@pytest.mark.parametrize("moves", [False, True])
def test_both_forms_span_the_same_model(moves):
    frame = panel(moves=moves)
    found = binned(frame, **ROLES)
    nested = twfe.estimate(found.frame, outcome="y", regressors=found.regressors, unit="unit", time="year")
    assert len(found.tested) == (8 if moves else 4)
    place = thirds(frame["w"])
    centred = frame["w"] - frame["w"].mean()
    for line in found.effects.to_dict("records"):
        # In the nested form the effect at a median is the linear one plus the third's own terms.
        distance = line["w"] - frame["w"].mean()
        terms = nested.terms["coef"]
        j = int(line["bin"])
        own = terms.get(f"x{j}", 0.0) + terms.get(f"xw{j}", 0.0) * distance if j > 1 else 0.0
        assert line["estimate"] == pytest.approx(terms["x"] + terms["xw"] * distance + own, abs=EXACT)
    assert found.effects["n"].sum() == len(frame)
    assert centred[place == 1].max() <= centred[place == 2].min()


def test_a_straight_change_passes_and_a_bent_one_does_not():
    assert binned(panel(), **ROLES).test.p > 0.05
    assert binned(panel(bend=0.5), **ROLES).test.p < 1e-6


def test_thirds_are_equal_and_refuse_too_few_values():
    place = thirds(pd.Series(range(9), name="w", dtype=float))
    assert place.tolist() == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    with pytest.raises(DataError, match="'w' has fewer than two values"):
        thirds(pd.Series([0.0, 1.0] * 6, name="w"))
