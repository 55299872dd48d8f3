"""Weights without one indicator: every shortcut against the scheme itself, special cases included."""

import warnings

import numpy as np
import pandas as pd
import pytest
from unit.variants.invented import index_spec, panel

from nqpf.errors import DataError
from nqpf.index import fit
from nqpf.registry import load, names
from nqpf.variants.leave_out import _ALONE, _PAIRS, Weigher

ROUNDING = 1e-12  # sums in another order; eigenvectors of a table whose last digit differs


def _scores():
    values = panel()
    return fit(values, index_spec(weights="equal")).scores(values)


def _by_itself(scheme, scores, groups, dropped):
    kept = [name for name in scores.columns if name != dropped]
    found = load("nqpf.weights", scheme).weights(scores[kept], groups[kept])
    return found.reindex(scores.columns, fill_value=0.0).to_numpy()


def _case(name):
    scores = _scores()
    if name == "a constant":
        return scores.assign(robots=0.0)
    if name == "two alike":
        return scores.assign(robots=scores["staff"])
    if name == "all but one alike":
        return pd.DataFrame(dict.fromkeys(scores.columns, scores["staff"])).assign(paper=scores["paper"])
    if name == "uncorrelated":  # every eigenvalue of the correlations is the largest
        table = np.linalg.qr(scores.to_numpy() - scores.to_numpy().mean(axis=0))[0]
        return pd.DataFrame(table - table.min(), index=scores.index, columns=scores.columns)
    return scores


@pytest.mark.parametrize("name", ["plain", "a constant", "two alike", "all but one alike", "uncorrelated"])
@pytest.mark.parametrize("scheme", names("nqpf.weights"))
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_every_shortcut_is_the_scheme_itself(scheme, name):
    scores, groups = _case(name), pd.Series(index_spec().groups)
    weigher = Weigher(scores, groups)
    for dropped in [None, *scores.columns]:
        expected = _by_itself(scheme, scores, groups, dropped)
        assert np.abs(weigher.weigh(scheme, dropped) - expected).max() < ROUNDING


def test_a_shortcut_belongs_to_a_scheme_that_exists():
    assert set(_ALONE) | set(_PAIRS) <= set(names("nqpf.weights"))
    assert not set(_ALONE) & set(_PAIRS)


@pytest.mark.parametrize("scheme", ["critic", "pca", "entropy"])
def test_nothing_left_that_varies_is_refused_as_the_scheme_does(scheme):
    scores = _scores().assign(grants=0.0, robots=0.0, smoke=0.0, paper=0.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        weigher = Weigher(scores, pd.Series(index_spec().groups))
        with pytest.raises(DataError, match=f"{scheme} weights: no indicator varies"):
            weigher.weigh(scheme, "staff")
