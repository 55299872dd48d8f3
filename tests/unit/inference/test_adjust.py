"""Adjusted p-values: by hand, and statsmodels' stored numbers."""

import numpy as np
import pandas as pd
import pytest

from nqpf.inference.adjust import benjamini_hochberg, holm

ROUNDING = 1e-12
"""Products of stored decimals."""
P = [0.01, 0.04, 0.03, 0.005, 0.55, 0.02, 0.02, 0.9, 0.11]
"""statsmodels 0.15, statsmodels.stats.multitest.multipletests(P, method="holm" | "fdr_bh")[1]."""
HOLM = [0.08, 0.16, 0.15, 0.045, 1.0, 0.14, 0.14, 1.0, 0.33]
FDR_BH = [0.045, 0.06, 0.054, 0.045, 0.61875, 0.045, 0.045, 0.9, 0.141428571428571]


def test_holm_by_hand():
    """Sorted 0.01, 0.03, 0.04 times 3, 2, 1: 0.03, 0.06, then 0.04 is lifted to 0.06."""
    found = holm(pd.Series({"a": 0.04, "b": 0.01, "c": 0.03}))
    assert found.to_dict() == pytest.approx({"a": 0.06, "b": 0.03, "c": 0.06}, rel=ROUNDING)


def test_benjamini_hochberg_by_hand():
    """Sorted 0.01, 0.03, 0.04 times 3/1, 3/2, 3/3: 0.03, 0.045 falls to 0.04, 0.04."""
    found = benjamini_hochberg(pd.Series({"a": 0.04, "b": 0.01, "c": 0.03}))
    assert found.to_dict() == pytest.approx({"a": 0.04, "b": 0.03, "c": 0.04}, rel=ROUNDING)


@pytest.mark.parametrize(("adjust", "stored"), [(holm, HOLM), (benjamini_hochberg, FDR_BH)])
def test_stored_numbers(adjust, stored):
    np.testing.assert_allclose(adjust(pd.Series(P)), stored, rtol=ROUNDING)


@pytest.mark.parametrize("adjust", [holm, benjamini_hochberg])
def test_a_missing_p_does_not_count(adjust):
    given = pd.Series([0.04, np.nan, 0.01, np.nan, 0.03], index=list("abcde"), name="p")
    found = adjust(given)
    assert list(found.index) == list("abcde")
    assert found.name == "p"
    assert found.isna().tolist() == [False, True, False, True, False]
    pd.testing.assert_series_equal(found.dropna(), adjust(given.dropna()))


@pytest.mark.parametrize("adjust", [holm, benjamini_hochberg])
def test_edges(adjust):
    assert adjust(pd.Series([np.nan, np.nan])).isna().all()
    assert len(adjust(pd.Series(dtype=float))) == 0
    assert adjust(pd.Series([0.7])).tolist() == [0.7]
    assert adjust(pd.Series([0.9, 0.8, 1.0])).max() <= 1.0
    repeated = adjust(pd.Series([0.01, 0.5], index=["a", "a"]))
    assert repeated.tolist() == pytest.approx([0.02, 0.5], rel=ROUNDING)


def test_order_of_the_family_is_irrelevant():
    given = pd.Series(P)
    for adjust in (holm, benjamini_hochberg):
        mixed = adjust(given.sample(frac=1.0, random_state=1)).sort_index()
        pd.testing.assert_series_equal(mixed, adjust(given))
