"""Scenarios: by hand, sums over groups, and intervals by the draws themselves."""

import numpy as np
import pandas as pd
import pytest

from nqpf.blocks.counts import whole_counts
from nqpf.errors import DataError
from nqpf.estimators import twfe
from nqpf.moderation import scenario

EXACT = 1e-9
NAMES = [f"u{k}" for k in range(8)]


def panel():
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"unit": np.repeat(NAMES, 6), "year": np.tile(range(6), 8)})
    return frame.assign(x=rng.normal(size=48), z=rng.normal(size=48), y=rng.normal(size=48))


def units(value=range(8)):
    low, high = np.zeros(8), np.full(8, 3.0)
    weight = np.arange(1.0, 9.0)[:, None]
    return scenario.Units(NAMES, np.array(list(value), float), weight, list("aabbbbcc"), low, high)


def run(draws=30, **changes):
    asked = {"below": 0.25, "to": 0.5, "draws": draws, "seed": 3} | changes
    return scenario.run(panel(), units(), terms=["x"], outcome="y", controls=["z"], **asked)


def test_who_is_raised_and_how_far():
    made = scenario.lift(np.arange(8.0), 0.25, 0.5)
    assert (made.threshold, made.target) == (1.75, 3.5)
    assert made.d.tolist() == [3.5, 2.5, 0, 0, 0, 0, 0, 0]


def test_means_by_hand():
    found = run().summary.set_index("scope")
    coef = twfe.estimate(panel(), outcome="y", regressors=["x", "z"], unit="unit", time="year").terms.loc[
        "x", "coef"
    ]
    effects = np.array([3.5 * 1, 2.5 * 2, 0, 0, 0, 0, 0, 0]) * coef
    assert found.loc["affected", "estimate"] == pytest.approx(effects[:2].mean(), abs=EXACT)
    assert found.loc["all", "estimate"] == pytest.approx(effects.mean(), abs=EXACT)
    groups = found.loc[["a", "b", "c"]]
    assert (groups["estimate"] * groups["units"]).sum() == pytest.approx(effects.sum(), abs=EXACT)
    assert groups["affected"].tolist() == [2, 0, 0]
    assert found.loc["affected", "estimate"] == pytest.approx(
        coef * found.loc["affected", "per_x"], abs=EXACT
    )


def test_intervals_are_those_of_the_redrawn_panels():
    found = run().summary.set_index("scope")
    (counts,) = whole_counts(3, 8, 30)
    fixed, sampled = [], []
    for count in counts:
        taken = np.repeat(np.arange(8), count.astype(int))
        parts = [panel()[panel()["unit"] == NAMES[k]].assign(unit=f"copy{i}") for i, k in enumerate(taken)]
        terms = twfe.estimate(
            pd.concat(parts), outcome="y", regressors=["x", "z"], unit="unit", time="year"
        ).terms
        coef = terms.loc["x", "coef"]
        fixed.append(coef * (3.5 * 1 + 2.5 * 2) / 2)
        made = scenario.lift(taken.astype(float), 0.25, 0.5)
        sampled.append((coef * made.d * (taken + 1))[made.affected].mean())
    line = found.loc["affected"]
    assert [line["low"], line["high"]] == pytest.approx(np.quantile(fixed, [0.025, 0.975]), abs=EXACT)
    ends = [line["sampled_low"], line["sampled_high"]]
    assert ends == pytest.approx(np.quantile(sampled, [0.025, 0.975]), abs=EXACT)
    assert line["se"] == pytest.approx(np.std(fixed, ddof=1), abs=EXACT)


def test_what_lies_beyond_is_counted():
    found = run()
    assert found.outside_own == 1.0  # both are raised to 3.5, their own years end at 3
    assert found.outside_group == 1.0  # group a ends at 1
    assert (found.by_unit["scenario"] - found.by_unit["value"]).tolist() == found.lift.d.tolist()


def test_nobody_to_raise_is_refused():
    with pytest.raises(DataError, match="no unit lies below its target"):
        scenario.run(
            panel(), units(np.zeros(8)), terms=["x"], outcome="y", controls=["z"], below=0.25, to=0.5,
            draws=9, seed=1,
        )  # fmt: skip
