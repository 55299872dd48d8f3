"""Every scheme on three rows and two indicators, worked by hand.

x = (0, 1/2, 1) and y = (1, 1, 0) unless a test says otherwise. The mean of x is 1/2 with sd 1/2, that of y is
2/3 with sd 1/sqrt 3 (n - 1 in the denominator); r(x, y) = -(1/4) / (1/2 x 1/sqrt 3) = -sqrt 3 / 2.
"""

from math import log, sqrt

import pandas as pd
import pytest

from nqpf.errors import DataError
from nqpf.weights import (
    critic,
    cv,
    dimension_equal,
    entropy,
    entropy_critic,
    entropy_within,
    pca,
    scatter_degree,
)

ROUNDING = 1e-12
XY = pd.DataFrame({"x": [0.0, 0.5, 1.0], "y": [1.0, 1.0, 0.0]})
SD_X, SD_Y = 1 / 2, 1 / sqrt(3)
# Shares of x are 0, 1/3, 2/3: e = (ln 3 - 2/3 ln 2) / ln 3. Shares of y are 1/2, 1/2, 0: e = ln 2 / ln 3.
D_X, D_Y = (2 / 3) * log(2) / log(3), 1 - log(2) / log(3)


def shares(x, y):
    return pytest.approx({"x": x / (x + y), "y": y / (x + y)}, abs=ROUNDING)


def test_entropy():
    assert entropy.weights(XY).to_dict() == shares(D_X, D_Y)


def test_cv():
    assert cv.weights(XY).to_dict() == shares(SD_X / (1 / 2), SD_Y / (2 / 3))


def test_critic():
    """With two indicators each conflicts with the other alike, so the deviations decide."""
    conflict = 1 + sqrt(3) / 2
    assert critic.conflicts(XY).tolist() == pytest.approx([conflict, conflict], abs=ROUNDING)
    assert critic.weights(XY).to_dict() == shares(SD_X, SD_Y)


def test_critic_where_all_move_as_one_leaves_the_contrast():
    scores = pd.DataFrame({"x": [0.0, 0.5, 1.0], "y": [0.0, 0.25, 0.5]})
    with pytest.warns(UserWarning, match="move as one, so contrast alone weighs"):
        assert critic.weights(scores).to_dict() == shares(2, 1)


def test_entropy_critic_is_the_normalised_product():
    assert entropy_critic.weights(XY).to_dict() == shares(D_X * SD_X, D_Y * SD_Y)


def test_pca_of_two_is_always_a_half_each():
    assert pca.weights(XY).to_dict() == shares(1, 1)


def test_pca_report():
    """Two indicators: share (1 + |r|) / 2, loadings its root, one of them against; KMO 1/2 as partial = r."""
    r = sqrt(3) / 2
    found = pca.report(XY)
    assert found.share == pytest.approx((1 + r) / 2, abs=ROUNDING)
    assert found.loadings.abs().tolist() == pytest.approx([sqrt((1 + r) / 2)] * 2, abs=ROUNDING)
    assert sorted(found.signs) == [-1, 1]
    assert found.kmo == pytest.approx(0.5, abs=ROUNDING)


def test_pca_report_of_three_equally_correlated():
    """r = 1/2 throughout: partial r / (1 + r) = 1/3, KMO = (1/4) / (1/4 + 1/9) = 9/13; loadings sqrt 2/3."""
    independent = pd.DataFrame({0: [1, 1, 1, 1, -1, -1, -1, -1], 1: [1, 1, -1, -1] * 2, 2: [1, -1] * 4})
    common = pd.Series([1, -1, -1, 1, -1, 1, 1, -1])  # the product of the three: orthogonal to each
    found = pca.report(independent.add(common, axis=0).rename(columns=dict(enumerate("abc"))))
    assert found.kmo == pytest.approx(9 / 13, abs=ROUNDING)
    assert found.loadings.tolist() == pytest.approx([sqrt(2 / 3)] * 3, abs=ROUNDING)
    assert (found.signs == 1).all()
    assert found.share == pytest.approx(2 / 3, abs=ROUNDING)


def test_kmo_is_blank_where_one_indicator_is_made_of_the_others():
    scores = pd.DataFrame({"x": [0.0, 0.5, 1.0, 0.2], "y": [1.0, 1.0, 0.0, 0.3]})
    assert pd.isna(pca.report(scores.assign(z=scores["x"] + scores["y"])).kmo)


def test_pca_without_correlation_prefers_none():
    scores = pd.DataFrame({"x": [0.0, 0.0, 1.0, 1.0], "y": [0.0, 1.0, 0.0, 1.0], "z": [0.0, 1.0, 1.0, 0.0]})
    assert pca.weights(scores).tolist() == pytest.approx([1 / 3] * 3, abs=ROUNDING)


def test_scatter_degree():
    """A'A = [[5/4, 1/2], [1/2, 2]]: eigenvalue l = 13/8 + 5/8 = 9/4, direction (1/2, l - 5/4) = (1, 2)."""
    assert scatter_degree.weights(XY).to_dict() == shares(1, 2)


def test_scatter_degree_is_the_sum_over_years():
    index = pd.MultiIndex.from_product([["A", "B", "C"], [2011, 2012]], names=["unit", "year"])
    scores = pd.DataFrame({"x": [0.0, 0.3, 0.5, 0.9, 1.0, 0.2], "y": [0.7, 1, 0.1, 0.4, 0.6, 0]}, index=index)
    h = sum(year.T.to_numpy() @ year.to_numpy() for _, year in scores.groupby(level="year"))
    w = scatter_degree.weights(scores).to_numpy()
    eigenvalue = (h @ w).sum() / w.sum()
    assert (h @ w).tolist() == pytest.approx((eigenvalue * w).tolist(), abs=ROUNDING)
    assert eigenvalue > h.trace() / 2


def test_scatter_degree_without_common_rows_prefers_none():
    scores = pd.DataFrame({"x": [1.0, 0.0, 0.0], "y": [0.0, 1.0, 0.0]})
    assert scatter_degree.weights(scores).to_dict() == shares(1, 1)


THREE = pd.DataFrame({"x": [0.0, 0.5, 1.0], "y": [1.0, 1.0, 0.0], "z": [0.3, 0.1, 0.9]})
GROUPS = pd.Series({"x": "first", "y": "first", "z": "second"})


def test_dimension_equal():
    assert dimension_equal.weights(THREE, GROUPS).to_dict() == {"x": 0.25, "y": 0.25, "z": 0.5}


def test_entropy_within():
    found = entropy_within.weights(THREE, GROUPS)
    assert found["z"] == pytest.approx(0.5, abs=ROUNDING)
    assert (2 * found[["x", "y"]]).to_dict() == shares(D_X, D_Y)


def test_entropy_within_one_dimension_is_entropy():
    assert entropy_within.weights(XY).to_dict() == shares(D_X, D_Y)


def test_a_dimension_of_constants_weighs_nothing():
    with pytest.warns(UserWarning, match="weight 0: z"):
        found = entropy_within.weights(THREE.assign(z=0.4), GROUPS)
    assert found.to_dict() == pytest.approx({**entropy.weights(XY).to_dict(), "z": 0.0}, abs=ROUNDING)


@pytest.mark.parametrize("scheme", [dimension_equal, entropy_within])
def test_an_indicator_without_a_dimension_is_named(scheme):
    with pytest.raises(DataError, match="indicator 'z' stands in no dimension"):
        scheme.weights(THREE, GROUPS.drop("z"))
