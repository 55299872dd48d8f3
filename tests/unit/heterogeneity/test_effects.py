"""Groups and the test that their effects are the same."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from nqpf.errors import DataError
from nqpf.estimators import twfe
from nqpf.heterogeneity.effects import Roles, difference, equality
from nqpf.heterogeneity.groups import halves, listed, named

EXACT = 1e-9
ROLES = Roles("y", "x", ["z"], "unit", "year")


def panel(gap=0.0, trend=0.0, units=45, years=6):
    rng = np.random.default_rng(8)
    unit = np.repeat([f"u{k:02d}" for k in range(units)], years)
    frame = pd.DataFrame({"unit": unit, "year": np.tile(range(2011, 2011 + years), units)})
    frame["region"] = np.repeat([("north", "south", "west")[k % 3] for k in range(units)], years)
    step = (frame["year"] - 2011) * (frame["region"] == "west")
    frame["x"] = rng.normal(size=len(frame)) + 0.5 * (frame["year"] - 2011)
    frame["z"] = rng.normal(size=len(frame))
    slope = 1.0 + gap * (frame["region"] == "west")
    frame["y"] = slope * frame["x"] + trend * step + rng.normal(size=len(frame))
    return frame


def found(frame, groups=None, **more):
    return difference(frame, groups or named(frame, "region", "unit"), ROLES, **({"draws": 99} | more))


def test_groups_by_name_by_first_level_and_by_list():
    frame = panel()
    regions = named(frame, "region", "unit")
    assert regions.order == ("north", "south", "west")
    two = halves(frame, "z", "unit", "year")
    first = frame[frame["year"] == 2011].set_index("unit")["z"]
    assert two.cut == first.median()
    assert (two.label == "high").equals(first > two.cut)
    on = listed(frame, "ports", ["u00", "u01"], "unit")
    assert on.label.value_counts().to_dict() == {"no": 43, "yes": 2}


def test_effects_and_test_are_those_of_the_regression_with_products():
    frame = panel(gap=0.3)
    one = found(frame)
    crossed = {g: frame["x"] * (frame["region"] == g) for g in ("north", "south", "west")}
    fit = twfe.estimate(
        frame.assign(**crossed), outcome="y", regressors=[*crossed, "z"], unit="unit", time="year"
    )
    assert one.effects["estimate"].to_numpy() == pytest.approx(fit.terms["coef"].to_numpy()[:3], abs=EXACT)
    reach = (one.effects["high"] - one.effects["estimate"]) / one.effects["se"]
    assert reach.to_numpy() == pytest.approx(t.isf(0.025, 14))
    assert one.effects["units"].tolist() == [15, 15, 15]
    terms = list(crossed)
    assert equality(fit, terms).statistic == pytest.approx(equality(fit, terms[::-1]).statistic, rel=1e-8)
    assert one.test.statistic == pytest.approx(equality(fit, terms).statistic, rel=1e-8)


def test_a_difference_is_found_and_no_difference_is_not():
    assert found(panel(gap=1.0)).permutation_p == 0.01
    assert found(panel(gap=1.0)).years_wild_p < 0.05
    assert found(panel()).permutation_p > 0.05


def test_trends_of_groups_pass_for_effects_unless_years_differ_by_group():
    one = found(panel(trend=1.0))
    assert one.permutation_p == 0.01
    assert one.years_wild_p > 0.05


def test_year_effects_by_group_are_separate_demeaning():
    frame = panel()
    one = found(frame)
    dummies = pd.get_dummies(frame["year"].astype(str) + frame["region"], dtype=float)
    freed = frame[["x", "z", "y"]] - frame.groupby("unit")[["x", "z", "y"]].transform("mean")
    crossed = np.column_stack([freed["x"] * (frame["region"] == g) for g in ("north", "south", "west")])
    wide = np.column_stack([crossed, freed["z"], dummies - dummies.groupby(frame["unit"]).transform("mean")])
    slopes = np.linalg.lstsq(wide, freed["y"], rcond=None)[0][:3]
    assert one.effects["years_estimate"].to_numpy() == pytest.approx(slopes, abs=1e-8)


def test_controls_by_group_are_separate_regressions():
    frame = panel()
    apart = [
        twfe.estimate(
            frame[frame["region"] == g], outcome="y", regressors=["x", "z"], unit="unit", time="year"
        )
        for g in ("north", "south", "west")
    ]
    assert 0 < found(frame).interacted_p < 1
    assert found(panel(units=30)).interacted_p is None  # Wald's p is not to be read with so few
    assert len({fit.facts["n"] for fit in apart}) == 1


def test_small_and_single_groups_are_refused():
    frame = panel()
    with pytest.raises(DataError, match="has 2 units"):
        found(frame, listed(frame, "ports", ["u00", "u01"], "unit"))
    with pytest.raises(DataError, match="one group only"):
        found(frame[frame["region"] == "west"])


def test_units_without_a_group_are_counted():
    frame = panel()
    frame.loc[frame["unit"] == "u07", "region"] = None
    one = found(frame)
    assert one.left_out == 1
    assert one.effects["units"].sum() == 44
