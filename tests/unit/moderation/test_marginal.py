"""The line and its bands: by hand, against statsmodels, and the uniform band against draws."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import f, multivariate_t, t

from nqpf.estimators import twfe
from nqpf.moderation import marginal
from nqpf.moderation.marginal import Line

EXACT = 1e-10
LINE = Line(0.3, 0.2, np.array([[0.04, 0.006], [0.006, 0.01]]), 1.0, 29)


def test_effect_and_error_by_hand():
    effect, se = LINE.at([1.0, 3.0])
    assert effect == pytest.approx([0.3, 0.7], abs=EXACT)
    assert se == pytest.approx([0.2, np.sqrt(0.04 + 4 * 0.006 + 4 * 0.01)], abs=EXACT)
    curve = marginal.curve(LINE, [1.0, 3.0])
    assert curve["high"][0] == pytest.approx(0.3 + t.isf(0.025, 29) * 0.2, abs=EXACT)
    assert (curve["uniform_high"] > curve["high"]).all()


@pytest.mark.parametrize("df", [3, 29, 284])
def test_the_uniform_reach_lies_between_student_and_scheffe(df):
    assert marginal.exceeds(2.1, 0.0, df) == pytest.approx(2 * t.sf(2.1, df), abs=EXACT)
    assert marginal.exceeds(2.1, np.pi, df) == pytest.approx(f.sf(2.1**2 / 2, 2, df), abs=EXACT)
    line = Line(LINE.slope, LINE.change, LINE.covariance, LINE.centre, df)
    reach = [marginal.uniform_reach(line, 1.0, 1.0 + width) for width in (0.0, 1.0, 5.0)]
    assert reach[0] == pytest.approx(line.reach(), abs=1e-8)
    assert reach == sorted(reach)
    assert reach[-1] < np.sqrt(2 * f.isf(0.05, 2, df))


def test_the_uniform_band_covers_the_whole_line_as_often_as_it_says():
    drawn = multivariate_t(shape=LINE.covariance, df=29, seed=1).rvs(200_000)
    values = np.linspace(-1.0, 4.0, 201)
    se, distance = LINE.at(values)[1], values - LINE.centre
    worst = np.zeros(len(drawn))
    for place, step in enumerate(distance):
        worst = np.maximum(worst, np.abs(drawn[:, 0] + step * drawn[:, 1]) / se[place])
    share = (worst > marginal.uniform_reach(LINE, -1.0, 4.0)).mean()
    assert share == pytest.approx(0.05, abs=0.0015)  # three Monte Carlo errors of 0.0005


def test_the_interaction_model_is_that_of_statsmodels():
    import statsmodels.formula.api as smf

    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"unit": np.repeat([f"u{k}" for k in range(20)], 6), "year": np.tile(range(6), 20)})
    frame = frame.assign(x=rng.normal(size=120), z=rng.normal(size=120), w=rng.normal(size=20).repeat(6))
    frame["y"] = frame["x"] * (1 + 0.5 * frame["w"]) + rng.normal(size=120)
    frame["xw"] = frame["x"] * (frame["w"] - frame["w"].mean())
    ours = twfe.estimate(
        frame, outcome="y", regressors=["x", "xw", "z"], unit="unit", time="year", convention="full"
    )
    groups = {"groups": frame["unit"].astype("category").cat.codes}
    theirs = smf.ols("y ~ x + xw + z + C(unit) + C(year)", frame).fit(cov_type="cluster", cov_kwds=groups)
    line = marginal.line_of(ours, "x", "xw", frame["w"].mean())
    cells = theirs.cov_params().loc[["x", "xw"], ["x", "xw"]].to_numpy()
    assert [line.slope, line.change] == pytest.approx(theirs.params[["x", "xw"]].to_numpy(), abs=EXACT)
    assert line.covariance == pytest.approx(cells, abs=EXACT)
