"""The studentised cluster bootstrap against estimating every draw anew."""

import numpy as np
import pandas as pd
import pytest
from unit.inference.family import ROLES, panel, refit, ugly, used

from nqpf.blocks.counts import whole_counts
from nqpf.errors import DataError, SpecError
from nqpf.inference.studentised import Studentised, limits, studentise

REFITS = 1e-9
"""Both sides solve systems of about ten columns in double precision; measured 1e-13."""
DRAWS = 25


def drawn_rows(rows, cluster, count):
    """Enter the clusters of a draw as new units in new clusters."""
    parts = dict(list(rows.groupby(cluster)))
    copies = []
    for label, number in zip(sorted(parts), count, strict=True):
        for copy in range(int(number)):
            new = {key: parts[label][key] + f"#{copy}" for key in ("city", "province")}
            copies.append(parts[label].assign(**new))
    return pd.concat(copies, ignore_index=True)


def naive(frame, counts, cluster, weights, convention):
    options = {"cluster": cluster, "weights": weights, "convention": convention}
    rows = used(frame)
    own, se = refit(rows, **options)
    refits = [refit(drawn_rows(rows, cluster, count), **options) for count in counts]
    return own / se, np.array([(coef - own) / error for coef, error in refits])


def taken(frame, cluster, seed):
    """The counts of DRAWS draws, (draws x clusters)."""
    return np.vstack(list(whole_counts(seed, used(frame)[cluster].nunique(), DRAWS)))


@pytest.mark.parametrize("make", [panel, ugly])
@pytest.mark.parametrize("cluster", ["city", "province"])
@pytest.mark.parametrize("weights", [None, "w"])
@pytest.mark.parametrize("convention", ["nested", "full", "none"])
def test_every_draw_equals_a_new_estimate(make, cluster, weights, convention):
    frame = make()
    options = {"cluster": cluster, "weights": weights, "convention": convention}
    found = studentise(frame, **ROLES, **options, draws=DRAWS, seed=3)
    own, drawn = naive(frame, taken(frame, cluster, 3), **options)
    np.testing.assert_allclose(found.own, own, rtol=REFITS)
    np.testing.assert_allclose(found.drawn, drawn, rtol=REFITS, atol=REFITS)


def test_draws_leave_years_with_one_row():
    """The ugly panel is ugly enough: some draws have singletons of their own, some lack a year."""
    frame = ugly()
    rows = used(frame)
    by_year = pd.crosstab(rows["city"], rows["year"]).to_numpy()
    drawn = taken(frame, "city", 3) @ by_year
    assert (drawn == 1).any()
    assert (drawn == 0).any()


def test_counts_fix_the_draws():
    frame = ugly()
    fixed = studentise(frame, **ROLES, counts=taken(frame, "city", 8))
    np.testing.assert_array_equal(fixed.drawn, studentise(frame, **ROLES, draws=DRAWS, seed=8).drawn)


def test_draws_do_not_depend_on_company():
    """Rounding aside, as sums run over other columns."""
    frame = panel()
    many = studentise(frame, **ROLES, draws=300, seed=2)
    alone = studentise(frame, **{**ROLES, "outcomes": ["m2"]}, draws=40, seed=2)
    np.testing.assert_allclose(alone.drawn[:, 0], many.drawn[:40, 1], rtol=REFITS)
    mixed = studentise(frame.sample(frac=1.0, random_state=2), **ROLES, draws=40, seed=2)
    np.testing.assert_array_equal(mixed.drawn, many.drawn[:40])


def test_chunks_of_clusters_add_up(monkeypatch):
    frame = ugly()
    counts = taken(frame, "city", 1)
    whole = studentise(frame, **ROLES, counts=counts).drawn
    monkeypatch.setattr("nqpf.inference.drawing.CHUNK", 5)
    monkeypatch.setattr("nqpf.inference.drawing.BLOCK", 8)
    monkeypatch.setattr("nqpf.inference.studentised.CELLS_AT_ONCE", 300)
    np.testing.assert_allclose(studentise(frame, **ROLES, counts=counts).drawn, whole, rtol=REFITS)


def test_a_draw_without_variation_is_missing():
    """x varies in one city alone: a draw without that city has nothing to estimate."""
    frame = panel().assign(x=lambda one: np.where(one["city"] == "c03", one["x"], 0.0))
    counts = np.ones((2, 24))
    counts[1, 3] = 0.0
    found = studentise(frame, **ROLES, counts=counts)
    assert np.isfinite(found.drawn[0]).all()
    assert np.isnan(found.drawn[1]).all()


def test_refusals():
    with pytest.raises(SpecError, match="give a list"):
        studentise(panel(), **{**ROLES, "outcomes": "y"}, draws=9)
    with pytest.raises(SpecError, match="draws is 0"):
        studentise(panel(), **ROLES, draws=0)
    with pytest.raises(DataError, match="'x' or 'm1' does not vary"):
        studentise(panel().assign(x=lambda one: one["year"] * 1.0), **ROLES, draws=9)


def test_limits_turn_the_quantiles_of_t_round():
    """Skewed draws reach further on the other side: estimate - se q, by hand from sorted draws."""
    drawn = np.column_stack([np.arange(-50, 51) / 25.0, np.arange(0, 101) / 10.0])
    found = Studentised(("m", "k"), np.array([3.0, 3.0]), drawn)
    ends = limits(found, [0.6, 0.6], [0.2, 0.2], level=0.9)
    np.testing.assert_allclose(ends, [[0.6 - 0.2 * 1.8, 0.6 + 0.2 * 1.8], [0.6 - 0.2 * 9.5, 0.6 - 0.2 * 0.5]])


def test_limits_leave_out_draws_without_a_t():
    whole = Studentised(("m",), np.array([1.0]), np.array([[-1.0], [0.0], [1.0]]))
    holed = Studentised(("m",), np.array([1.0]), np.array([[-1.0], [np.nan], [0.0], [1.0], [np.inf]]))
    np.testing.assert_array_equal(limits(holed, [1.0], [1.0]), limits(whole, [1.0], [1.0]))
    none = Studentised(("m",), np.array([1.0]), np.full((3, 1), np.nan))
    assert np.isnan(limits(none, [1.0], [1.0])).all()
