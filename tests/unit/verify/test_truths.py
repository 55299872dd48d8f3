"""Estimates of a few panels lie near their truth, and a common cause pulls them away from it."""

import numpy as np
import pytest

from nqpf.verify.panels import measure
from nqpf.verify.pool import channels
from nqpf.verify.summary import bias, rates

PANELS = 8
FAR = 6.0  # t(7): passed by chance once in two thousand
BIASED = 4.0  # t(5): passed by chance once in two hundred


def test_estimates_lie_near_the_truth(study, scenario):
    rows = measure(study, scenario(measure=["products", "columns"]), 0, PANELS)
    found, covered = bias(rows), rates(rows)
    known = found[found["bias_mc_error"] > 0]
    assert (known["bias"].abs() < FAR * known["bias_mc_error"]).mean() > 0.98
    assert covered.loc[covered["method"] == "percentile", "coverage"].mean() > 0.8
    assert set(channels(covered, zero=True)) == {"collaborative", "chained"}


def test_a_common_cause_biases_indirect_but_not_total(study, scenario):
    one = scenario(cities=120, years=8, switches={"common_cause": 1.0})
    found = bias(measure(study, one, 0, 6)).set_index(["set", "name", "quantity"])
    off = found["bias"] / found["bias_mc_error"]
    assert abs(off["all", "", "total"]) < FAR
    assert off["single", "digital", "indirect"] > BIASED


def test_missing_index_cells_are_filled_before_estimation(study, scenario):
    rows = measure(study, scenario(switches={"missing": 0.05}), 0, 1)
    assert rows[["estimate", "truth"]].notna().all().all()


@pytest.mark.parametrize("shared", ["robots_per_10k", "digital"])
def test_shared_series_make_something_of_nothing(study, scenario, shared):
    nothing = {"b": 0, "direct": 0, "moderation": 0}
    one = scenario(cities=120, years=8, factors=nothing, switches={"shared": [shared]})
    rows = measure(study, one, 0, 4).set_index(["set", "name", "quantity"]).sort_index()
    quantity = ("single", "digital", "indirect") if shared == "digital" else ("all", "", "total")
    found = rows.loc[quantity]
    assert np.all(found["truth"] == 0)
    assert (found["percentile_low"] > 0).all()
