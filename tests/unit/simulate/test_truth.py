import numpy as np
import pandas as pd
import pytest

from nqpf import index
from nqpf.errors import SpecError
from nqpf.simulate.truth import COLUMNS, Truth, slope, truth_table

ROUNDING = 1e-12  # sums of a dozen numbers of size one


def test_slope_is_the_sum_of_weight_times_loading_over_range(drawn, outcome_model):
    cells = drawn.variables[outcome_model.spec.indicators]
    ranges = cells.max() - cells.min()
    by_hand = sum(
        outcome_model.weights[name] * loading / ranges[name] for name, loading in drawn.truth.loadings.items()
    )
    assert slope(drawn.truth, outcome_model) == pytest.approx(by_hand, rel=1e-9)


def test_slope_of_two_indicators_by_hand():
    rows = pd.MultiIndex.from_tuples([("a", 1), ("b", 1), ("c", 1)], names=["unit", "year"])
    panel = pd.DataFrame({"good": [0.0, 1, 2], "bad": [0.0, 10, 5]}, rows)
    label = {"en": "", "zh": ""}
    spec = {
        "label": label,
        "weights": "equal",
        "dimensions": {"d": {"label": label, "indicators": ["good", "bad"]}},
        "directions": {"good": 1, "bad": -1},
    }
    truth = Truth(0, "x", "y", 1.0, {}, {}, {}, {}, {"good": 3.0, "bad": -4.0}, {})
    assert slope(truth, index.fit(panel, spec)) == pytest.approx(0.5 * 3 / 2 + 0.5 * 4 / 10, rel=ROUNDING)


def test_total_is_direct_plus_all_indirect_on_both_scales(drawn, outcome_model):
    table = truth_table(drawn.truth, outcome_model)
    assert list(table.columns) == COLUMNS
    for scale in ("structural", "index_scale"):
        cells = table.set_index(["quantity", "name"])[scale]
        assert cells["total", ""] == pytest.approx(
            cells["direct", ""] + cells["indirect"].sum(), rel=ROUNDING
        )
        for channel in drawn.truth.a:
            parts = cells["direct", channel] + cells["indirect", channel]
            assert parts == pytest.approx(cells["total", ""], rel=ROUNDING)
            assert cells["indirect", channel] == pytest.approx(
                cells["a", channel] * cells["b", channel], abs=ROUNDING
            )


def test_every_channel_control_and_switched_path_has_its_rows(study, drawn, outcome_model):
    table = truth_table(drawn.truth, outcome_model)
    names = table.groupby("quantity")["name"].agg(set)
    channels = set(study.mediators("channels"))
    assert names["a"] == names["b"] == names["indirect"] == channels
    assert names["direct"] == channels | {""}
    assert names["control_y"] == set(study.mechanisms["channels"].controls)
    assert names["moderation"] == set(study.simulation.switches.moderation)
    assert not table.duplicated(["quantity", "name"]).any()


def test_the_truth_has_a_channel_without_a_and_one_without_b(drawn):
    assert [name for name, a in drawn.truth.a.items() if a == 0] == ["chained"]
    assert [name for name, b in drawn.truth.b.items() if b == 0] == ["collaborative"]


def test_a_control_works_directly_and_through_channels():
    truth = Truth(0, "x", "y", 1.0, {"m": 2.0}, {"m": 3.0}, {"z": 0.5}, {"m": {"z": 0.1}}, {}, {})
    assert truth.control("z") == pytest.approx(0.5 + 3.0 * 0.1)
    assert truth.total == pytest.approx(1.0 + 6.0)


def test_truth_survives_json(drawn):
    assert Truth.from_dict(drawn.truth.to_dict()) == drawn.truth


def test_an_index_without_known_truth_is_refused(drawn, outcome_model):
    spec = outcome_model.spec.model_copy(update={"aggregator": "geometric"})
    other = index.IndexModel(spec, outcome_model.window, outcome_model.bounds, outcome_model.weights)
    with pytest.raises(SpecError, match="aggregator 'geometric'"):
        slope(drawn.truth, other)


def test_an_indicator_without_loading_is_named(drawn, outcome_model):
    loadings = {name: value for name, value in drawn.truth.loadings.items() if name != "rd_intensity"}
    truth = Truth.from_dict({**drawn.truth.to_dict(), "loadings": loadings})
    with pytest.raises(SpecError, match="'rd_intensity'"):
        slope(truth, outcome_model)


def test_zero_loadings_give_a_zero_slope(drawn, outcome_model):
    truth = Truth.from_dict({**drawn.truth.to_dict(), "loadings": dict.fromkeys(drawn.truth.loadings, 0.0)})
    assert np.isclose(slope(truth, outcome_model), 0.0, atol=ROUNDING)
