"""Moderated mediation against plain regressions."""

import numpy as np
import pandas as pd
import pytest

from nqpf import bootstrap
from nqpf.errors import SpecError
from nqpf.estimators import panelols
from nqpf.mechanisms.moderated import coefficients, moderated, with_products
from nqpf.mechanisms.setting import Setting

ROUNDING = 1e-8
MEDIATORS = ("m1", "m2")
SETTING = Setting(treatment="x", mediators=MEDIATORS, outcome="y", controls=("z",))
QUANTITIES = ["a", "b", "indirect", "direct", "total"]


def panel(units=30, years=7, seed=9, fixed=False):
    rng = np.random.default_rng(seed)
    n = units * years
    frame = pd.DataFrame(
        {
            "unit": np.repeat([f"u{i:02}" for i in range(units)], years),
            "year": np.tile(np.arange(years), units),
        }
    )
    frame[["x", "z", "w"]] = rng.normal([2.0, 0.0, 5.0], size=(n, 3))
    if fixed:
        frame["w"] = np.repeat(rng.normal(size=units), years)
    for name in MEDIATORS:
        frame[name] = (0.5 + 0.2 * frame["w"]) * frame["x"] + rng.normal(size=n)
    frame["y"] = (
        0.2 * frame["x"] + (0.5 - 0.1 * frame["w"]) * frame["m1"] + 0.3 * frame["z"] + rng.normal(size=n)
    )
    return frame.sample(frac=0.9, random_state=3)


def naive(frame, m, w, fixed):
    """Estimate both equations with uncentred products and evaluate them at w."""
    own = [] if fixed else ["w"]
    made = frame.assign(xw=frame["x"] * frame["w"], mw=frame[m] * frame["w"])

    def fit(outcome, regressors):
        done = panelols.estimate(made, outcome=outcome, regressors=regressors, unit="unit", time="year")
        return done.terms["coef"]

    path = fit(m, ["x", "xw", *own, "z"])
    joint = fit("y", ["x", "xw", m, "mw", *own, "z"])
    a, b = path["x"] + path["xw"] * w, joint[m] + joint["mw"] * w
    direct = joint["x"] + joint["xw"] * w
    return {"a": a, "b": b, "indirect": a * b, "direct": direct, "total": direct + a * b}


@pytest.mark.parametrize("fixed", [False, True])
def test_equals_regressions_with_products(fixed):
    frame = panel(fixed=fixed)
    rows = moderated(frame, SETTING, ["w"], draws=60, seed=1)
    shares = {"p25": 0.25, "p50": 0.5, "p75": 0.75}
    cells = rows.set_index(["mediator", "at", "quantity"])
    for m in MEDIATORS:
        at = {name: naive(frame, m, frame["w"].quantile(share), fixed) for name, share in shares.items()}
        for quantity in QUANTITIES:
            for name in shares:
                expected = pytest.approx(at[name][quantity], rel=ROUNDING, abs=ROUNDING)
                assert cells.loc[(m, name, quantity), "estimate"] == expected
            spread = at["p75"][quantity] - at["p25"][quantity]
            found = cells.loc[(m, "difference", quantity)]
            assert found["estimate"] == pytest.approx(spread, rel=ROUNDING, abs=ROUNDING)
            assert found["low"] < found["estimate"] < found["high"]


@pytest.mark.parametrize("fixed", [False, True])
def test_equals_regressions_in_every_draw(fixed):
    frame = panel(fixed=fixed)
    labels = sorted(frame["unit"].unique())
    counts = np.random.default_rng(0).multinomial(30, np.full(30, 1 / 30), size=3)
    paths = ["x", *MEDIATORS]
    moments = bootstrap.moments(
        with_products(frame, paths, "w"),
        columns=[*paths, *(f"{name} * w" for name in paths), "y"],
        controls=["z", "w"],
        unit="unit",
        time="year",
        counts=counts,
    )
    found = coefficients(moments, SETTING, "w")
    point = frame["w"].quantile(0.75)
    away = point - frame["w"].mean()
    for draw, count in enumerate(counts):
        parts = [
            frame[frame["unit"] == label].assign(unit=f"{label}#{copy}")
            for label, times in zip(labels, count, strict=True)
            for copy in range(times)
        ]
        for place, m in enumerate(MEDIATORS):
            expected = naive(pd.concat(parts), m, point, fixed)
            a = found["a1"][draw, place] + found["a3"][draw, place] * away
            b = found["b1"][draw, place] + found["b3"][draw, place] * away
            assert a == pytest.approx(expected["a"], rel=ROUNDING)
            assert b == pytest.approx(expected["b"], rel=ROUNDING)


def test_where_variables_are_centred_changes_nothing():
    frame = panel()
    moved = frame.assign(x=frame["x"] + 7, m1=frame["m1"] - 3, w=frame["w"] * 10)
    one = moderated(frame, SETTING, ["w"], draws=20, seed=1)
    other = moderated(moved, SETTING, ["w"], draws=20, seed=1)
    pd.testing.assert_frame_equal(
        one.drop(columns="value"),
        other.drop(columns="value"),
        check_exact=False,
        rtol=ROUNDING,
        atol=ROUNDING,
    )
    assert (one["value"] * 10).tolist() == pytest.approx(other["value"].tolist())


def test_a_control_may_moderate():
    rows = moderated(panel(), SETTING, ["z", "z"], draws=10, seed=1)
    assert rows["estimate"].notna().all()
    assert len(rows) == 2 * 4 * 5


def test_rows_without_the_moderator_are_left_out_and_counted():
    frame = panel()
    frame.loc[frame["unit"] == "u03", "w"] = np.nan
    rows = moderated(frame, SETTING, ["w", "z"], draws=10, seed=1).groupby("moderator", sort=False)[
        ["n", "units"]
    ]
    assert rows.first()["units"].tolist() == [29, 30]
    assert rows.first()["n"].tolist() == [int(frame["w"].notna().sum()), len(frame)]


def test_a_moderator_that_is_the_same_everywhere_tells_nothing():
    rows = moderated(panel().assign(w=1.0), SETTING, ["w"], draws=10, seed=1)
    assert rows["estimate"].isna().all()
    assert (rows["draws"] == 0).all()


@pytest.mark.parametrize(
    ("name", "part"), [("x", "the treatment"), ("y", "the outcome"), ("m2", "a mediator")]
)
def test_a_moderator_has_no_other_part(name, part):
    with pytest.raises(SpecError, match=f"moderator '{name}' is {part} of this mechanism"):
        moderated(panel(), SETTING, [name], draws=10, seed=1)


def test_without_moderators_there_are_no_rows():
    assert moderated(panel(), SETTING, [], draws=10, seed=1).empty
