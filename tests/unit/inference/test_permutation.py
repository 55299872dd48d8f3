"""The placebo of exchanged paths against estimating every permutation anew."""

import numpy as np
import pandas as pd
import pytest
from unit.inference.family import OUTCOMES, ROLES, panel, refit, ugly, used

from nqpf.errors import DataError, SpecError
from nqpf.estimate import prepare
from nqpf.inference.permutation import exchanges, paths, permutation

REFITS = 1e-10
"""Both sides are least squares in double precision; measured 2e-13."""
DRAWS = 15


def ready(frame, cluster=None, weights=None, convention="nested"):
    *others, last = OUTCOMES
    regressors = ["x", "z1", "z2", *others]
    design = prepare(frame, last, regressors, "city", "year", ("unit", "time"), cluster, weights)
    return paths(design, 2, convention)


def naive(frame, source, **options):
    """Give each city the path of its source, row by row, and estimate; t of every draw and outcome."""
    rows = used(frame)
    cities = sorted(rows["city"].unique())
    path = rows.set_index(["city", "year"])["x"].to_dict()
    found = []
    for draw in source:
        giver = {city: cities[place] for city, place in zip(cities, draw, strict=True)}
        x = [path[giver[city], year] for city, year in zip(rows["city"], rows["year"], strict=True)]
        found.append(refit(rows.assign(x=x), **options))
    return np.array([coef for coef, _ in found]), np.array([coef / se for coef, se in found])


@pytest.mark.parametrize("make", [panel, ugly, lambda: panel(6, 9)])
@pytest.mark.parametrize("cluster", ["city", "province"])
@pytest.mark.parametrize("weights", [None, "size"])
@pytest.mark.parametrize("convention", ["nested", "full"])
def test_every_permutation_equals_a_new_estimate(make, cluster, weights, convention):
    frame = make()
    options = {"cluster": cluster, "weights": weights, "convention": convention}
    found = ready(frame, **options)
    source = next(exchanges(found.pattern, DRAWS, 1, DRAWS))
    for ours, theirs in zip(found.statistics(source), naive(frame, source, **options), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=REFITS)


def test_p_counts_the_permutations():
    frame = ugly()
    found = ready(frame)
    source = next(exchanges(found.pattern, 49, 7, 49))
    coef, t = naive(frame, source)
    own, se = refit(used(frame))
    table = permutation(frame, **ROLES, draws=49, seed=7)
    assert table.index.tolist() == OUTCOMES
    np.testing.assert_allclose(table["coef"], own, rtol=REFITS)
    np.testing.assert_allclose(table["t"], own / se, rtol=REFITS)
    assert table["p"].tolist() == ((1 + (np.abs(t) >= np.abs(own / se)).sum(axis=0)) / 50).tolist()
    assert table["p_coef"].tolist() == ((1 + (np.abs(coef) >= np.abs(own)).sum(axis=0)) / 50).tolist()


def test_only_units_with_the_same_years_exchange():
    frame = ugly()
    rows = used(frame)
    years = rows.groupby("city")["year"].agg(tuple)
    (source,) = exchanges(ready(frame).pattern, 30, 2, 30)
    for draw in source:
        assert sorted(draw) == list(range(len(years)))
        assert (years.to_numpy()[draw] == years.to_numpy()).all()
    assert (source != np.arange(len(years))).any()
    table = permutation(frame, **ROLES, draws=9)
    assert (table["movable"] == years.duplicated(keep=False).sum()).all()
    assert (table["units"] == len(years)).all()


def test_only_units_with_the_same_weights_exchange():
    frame = panel()
    size = frame.groupby("city")["size"].first().to_numpy()
    (source,) = exchanges(ready(frame, weights="size").pattern, 30, 2, 30)
    assert (size[source] == size).all()
    with pytest.raises(DataError, match=r"same years and weights \(w\)"):
        permutation(frame, **ROLES, weights="w", draws=9)


def test_neither_row_order_nor_batches_nor_clusters_decide(monkeypatch):
    frame = panel()
    first = permutation(frame, **ROLES, draws=60, seed=4)
    mixed = permutation(frame.sample(frac=1.0, random_state=1), **ROLES, draws=60, seed=4)
    pd.testing.assert_frame_equal(first, mixed)
    monkeypatch.setattr("nqpf.inference.permutation.CELLS_AT_ONCE", 900)
    pd.testing.assert_frame_equal(first, permutation(frame, **ROLES, draws=60, seed=4))
    by_province = permutation(frame, **ROLES, draws=60, seed=4, cluster="province")
    assert by_province["p_coef"].tolist() == first["p_coef"].tolist()


def test_a_strong_effect_has_the_smallest_p():
    frame = panel().assign(y=lambda one: one["y"] + 5 * one["x"])
    assert permutation(frame, **ROLES, draws=199, seed=1).loc["y", ["p", "p_coef"]].tolist() == [1 / 200] * 2


def test_the_size_is_right():
    """300 panels without an effect at 10%: Monte-Carlo error 1.7 points, the band is three of them."""
    p = [null(seed).loc["y", ["p", "p_coef"]].to_numpy(float) for seed in range(300)]
    assert (np.abs((np.array(p) <= 0.10).mean(axis=0) - 0.10) < 0.052).all()


def null(seed, units=20, years=5):
    """Paths that persist, errors that persist, no effect."""
    rng = np.random.default_rng(seed)
    walk = rng.normal(size=(2, units, years)).cumsum(axis=2)
    frame = pd.DataFrame(
        {"city": np.repeat(np.arange(units), years), "year": np.tile(np.arange(years), units)}
    )
    frame = frame.assign(x=walk[0].ravel(), y=walk[1].ravel())
    return permutation(frame, treatment="x", outcomes=["y"], unit="city", time="year", draws=99, seed=seed)


def test_refusals():
    with pytest.raises(SpecError, match="draws = 0"):
        permutation(panel(), **ROLES, draws=0)
    with pytest.raises(SpecError, match="give a list"):
        permutation(panel(), **{**ROLES, "outcomes": "y"})
    with pytest.raises(DataError, match="absorb 'x'"):
        permutation(panel().assign(x=lambda one: one["year"] * 1.0), **ROLES)
    with pytest.raises(DataError, match="outcome 'm2' does not vary"):
        permutation(panel().assign(m2=lambda one: one["year"] * 2.0), **ROLES)
    crossing = panel().assign(crossing=lambda one: np.arange(len(one)) % 5)
    with pytest.raises(DataError, match="more than one 'crossing'"):
        permutation(crossing, **ROLES, cluster="crossing")
