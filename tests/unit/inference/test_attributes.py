"""Attributes dealt out anew: the sample's own numbers, every deal re-estimated, and what is refused."""

import numpy as np
import pandas as pd
import pytest

from nqpf.errors import DataError, SpecError
from nqpf.estimate import prepare
from nqpf.estimators import twfe
from nqpf.inference import attributes
from nqpf.inference.joint import wald

EXACT = 1e-10  # relative: the same sums, in another order
ROLES = {"outcome": "y", "treatment": "x", "controls": ["z"], "unit": "unit", "time": "year"}


def panel(units=14, years=5, seed=1, *, holes=True):
    rng = np.random.default_rng(seed)
    names = [f"u{k:02d}" for k in range(units)]
    frame = pd.DataFrame({"unit": np.repeat(names, years), "year": np.tile(range(years), units)})
    for name in "xyz":
        frame[name] = rng.normal(size=len(frame)) + rng.normal(size=units).repeat(years)
    frame["w"] = rng.uniform(0.5, 2.0, units).repeat(years)
    frame["house"] = [f"h{int(name[1:]) // 2}" for name in frame["unit"]]
    return frame.drop(index=[3, 17, 18]) if holes else frame


def levels(frame, columns=2, seed=2):
    names = sorted(frame["unit"].unique())
    values = np.random.default_rng(seed).normal(size=(len(names), columns))
    return pd.DataFrame(values, index=names, columns=[f"a{k}" for k in range(columns)])


def naive(frame, table, **more):
    """Estimate with the products as regressors, and test them together."""
    crossed = {f"x {name}": frame["x"] * frame["unit"].map(table[name]) for name in table}
    settings = {"outcome": "y", "unit": "unit", "time": "year", **more}
    found = twfe.estimate(frame.assign(**crossed), regressors=["x", *crossed, "z"], **settings)
    terms = found.terms.loc[list(crossed), "coef"]
    return terms.to_numpy(), wald(terms, found.covariance, found.facts["df"]).statistic


@pytest.mark.parametrize("more", [{}, {"weights": "w"}, {"cluster": "house"}, {"convention": "full"}])
def test_the_sample_itself_is_what_the_regression_finds(more):
    frame = panel()
    found = attributes.placebo(frame, levels(frame), **ROLES, draws=1, **more)
    coef, statistic = naive(frame, levels(frame), **more)
    assert found.coef == pytest.approx(coef, rel=EXACT)
    assert found.f == pytest.approx(statistic, rel=EXACT)


def test_every_deal_is_what_re_estimation_finds():
    frame = panel()
    table = levels(frame)
    design = prepare(frame, "y", ["x", "z"], "unit", "year", ("unit", "time"), None, None)
    ready = attributes.interaction(design, 2)
    deals = [np.random.default_rng(k).permutation(len(table)) for k in range(5)]
    coef, statistic = ready.statistics(table.to_numpy()[np.array(deals)])
    for place, deal in enumerate(deals):
        dealt = pd.DataFrame(table.to_numpy()[deal], index=table.index, columns=table.columns)
        one, value = naive(frame, dealt)
        assert coef[place] == pytest.approx(one, rel=EXACT)
        assert statistic[place] == pytest.approx(value, rel=EXACT)


def test_rows_in_another_order_and_shifted_attributes_change_nothing():
    frame, table = panel(), levels(panel())
    first = attributes.placebo(frame, table, **ROLES, draws=99, seed=4)
    second = attributes.placebo(frame.sample(frac=1, random_state=1), table + 5.0, **ROLES, draws=99, seed=4)
    assert first.f == pytest.approx(second.f, rel=1e-8)  # the shift costs digits
    assert first.p == second.p


def test_the_seed_decides_and_a_real_difference_is_found():
    frame = panel(units=40, holes=False)
    table = levels(frame, 1)
    frame["y"] += 2.0 * frame["x"] * frame["unit"].map(table["a0"])
    one = attributes.placebo(frame, table, **ROLES, draws=199, seed=1)
    assert one.p == attributes.placebo(frame, table, **ROLES, draws=199, seed=1).p == 1 / 200
    assert one.draws == 199


def test_units_without_attributes_are_left_out():
    frame = panel()
    table = levels(frame).iloc[2:]
    found = attributes.placebo(frame, table, **ROLES, draws=1)
    kept = frame[frame["unit"].isin(table.index)]
    assert found.f == pytest.approx(naive(kept, table)[1], rel=EXACT)


def test_what_cannot_be_meant_is_refused():
    frame = panel()
    with pytest.raises(SpecError, match="at least one permutation"):
        attributes.placebo(frame, levels(frame), **ROLES, draws=0)
    same = levels(frame) * 0.0 + 1.0
    with pytest.raises(DataError, match="does not vary enough"):
        attributes.placebo(frame, same, **ROLES, draws=9)
    frame["wandering"] = np.arange(len(frame)) % 3
    with pytest.raises(DataError, match="more than one 'wandering'"):
        attributes.placebo(frame, levels(frame), **ROLES, draws=9, cluster="wandering")
