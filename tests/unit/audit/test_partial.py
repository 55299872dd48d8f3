"""Many versions of one column: the coefficients are those of full re-estimation."""

import numpy as np
import pandas as pd
import pytest

from nqpf.audit.partial import coefficients
from nqpf.regression import fit_model
from nqpf.specs.models import ModelSpec

SAME = 1e-9  # two orders of the same least squares
LABEL = {"en": "a", "zh": "b"}


def sample():
    rng = np.random.default_rng(4)
    rows = pd.MultiIndex.from_product(
        [[f"u{i:02d}" for i in range(45)], range(2010, 2018)], names=["unit", "year"]
    )
    frame = pd.DataFrame(rng.standard_normal((len(rows), 4)), index=rows, columns=["x", "y", "z", "m"])
    frame["w"] = rng.uniform(0.5, 2.0, len(rows))
    frame = frame.reset_index().sample(frac=0.9, random_state=1)  # unbalanced, in no order
    frame.iloc[3, frame.columns.get_loc("z")] = np.nan
    return frame


MODELS = {
    "plain": {},
    "controls": {"controls": ["z", "m"]},
    "one-way": {"controls": ["z"], "effects": ["unit"]},
    "pooled": {"controls": ["z"], "effects": []},
    "weights": {"controls": ["z"], "weights": "w"},
    "moderator": {"controls": ["z"], "moderator": "m"},
    "lag": {"controls": ["z"], "lags": {"x": 1}},
    "lagged outcome": {"controls": ["y", "z"], "lags": {"x": 1, "y": 1}},
}


@pytest.mark.parametrize("options", MODELS.values(), ids=MODELS)
@pytest.mark.parametrize("name", ["x", "y"])
def test_equal_to_re_estimation(options, name):
    frame = sample()
    model = ModelSpec(label=LABEL, outcome="y", treatment="x", estimator="twfe", **options)
    versions = np.random.default_rng(5).standard_normal((3, len(frame)))
    found = coefficients(frame, model, name, versions)
    for version, coefficient in zip(versions, found, strict=True):
        column = fit_model(frame.assign(**{name: version}), model)
        assert coefficient == pytest.approx(column.estimate.terms.loc[column.key, "coef"], rel=SAME)
