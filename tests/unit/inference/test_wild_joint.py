"""The wild bootstrap of a joint test: one term is the known bootstrap, several are naive re-estimation."""

import numpy as np
import pandas as pd
import pytest
from unit.inference.test_attributes import panel

from nqpf.errors import SpecError
from nqpf.estimate import prepare, sweep
from nqpf.estimators import twfe
from nqpf.inference import wild, wild_joint
from nqpf.inference.joint import wald

EXACT = 1e-9  # relative: sums in another order, and a matrix solve
ROLES = {"outcome": "y", "regressors": ["x", "z", "v"], "unit": "unit", "time": "year"}


def sample():
    frame = panel()
    return frame.assign(v=np.sin(np.arange(len(frame)) * 1.7))


@pytest.mark.parametrize("more", [{}, {"weights": "w"}, {"cluster": "house"}, {"effects": ("time",)}])
def test_one_term_is_the_bootstrap_that_is_there(more):
    for term in ("x", "v"):
        joint = wild_joint.p_value(sample(), **ROLES, terms=[term], draws=499, seed=3, **more)
        assert joint == wild.p_value(sample(), **ROLES, term=term, draws=499, seed=3, **more)


def test_every_draw_is_what_re_estimation_finds():
    frame, terms = sample(), ["x", "v"]
    design = prepare(frame, "y", ROLES["regressors"], "unit", "year", ("unit", "time"), None, None)
    own, drawn = wild_joint.joint_maps(design, sweep(design), [0, 2], "nested")
    found = twfe.estimate(frame, **ROLES)
    whole = wald(found.terms.loc[terms, "coef"], found.covariance, found.facts["df"]).statistic
    assert own.statistics(np.ones((1, len(own.coef))))[0] == pytest.approx(whole, rel=EXACT)

    null = twfe.estimate(frame, outcome="y", regressors=["z"], unit="unit", time="year")
    slope = null.terms.loc["z", "coef"]
    base = frame["y"] - slope * frame["z"]
    dummies = [pd.get_dummies(frame[name], dtype=float).to_numpy() for name in ("unit", "year")]
    basis = np.hstack(dummies)
    residual = base - basis @ np.linalg.lstsq(basis, base, rcond=None)[0]
    for seed in range(3):
        weight = np.random.default_rng(seed).choice(wild.WEBB, size=design.unit.size)
        names = sorted(frame["unit"].unique())
        made = frame["unit"].map(dict(zip(names, weight, strict=True)))
        again = twfe.estimate(frame.assign(y=made * residual), **ROLES)
        value = wald(again.terms.loc[terms, "coef"], again.covariance, again.facts["df"]).statistic
        assert drawn.statistics(weight[None])[0] == pytest.approx(value, rel=EXACT)


def test_what_cannot_be_meant_is_refused():
    with pytest.raises(SpecError, match="needs at least one"):
        wild_joint.p_value(sample(), **ROLES, terms=["x"], draws=0, seed=1)
    with pytest.raises(SpecError, match="'q' is no regressor"):
        wild_joint.p_value(sample(), **ROLES, terms=["q"], draws=9, seed=1)
