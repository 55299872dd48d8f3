"""Sequential g-estimation against its two stages."""

import numpy as np
import pandas as pd
import pytest

from nqpf import bootstrap
from nqpf.errors import SpecError
from nqpf.estimators import panelols
from nqpf.mechanisms.controlled import controlled, stage_one
from nqpf.mechanisms.setting import Setting
from nqpf.mechanisms.singles import singles

ROUNDING = 1e-8
MEDIATORS = ("m1", "m2", "m3")
SETTING = Setting(treatment="x", mediators=MEDIATORS, outcome="y", controls=("z",))


def panel(units=30, years=7, seed=9):
    rng = np.random.default_rng(seed)
    n = units * years
    frame = pd.DataFrame(
        {
            "unit": np.repeat([f"u{i:02}" for i in range(units)], years),
            "year": np.tile(np.arange(years), units),
        }
    )
    frame[["x", "z", "w"]] = rng.normal(size=(n, 3))
    frame["w"] += 0.4 * frame["x"]
    frame["m1"] = 0.5 * frame["x"] + 0.4 * frame["w"] + rng.normal(size=n)
    frame["m2"] = 0.4 * frame["m1"] + 0.2 * frame["x"] + rng.normal(size=n)
    frame["m3"] = rng.normal(size=n) + 0.1 * frame["z"]
    frame["y"] = (
        0.2 * frame["x"] + 0.5 * frame["m1"] + 0.3 * frame["m2"] + 0.4 * frame["w"] + rng.normal(size=n)
    )
    return frame.sample(frac=0.9, random_state=3)


def fit(frame, outcome, regressors):
    done = panelols.estimate(frame, outcome=outcome, regressors=regressors, unit="unit", time="year")
    return done.terms["coef"]


def two_stages(frame, mediator, intermediate):
    first = fit(frame, "y", ["x", mediator, *intermediate, "z"])
    without = frame.assign(y=frame["y"] - first[mediator] * frame[mediator])
    return fit(without, "y", ["x", "z"])["x"]


def direct(rows):
    return rows[rows["quantity"] == "direct"].set_index("mediator")


@pytest.mark.parametrize("intermediate", [None, ["w"], ["m1", "w"], []])
def test_equals_the_two_stages(intermediate):
    rows = direct(controlled(panel(), SETTING, intermediate, draws=50, seed=1))
    for m in MEDIATORS:
        others = [w for w in (intermediate if intermediate is not None else MEDIATORS) if w != m]
        assert rows.loc[m, "estimate"] == pytest.approx(two_stages(panel(), m, others), rel=ROUNDING)
        assert rows.loc[m, "low"] < rows.loc[m, "estimate"] < rows.loc[m, "high"]


def test_equals_the_two_stages_in_every_draw():
    frame = panel()
    labels = sorted(frame["unit"].unique())
    counts = np.random.default_rng(0).multinomial(30, np.full(30, 1 / 30), size=4)
    moments = bootstrap.moments(
        frame, columns=["x", *MEDIATORS, "w", "y"], controls=["z"], unit="unit", time="year", counts=counts
    )
    single = singles(moments, "x", MEDIATORS, "y")
    found = single.total - stage_one(moments, SETTING, ["w"]) * single.a
    for draw, count in enumerate(counts):
        parts = [
            frame[frame["unit"] == label].assign(unit=f"{label}#{copy}")
            for label, times in zip(labels, count, strict=True)
            for copy in range(times)
        ]
        drawn = pd.concat(parts)
        expected = [two_stages(drawn, m, ["w"]) for m in MEDIATORS]
        assert found[draw] == pytest.approx(expected, rel=ROUNDING)


def test_with_all_channels_it_is_the_joint_direct_effect_and_the_other_channels():
    """CDE_k = c' + sum over j != k of a_j b_j, the accounting identity of the joint system."""
    rows = direct(controlled(panel(), SETTING, draws=10, seed=1))
    joint = bootstrap.point(
        panel(),
        treatment="x",
        mediators=list(MEDIATORS),
        outcome="y",
        controls=["z"],
        unit="unit",
        time="year",
        joint=True,
    )
    others = joint["indirect"].sum() - joint["indirect"]
    assert rows["estimate"].to_numpy() == pytest.approx((joint["direct"] + others).to_numpy(), rel=ROUNDING)


def test_without_intermediates_it_is_the_single_direct_effect():
    rows = direct(controlled(panel(), SETTING, [], draws=10, seed=1))
    single = bootstrap.point(
        panel(),
        treatment="x",
        mediators=list(MEDIATORS),
        outcome="y",
        controls=["z"],
        unit="unit",
        time="year",
    )
    assert rows["estimate"].to_numpy() == pytest.approx(single["direct"].to_numpy(), rel=ROUNDING)


def test_it_recovers_the_truth_where_a_plain_direct_effect_does_not():
    """w is moved by x and moves m1 and y: the plain direct effect given m1 takes the wrong b."""
    frame = pd.concat(
        panel(units=60, years=12, seed=s).assign(unit=lambda f, s=s: f["unit"] + str(s)) for s in range(8)
    )
    setting = Setting(treatment="x", mediators=("m1",), outcome="y", controls=("z",))
    right = direct(controlled(frame, setting, ["w"], draws=200, seed=1)).loc["m1"]
    wrong = direct(controlled(frame, setting, [], draws=200, seed=1)).loc["m1"]
    # m1 held still: 0.2, through w 0.4 * 0.4, through m2 (not held) 0.3 * 0.2
    truth = 0.2 + 0.16 + 0.06
    assert right["low"] < truth < right["high"]
    assert not wrong["low"] < truth < wrong["high"]


def test_collinear_intermediates_leave_the_effect_unknown():
    rows = direct(controlled(panel().assign(m3=lambda f: 2 * f["x"]), SETTING, draws=10, seed=1))
    assert rows["estimate"].isna().all()
    assert rows["low"].isna().all()
    assert (rows["draws"] == 0).all()


def test_an_intermediate_has_no_other_part():
    with pytest.raises(SpecError, match="intermediate 'z' is a control of this mechanism"):
        controlled(panel(), SETTING, ["z"], draws=10, seed=1)
    with pytest.raises(SpecError, match="no column 'nothing'"):
        controlled(panel(), SETTING, ["nothing"], draws=10, seed=1)
