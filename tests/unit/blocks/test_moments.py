"""Moments, slopes and residuals against a loop of PanelOLS, draw by draw, on panels as they come."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nqpf import bootstrap
from nqpf.blocks.moments import Moments, residual, slopes
from nqpf.errors import SpecError

# METHOD.md 3 asks for 1e-10 relative to naive re-estimation.
NAIVE = 1e-10
# A regressor that keeps less of its length than this given the others makes both sides lose digits.
DETERMINED = 1e-2
COLUMNS = ["x", "m1", "m2", "y"]
EQUATIONS = [("m1", ["x"]), ("m2", ["x"]), ("y", ["x"]), ("y", ["x", "m1"]), ("y", ["x", "m1", "m2"])]
PLACES = {"controls": ["z1", "z2"], "unit": "unit", "time": "year"}


def panel(units, years, seed):
    """A panel with two-way effects, columns of very different units; three units to a province."""
    rng = np.random.default_rng(seed)
    n = units * years
    unit, year = np.repeat(np.arange(units), years), np.tile(np.arange(2001, 2001 + years), units)
    effect = np.repeat(rng.normal(size=units), years) + np.tile(rng.normal(size=years), units)
    z = rng.normal(size=(n, 2)) + effect[:, None]
    x = 0.4 * z[:, 0] + effect + rng.normal(size=n)
    m = np.outer(x, [0.5, -0.4]) + effect[:, None] + rng.normal(size=(n, 2))
    y = 0.3 * x + m @ [0.5, 0.3] + 0.2 * z[:, 1] + effect + rng.normal(size=n)
    cells = {
        "x": x,
        "m1": 1e3 * m[:, 0] + 50,
        "m2": 0.01 * m[:, 1],
        "y": y,
        "z1": 1e4 * z[:, 0],
        "z2": z[:, 1],
    }
    names = [f"u{(17 * k) % units:02d}" for k in unit]  # labels are not in order of appearance
    frame = pd.DataFrame(cells).assign(unit=names, year=year, w=rng.uniform(0.5, 3.0, n))
    return frame.assign(province=frame["unit"].str[1:].astype(int).floordiv(3))


def refit(drawn, outcome, regressors, weights):
    """Slopes and residual sum of squares by PanelOLS; what the effects absorb is dropped."""
    from linearmodels.panel import PanelOLS

    rows = drawn.set_index(["new", "year"])
    right = rows[[*regressors, "z1", "z2"]]
    size = np.sqrt((right**2).mean())  # PanelOLS inverts the cross-products as they are
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = PanelOLS(
            rows[outcome],
            right / size,
            entity_effects=True,
            time_effects=True,
            weights=rows[weights] if weights else None,
            drop_absorbed=True,
            check_rank=False,
        )
        fit = model.fit()
    scale = rows[weights].mean() if weights else 1.0  # PanelOLS divides weights by their mean
    return (fit.params / size).reindex(regressors).to_numpy(), fit.resid_ss * scale


def take(frame, count, cluster):
    """The drawn clusters, one after the other, their members as new units."""
    labels = sorted(frame[cluster].unique())
    copies = [
        frame[frame[cluster] == label].assign(new=lambda part, tag=f"#{k}": part["unit"] + tag)
        for label, times in zip(labels, count, strict=True)
        for k in range(int(times))
    ]
    return pd.concat(copies, ignore_index=True)


def left(drawn, columns, weights):
    """What share of its length each column keeps, given dummies, controls and the columns before it.

    All zero where no degree of freedom is left, as PanelOLS counts them (it takes no note of panels in
    parts): it refuses to fit then.
    """
    dummies = [pd.get_dummies(drawn[name], dtype=float).to_numpy() for name in ("new", "year")]
    root = np.sqrt(drawn[weights].to_numpy()) if weights else np.ones(len(drawn))
    base, kept = np.hstack(dummies) * root[:, None], []
    for name in ["z1", "z2", *columns]:
        column = drawn[name].to_numpy() * root
        column = column / np.linalg.norm(column)
        rest = column - base @ np.linalg.lstsq(base, column)[0]
        kept.append(np.linalg.norm(rest))
        base = np.column_stack([base, column])
    return np.array(kept) * (base.shape[1] - 1 < len(base))


def compare(frame, counts, cluster="unit", weights=None):
    """Check every equation of every draw that the data determine; returns how many draws that were."""
    found = bootstrap.moments(
        frame, columns=COLUMNS, **PLACES, counts=counts, cluster=cluster, weights=weights
    )
    rows = frame.dropna()
    checked = 0
    for draw, count in enumerate(counts):
        drawn = take(rows, count, cluster)
        if left(drawn, ["x", "m1", "m2"], weights).min() < DETERMINED:
            continue
        checked += 1
        for outcome, regressors in EQUATIONS:
            expected, rss = refit(drawn, outcome, regressors, weights)
            one = Moments(found.names, found.cells[[draw]])
            size = np.maximum(
                np.abs(expected), drawn[outcome].std() / drawn[regressors].std().to_numpy() * 0.1
            )
            assert (np.abs(slopes(one, outcome, regressors)[0] - expected) / size).max() < NAIVE
            assert residual(one, outcome, outcome, regressors)[0] == pytest.approx(rss, rel=NAIVE)
    return checked


def draws_of(groups, seed, number=3):
    return np.random.default_rng(seed).multinomial(groups, np.full(groups, 1 / groups), size=number)


@st.composite
def ugly_panels(draw):
    """Holes, a year that two units have, units seen once, units in two halves that share no year, weights."""
    seed = draw(st.integers(0, 10_000))
    frame = panel(draw(st.integers(9, 15)), draw(st.integers(4, 7)), seed)
    rng = np.random.default_rng(seed)
    keep = rng.random(len(frame)) > draw(st.sampled_from([0.0, 0.1, 0.3]))
    if draw(st.booleans()):
        keep &= (frame["year"] != 2002) | frame["unit"].isin(["u01", "u04"])
    if draw(st.booleans()):
        keep &= (frame["unit"] != "u02") | (frame["year"] == 2003)
    if draw(st.booleans()):
        late = frame["unit"] > "u06"
        keep &= late == (frame["year"] >= 2003)
    frame = frame[keep].sample(frac=1.0, random_state=seed)
    if draw(st.booleans()):
        frame.loc[frame.index[::13], "m1"] = np.nan
    return frame, draw(st.sampled_from(["unit", "province"])), draw(st.sampled_from([None, "w"])), seed


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(ugly_panels())
def test_ugly_panels_equal_a_loop_of_panelols(case):
    frame, cluster, weights, seed = case
    compare(frame, draws_of(frame.dropna()[cluster].nunique(), seed), cluster, weights)


UGLY = {
    "balanced": (lambda f: f, "unit", None),
    "weighted": (lambda f: f, "unit", "w"),
    "provinces": (lambda f: f, "province", "w"),
    "a rare year": (lambda f: f[(f["year"] != 2002) | f["unit"].isin(["u01", "u04"])], "unit", None),
    "units seen once": (lambda f: f[~f["unit"].isin(["u02", "u03"]) | (f["year"] == 2003)], "unit", "w"),
    "two parts": (lambda f: f[(f["unit"] > "u06") == (f["year"] >= 2004)], "unit", None),
    "missing cells": (lambda f: f.assign(m1=f["m1"].mask(np.arange(len(f)) % 7 == 0)), "unit", None),
}


@pytest.mark.parametrize("case", UGLY)
def test_each_kind_of_ugliness_equals_a_loop_of_panelols(case):
    make, cluster, weights = UGLY[case]
    frame = make(panel(14, 6, 3))
    groups = frame.dropna()[cluster].nunique()
    counts = np.vstack([np.ones(groups), draws_of(groups, 5, 5)])
    assert compare(frame, counts, cluster, weights) >= 4  # the case is a test of something


def test_a_draw_that_misses_a_year_equals_a_loop_of_panelols():
    frame = UGLY["a rare year"][0](panel(14, 6, 3))
    counts = np.ones((1, 14))
    counts[0, [1, 4]] = 0
    counts[0, [2, 6]] = 2
    assert compare(frame, counts) == 1


@pytest.mark.parametrize("change", ["rows", "columns"])
def test_order_does_not_matter(change):
    frame = panel(14, 6, 3)
    names = COLUMNS if change == "rows" else ["y", "m2", "x", "m1"]
    shuffled = frame.sample(frac=1.0, random_state=1) if change == "rows" else frame[frame.columns[::-1]]
    found = bootstrap.moments(frame, columns=COLUMNS, **PLACES, draws=40, seed=2)
    again = bootstrap.moments(shuffled, columns=names, **PLACES, draws=40, seed=2)
    order = [again.place(name) for name in COLUMNS]
    cells = again.cells[:, order][:, :, order]
    if change == "rows":
        np.testing.assert_array_equal(cells, found.cells)
    for outcome, regressors in EQUATIONS:
        np.testing.assert_allclose(
            slopes(again, outcome, regressors[::-1])[:, ::-1], slopes(found, outcome, regressors), rtol=1e-9
        )


def test_draws_do_not_depend_on_other_columns():
    frame = panel(14, 6, 3)
    found = bootstrap.moments(frame, columns=COLUMNS, **PLACES, draws=40, seed=2)
    alone = bootstrap.moments(frame, columns=["x", "y"], **PLACES, draws=40, seed=2)
    np.testing.assert_allclose(alone.product("x", "y"), found.product("x", "y"), rtol=1e-9)


def test_moments_hold_the_effects_of_the_mediation():
    frame = panel(14, 6, 3)
    found = bootstrap.moments(frame, columns=COLUMNS, **PLACES, draws=300, seed=2)
    roles = {"treatment": "x", "mediators": ["m1", "m2"], "outcome": "y", **PLACES}
    effects = bootstrap.mediation(frame, **roles, draws=300, seed=2, joint=True)
    b = effects["b"].to_numpy().reshape(300, 2)
    np.testing.assert_allclose(slopes(found, "y", ["x", "m1", "m2"])[:, 1:], b, rtol=1e-8)


def test_the_jackknife_is_a_matrix_of_counts():
    frame = UGLY["missing cells"][0](panel(14, 6, 3))
    for cluster, groups in (("unit", 14), ("province", 5)):
        given = {"columns": COLUMNS, **PLACES, "cluster": cluster, "weights": "w"}
        found = bootstrap.jackknife(frame, **given)
        expected = bootstrap.moments(frame, **given, counts=np.ones((groups, groups)) - np.eye(groups))
        size = np.sqrt(np.einsum("dii->di", expected.cells))
        gap = (found.cells - expected.cells) / (size[:, :, None] * size[:, None, :])
        assert np.abs(gap).max() < 1e-12
        assert len(found) == groups


def test_the_jackknife_in_chunks_is_the_same(monkeypatch):
    frame = panel(14, 6, 3)
    found = bootstrap.jackknife(frame, columns=COLUMNS, **PLACES)
    monkeypatch.setattr(bootstrap, "BLOCK", 4)
    again = bootstrap.jackknife(frame, columns=COLUMNS, **PLACES)
    np.testing.assert_allclose(again.cells, found.cells, rtol=1e-9)


def test_collinear_columns_are_nan_together_and_only_there():
    frame = panel(14, 6, 3).assign(m2=lambda f: 3 * f["m1"] - 1e-3 * f["z1"] + f["year"])
    found = bootstrap.moments(frame, columns=COLUMNS, **PLACES, draws=9)
    assert np.isnan(slopes(found, "y", ["x", "m1", "m2"])).all()
    assert np.isfinite(slopes(found, "y", ["x", "m1"])).all()
    assert np.isfinite(slopes(found, "m2", ["x"])).all()


def test_a_column_without_variation_has_exact_zeros():
    frame = panel(14, 6, 3).assign(m2=lambda f: f["year"] * 0.1 + f["unit"].str[1:].astype(float) * 1e5)
    found = bootstrap.moments(frame, columns=COLUMNS, **PLACES, draws=9)
    assert (found.cells[:, 2] == 0).all()
    assert (found.cells[:, :, 2] == 0).all()
    assert np.isnan(slopes(found, "y", ["m2"])).all()


def hand():
    """One draw with x'x = 4, x'm = 2, m'm = 3, x'y = 6, m'y = 5, y'y = 20; a second with x dead."""
    cells = np.array([[4.0, 2, 6], [2, 3, 5], [6, 5, 20]])
    dead = cells.copy()
    dead[0], dead[:, 0] = 0.0, 0.0
    return Moments(("x", "m", "y"), np.stack([cells, dead]))


def test_slopes_and_residuals_by_hand():
    """b = (4 5 - 2 6) / (4 3 - 2 2) = 1, direct = (6 - 2 b) / 4 = 1; what is left of y: 20 - 6 - 5 = 9."""
    found = slopes(hand(), "y", ["x", "m"])
    np.testing.assert_allclose(found[0], [1.0, 1.0], rtol=1e-15)
    assert np.isnan(found[1]).all()
    np.testing.assert_allclose(slopes(hand(), "y", ["m"])[:, 0], [5 / 3, 5 / 3], rtol=1e-15)
    np.testing.assert_allclose(residual(hand(), "y", "y", ["x", "m"])[0], 9.0, rtol=1e-15)
    np.testing.assert_allclose(residual(hand(), "m", "y", ["x"])[0], 5 - 2 * 6 / 4, rtol=1e-15)


def test_residual_is_symmetric_and_empty_conditions_change_nothing():
    found = bootstrap.moments(panel(14, 6, 3), columns=COLUMNS, **PLACES, draws=20)
    one, other = residual(found, "m1", "y", ["x", "m2"]), residual(found, "y", "m1", ["x", "m2"])
    np.testing.assert_allclose(one, other, rtol=1e-9)
    np.testing.assert_allclose(residual(found, "m1", "y", []), found.product("m1", "y"))


def test_units_of_measurement_pass_through():
    found = hand()
    factor = np.array([1e6, 1e-5, 1.0])
    scaled = Moments(found.names, found.cells * np.outer(factor, factor))
    np.testing.assert_allclose(slopes(scaled, "y", ["x", "m"])[0], 1 / factor[:2], rtol=1e-12)


def test_an_unknown_column_is_told_with_what_was_meant():
    with pytest.raises(SpecError, match="no column 'mm' among the moments; did you mean 'm'"):
        hand().place("mm")
    with pytest.raises(SpecError, match="at least two"):
        bootstrap.moments(panel(4, 4, 0), columns=["x"], **PLACES, draws=2)
