import numpy as np
import pandas as pd
import pytest

from nqpf.verify.summary import bias, rates, summarise


@pytest.fixture(scope="module")
def rows():
    """Four panels of one quantity, counted by hand."""
    return pd.DataFrame(
        {
            "panel": range(4),
            "set": "single",
            "name": "m",
            "quantity": "b",
            "truth": [1.0, 1.0, 2.0, 2.0],
            "estimate": [1.1, 0.9, 2.3, 2.1],
            "se": [0.1, 0.1, 0.2, 0.2],
            "t_low": [1.0, -0.8, 2.2, 2.0],
            "t_high": [1.2, 1.0, 2.4, 2.2],
            "wild_p": [0.01, 0.2, 0.04, np.nan],
        }
    )


def test_bias_by_hand(rows):
    found = bias(rows).iloc[0]
    assert found["truth"] == pytest.approx(1.5)
    assert found["mean_estimate"] == pytest.approx(1.6)
    assert found["bias"] == pytest.approx(0.1)
    assert found["sd"] == pytest.approx((0.08 / 3) ** 0.5)
    assert found["bias_mc_error"] == pytest.approx((0.08 / 3) ** 0.5 / 2)
    assert found["rmse"] == pytest.approx(0.03**0.5)
    squares = np.array([0.01, 0.01, 0.09, 0.01])
    assert found["rmse_mc_error"] == pytest.approx(squares.std(ddof=1) / 2 / (2 * 0.03**0.5))
    assert found["mean_se"] == pytest.approx(0.15)
    assert found["panels"] == 4


def test_coverage_and_rejection_by_hand(rows):
    found = rates(rows).set_index("method")
    assert found.loc["t", "coverage"] == 0.75
    assert found.loc["t", "coverage_mc_error"] == pytest.approx((0.75 * 0.25 / 4) ** 0.5)
    assert found.loc["t", "rejected"] == 0.75
    assert found.loc["t", "length"] == pytest.approx(0.2)


def test_a_test_without_interval_has_a_rejection_rate_only(rows):
    found = rates(rows).set_index("method").loc["wild"]
    assert found["rejected"] == pytest.approx(2 / 3)
    assert found["panels"] == 3
    assert np.isnan(found["coverage"])


def test_a_set_that_is_all_but_an_interval_is_read_the_other_way_round(rows):
    sets = ["outside", "outside", "whole line", "bounded"]
    turned = rows.assign(f_low=[1.2, 0.5, np.nan, 1.9], f_high=[1.5, 2.0, np.nan, 2.5], f_set=sets)
    found = rates(turned).set_index("method").loc["f"]
    # covers: 1 below 1.2, 1 inside the gap, always, inside; zero is rejected by the bounded one alone
    assert found["coverage"] == 0.75
    assert found["rejected"] == 0.25
    assert found["length"] == np.inf


def test_shards_are_put_in_the_order_of_their_panels(study, scenario, rows):
    parts = [("one", rows[2:]), ("one", rows[:2])]
    found = summarise(study, {"one": scenario()}, parts)
    straight = summarise(study, {"one": scenario()}, [("one", rows)])
    assert all(left.equals(right) for left, right in zip(found, straight, strict=True))
    assert found[0].loc[0, ["data", "scenario", "cities", "years"]].tolist() == ["SIMULATED", "one", 40, 6]
