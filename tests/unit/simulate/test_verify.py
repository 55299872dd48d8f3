import pandas as pd
import pytest

from nqpf.errors import SpecError
from nqpf.simulate.verify import one_panel, summary, verify


def test_summary_by_hand():
    rows = pd.DataFrame(
        {
            "quantity": "total",
            "name": "",
            "truth": [1.0, 1.0, 2.0, 2.0],
            "estimate": [1.1, 0.9, 2.3, 2.1],
            "low": [1.0, 0.8, 2.2, 2.0],
            "high": [1.2, 1.0, 2.4, 2.2],
        }
    )
    found = summary(rows).iloc[0]
    assert found["truth"] == pytest.approx(1.5)
    assert found["mean_estimate"] == pytest.approx(1.6)
    assert found["bias"] == pytest.approx(0.1)
    assert found["bias_mc_error"] == pytest.approx((0.08 / 3) ** 0.5 / 2)
    assert found["coverage"] == 0.75
    assert found["coverage_mc_error"] == pytest.approx((0.75 * 0.25 / 4) ** 0.5)
    assert found["panels"] == 4


def test_one_panel_estimates_every_quantity_with_its_truth(study):
    found = one_panel(study, seed=5, draws=60)
    assert found["quantity"].value_counts().to_dict() == {
        "direct": 10,
        "a": 9,
        "indirect": 9,
        "control_y": 4,
        "moderation": 4,
        "total": 1,
    }
    assert (found["low"] < found["high"]).all()
    assert found.notna().all().all()


def test_estimates_lie_near_the_truth(study):
    """Twelve panels: no gross bias in any quantity, no gross lack of coverage over all of them."""
    found = verify(study, panels=12, seed=11, draws=100)
    assert list(found.columns) == [
        "quantity",
        "name",
        "truth",
        "mean_estimate",
        "bias",
        "bias_mc_error",
        "coverage",
        "coverage_mc_error",
        "panels",
    ]
    # t(11): five errors are passed by chance once in 2,500
    assert (found["bias"].abs() < 5 * found["bias_mc_error"]).all()
    assert found["coverage"].mean() > 0.85


def test_a_common_cause_biases_indirect_but_not_total(study, with_switches):
    found = verify(with_switches(study, common_cause=1.0), panels=6, seed=3, draws=100)
    found = found.set_index(["quantity", "name"])
    off = found["bias"] / found["bias_mc_error"]
    assert abs(off["total", ""]) < 6
    assert off["indirect", "digital"] > 6
    assert found.loc[("indirect", "digital"), "coverage"] == 0


def test_missing_index_cells_are_filled_before_estimation(study, with_switches):
    found = one_panel(with_switches(study, missing=0.05), seed=2, draws=60)
    assert found.notna().all().all()


def test_too_few_panels_are_refused(study):
    with pytest.raises(SpecError, match="at least 2"):
        verify(study, panels=1, seed=1)
