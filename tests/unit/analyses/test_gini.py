"""Dagum's decomposition: by hand, identities, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from unit.analyses import material
from unit.tables import fake_study as fake

from nqpf.analyses.gini import decompose
from nqpf.errors import DataError

EXACT = 1e-12  # sums of a few hundred numbers of size one


def parts(values, groups):
    found = decompose(np.asarray(values, float), np.asarray(groups, str))
    return found.set_index(["part", "group", "other"])["value"]


def test_groups_that_do_not_overlap_by_hand():
    # 1, 3 against 5, 7: m = 2, 6; D_aa = D_bb = 1; D_ab = 4; p = 1/2, 1/2; s = 1/4, 3/4
    found = parts([1, 3, 5, 7], ["a", "a", "b", "b"])
    assert found["group", "a", ""] == pytest.approx(1 / 4, abs=EXACT)  # D / (2 m)
    assert found["group", "b", ""] == pytest.approx(1 / 12, abs=EXACT)
    assert found["pair", "a", "b"] == pytest.approx(4 / 8, abs=EXACT)
    assert found["within", "", ""] == pytest.approx(1 / 4 / 8 + 1 / 12 * 3 / 8, abs=EXACT)
    assert found["between", "", ""] == pytest.approx(0.5 * (1 / 8 + 3 / 8), abs=EXACT)
    assert found["transvariation", "", ""] == pytest.approx(0.0, abs=EXACT)
    assert found["total", "", ""] == pytest.approx(5 / 16, abs=EXACT)


def test_groups_that_overlap_by_hand():
    # 1, 5 against 3, 7: D_ab = (2 + 6 + 2 + 2) / 4 = 3; affluence 2 / 3; s = 3/8, 5/8
    found = parts([1, 5, 3, 7], ["a", "a", "b", "b"])
    both = (3 / 8) * (1 / 2) + (5 / 8) * (1 / 2)
    assert found["pair", "a", "b"] == pytest.approx(3 / 8, abs=EXACT)
    assert found["between", "", ""] == pytest.approx(3 / 8 * both * 2 / 3, abs=EXACT)
    assert found["transvariation", "", ""] == pytest.approx(3 / 8 * both / 3, abs=EXACT)


@pytest.mark.parametrize("groups", [1, 2, 5, 40])
def test_the_components_sum_to_the_gini_of_all(groups):
    rng = np.random.default_rng(groups)
    values = rng.lognormal(size=40)
    found = parts(values, rng.permutation(np.arange(40) % groups).astype(str))
    whole = np.abs(values[:, None] - values).sum() / (2 * 40**2 * values.mean())
    assert found["total", "", ""] == pytest.approx(whole, abs=EXACT)


def test_one_group_is_all_within_and_equal_scores_have_no_inequality():
    found = parts([1.0, 2.0, 4.0], ["a", "a", "a"])
    assert found["within", "", ""] == found["total", "", ""]
    assert parts([2.0, 2.0, 2.0], ["a", "a", "b"])["total", "", ""] == 0


def test_a_group_of_zeros_divides_by_nothing():
    found = parts([0.0, 0.0, 1.0, 3.0], ["a", "a", "b", "b"])
    assert found["group", "a", ""] == 0
    assert found["pair", "a", "b"] == pytest.approx(1.0, abs=EXACT)


@pytest.mark.parametrize(
    ("score", "said"), [(-0.1, r"'u1' in 2011 is -0\.1.*not negative"), (0.0, "every score of 2011")]
)
def test_no_gini_coefficient_of_negative_scores_or_zeros(score, said):
    frame = pd.DataFrame({"unit": ["u1", "u2"], "year": 2011, "region": "a", "nqpf": [score, 0.0]})
    with pytest.raises(DataError, match=said):
        material.analyse("gini", fake.study(), material.given(frame))


def test_a_unit_without_a_group_is_named():
    frame = pd.DataFrame({"unit": ["u1", "u2"], "year": 2011, "region": ["a", None], "nqpf": [1.0, 2.0]})
    with pytest.raises(DataError, match="'u2' has no region"):
        material.analyse("gini", fake.study(), material.given(frame))
