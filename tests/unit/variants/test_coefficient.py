import numpy as np
import pandas as pd
import pytest

from nqpf.errors import DataError, SpecError
from nqpf.estimators import twfe
from nqpf.registry import load
from nqpf.specs.models import ModelSpec
from nqpf.variants.coefficient import prepare_regression

ROUNDING = 1e-9  # relative; both engines solve the same normal equations in another order
LABEL = {"en": "name", "zh": "名"}


def _sample(seed=0, units=15, years=6):
    rng = np.random.default_rng(seed)
    index = pd.MultiIndex.from_product([[f"u{k:02d}" for k in range(units)], range(2011, 2011 + years)])
    index.names = ["unit", "year"]
    sample = pd.DataFrame(index=index).reset_index()
    sample["region"] = sample["unit"].str[-1]
    for name in ("x", "z", "v"):
        sample[name] = rng.normal(size=len(sample)) + sample["year"] * 0.1
    sample["y"] = 0.5 * sample["x"] + 0.3 * sample["z"] + rng.normal(size=len(sample))
    sample["mass"] = rng.uniform(0.5, 2.0, len(sample))
    scores = sample["x"].to_numpy()[:, None] + rng.normal(size=(len(sample), 8))
    scores[:, 0] = sample["x"]
    return sample, index, scores


def _model(**more):
    return ModelSpec(label=LABEL, outcome="y", treatment="x", **({"controls": ["z", "v"]} | more))


def _direct(sample, model, column):
    from nqpf.regression import _arguments, design

    frame, names = design(sample.assign(x=column), model)
    return load("nqpf.estimators", "twfe").estimate(frame, **_arguments(model, names))


CASES = [
    {},
    {"controls": []},
    {"effects": ["unit"]},
    {"effects": ["time"]},
    {"effects": []},
    {"weights": "mass"},
    {"cluster": "region"},
    {"convention": "full"},
    {"lags": {"x": 1}},
    {"lags": {"z": 1}, "weights": "mass"},
]


@pytest.mark.parametrize("more", CASES, ids=str)
@pytest.mark.parametrize("unbalanced", [False, True])
def test_every_variant_equals_its_own_regression(more, unbalanced):
    sample, index, scores = _sample()
    used = sample.copy()
    if unbalanced:
        used.loc[[3, 17, 40], "y"] = np.nan
        used = used.drop(index=[5, 6, 60])
    model = _model(**more)
    found = prepare_regression(used, model, index).estimate(scores)
    for place in range(scores.shape[1]):
        column = pd.Series(scores[:, place], index=sample.index).reindex(used.index)
        one = _direct(used, model, column)
        line = one.terms.iloc[0]
        expected = [line["coef"], line["se"], line["t"], line["p"], one.standardised.iloc[0]]
        got = found.loc[place, ["coef", "se", "t", "p", "standardised"]].to_numpy(float)
        assert got == pytest.approx(expected, rel=ROUNDING)


def test_it_is_the_coefficient_of_the_engine():
    sample, index, scores = _sample()
    direct = twfe.estimate(sample, outcome="y", regressors=["x", "z", "v"], unit="unit", time="year")
    found = prepare_regression(sample, _model(), index).estimate(scores[:, :1])
    assert found["coef"][0] == pytest.approx(direct.terms.loc["x", "coef"], rel=ROUNDING)


def test_rows_in_another_order_give_the_same_numbers():
    sample, index, scores = _sample()
    turned = sample.sample(frac=1, random_state=1)
    one, other = (prepare_regression(s, _model(), index).estimate(scores) for s in (sample, turned))
    assert np.allclose(one, other, rtol=ROUNDING)


def test_a_variant_that_the_effects_absorb_has_no_numbers():
    sample, index, scores = _sample()
    scores[:, 1] = sample.groupby("unit")["z"].transform("mean")
    scores[:, 2] = sample["z"]
    found = prepare_regression(sample, _model(), index).estimate(scores)
    assert found.loc[[1, 2]].isna().all().all()
    assert found.loc[0].notna().all()


def test_a_moderator_is_refused():
    sample, index, _ = _sample()
    with pytest.raises(SpecError, match="moderator 'v'"):
        prepare_regression(sample, _model(controls=["z"], moderator="v"), index)


def test_a_sample_row_without_a_score_is_named():
    sample, index, _ = _sample()
    with pytest.raises(DataError, match="no score of"):
        prepare_regression(sample, _model(), index[1:])
