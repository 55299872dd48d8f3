"""Leave-overlap-out and placebo bands, on a made-up panel of the small study."""

import numpy as np
import pandas as pd
import pytest
from unit.audit.test_cases import declare, overlapping  # noqa: F401 - a fixture

from nqpf import index
from nqpf.audit.placebo import COLUMNS, limits, placebo, rebuilt
from nqpf.audit.redraw import likeness, permutations
from nqpf.registry import names
from nqpf.regression import fit_model

EXACT = 1e-12  # the same sums in another order
DRAWS = 39


def panel_of(study, seed=1, units=50, years=8):
    """Every variable drawn at random; indicators positive and skewed."""
    rng = np.random.default_rng(seed)
    rows = pd.MultiIndex.from_product([[f"u{i:02d}" for i in range(units)], range(2011, 2011 + years)])
    cells = np.exp(rng.standard_normal((len(rows), len(study.codebook.variables))))
    return pd.DataFrame(cells, index=rows.set_names(["unit", "year"]), columns=list(study.codebook.variables))


def sample_of(study, panel):
    scores = {name: index.fit(panel, spec).apply(panel) for name, spec in study.indices.items()}
    return panel.assign(**scores).reset_index()


def run(study, panel, **options):
    return placebo(study, panel, {"main": sample_of(study, panel)}, **{"seed": 1, "draws": DRAWS, **options})


def test_no_overlap_gives_an_empty_table_with_its_columns(study_folder):
    study = study_folder.load()
    found = run(study, panel_of(study))
    assert found.empty
    assert list(found) == COLUMNS


def test_the_estimate_is_the_one_of_the_tables(overlapping):  # noqa: F811
    study = overlapping.load()
    panel = panel_of(study)
    row = run(study, panel).set_index("path").loc["a"]
    model = study.models["twoway"].model_copy(update={"outcome": "digital"})
    column = fit_model(sample_of(study, panel), model)
    assert row[["estimate", "se"]].tolist() == pytest.approx(
        column.estimate.terms.loc["nqpf", ["coef", "se"]]
    )


def test_leave_out_is_the_same_regression_on_the_index_of_the_others(overlapping):  # noqa: F811
    """One indicator is left, so that the index is its min-max score whatever the weights."""
    study = overlapping.load()
    panel = panel_of(study)
    row = run(study, panel).set_index("path").loc["a"]
    score = (panel["staff_pc"] - panel["staff_pc"].min()) / np.ptp(panel["staff_pc"])
    sample = sample_of(study, panel).assign(nqpf=score.to_numpy())
    model = study.models["twoway"].model_copy(update={"outcome": "digital"})
    expected = fit_model(sample, model).estimate.terms.loc["nqpf", ["coef", "se", "p"]]
    found = row[["leave_out", "leave_out_se", "leave_out_p"]]
    assert found.tolist() == pytest.approx(expected.tolist(), rel=1e-9)
    assert row["note"] == "nqpf without robots_pc"


def test_overlap_alone_falls_inside_its_band_and_a_true_effect_outside(overlapping):  # noqa: F811
    """The mediator is the shared robots: inside. Made of the other indicator: outside."""
    study = overlapping.load()
    panel = panel_of(study)
    alone = panel.assign(digital=panel["robots_pc"])
    row = run(study, alone).set_index("path").loc["a"]
    assert row["covers"] == "yes"
    assert row["estimate"] > 3 * row["se"]  # "significant", by overlap alone
    real = panel.assign(digital=panel["robots_pc"] + 3 * panel["staff_pc"])
    row = run(study, real).set_index("path").loc["a"]
    assert row["covers"] == "no"
    assert row["estimate"] > row["placebo_high"]


def test_what_cannot_be_rebuilt_says_so(study_folder):
    study_folder.set("variables.yaml", "variables/digital/recipe", {"sum": ["robots", "staff"]})
    for name in ("nqpf", "nqpf_equal"):
        declare(study_folder, name, "digital", series=["robots", "staff"])
    study = study_folder.load()
    row = run(study, panel_of(study)).iloc[0]
    assert row["note"].startswith("not computable: every indicator of nqpf")
    assert (row["covers"], row["placebo_draws"], row["rebuilt"]) == ("", 0, "")
    assert row[["leave_out", "placebo_low", "placebo_high"]].isna().all()
    assert np.isfinite(row["estimate"])


def test_one_seed_one_band_whatever_else_is_audited(overlapping):  # noqa: F811
    study = overlapping.load()
    panel = panel_of(study)
    first = run(study, panel).set_index("path").loc["a"]
    overlapping.set("variables.yaml", "variables/quality/recipe", {"take": "sophistication"})
    overlapping.files["study.yaml"]["overlaps"] = overlapping.files["study.yaml"]["overlaps"][:2]
    alone = run(overlapping.load(), panel).set_index("path").loc["a"]
    assert alone.equals(first)
    assert run(study, panel, seed=2).set_index("path").loc["a", "placebo_low"] != first["placebo_low"]


def test_more_draws_than_a_block_holds(overlapping):  # noqa: F811
    study = overlapping.load()
    assert run(study, panel_of(study), draws=60)["placebo_draws"].tolist() == [60, 60]


def test_the_limits_of_39_draws_are_the_extremes():
    """Each of 40 exchangeable draws is the least or the greatest in 5% of cases."""
    draws = np.random.default_rng(1).standard_normal(39)
    assert limits(draws) == (draws.min(), draws.max())


@pytest.mark.parametrize("weights", names("nqpf.weights"))
@pytest.mark.parametrize("aggregator", names("nqpf.index.aggregators"))
def test_every_scheme_is_built_anew_or_as_good_as_anew(study_folder, weights, aggregator):
    """The quick sum is used only where it equals fit and apply; every scheme and aggregator must."""
    spec = study_folder.load().indices["innovation"]
    indicators = ["a", "b", "c", "d"]
    dimensions = {
        "one": next(iter(spec.dimensions.values())).model_copy(update={"indicators": indicators[:2]}),
        "two": next(iter(spec.dimensions.values())).model_copy(update={"indicators": indicators[2:]}),
    }
    changes = {"dimensions": dimensions, "weights": weights, "aggregator": aggregator, "directions": {}}
    spec = spec.model_copy(update=changes)
    rng = np.random.default_rng(2)
    rows = pd.MultiIndex.from_product([[f"u{i}" for i in range(30)], range(6)], names=["unit", "year"])
    common = rng.standard_normal((len(rows), 1))
    panel = pd.DataFrame(np.exp(common + rng.standard_normal((len(rows), 4))), index=rows, columns=indicators)
    dealt = {name: permutations(likeness(panel[name]), 3, rng) for name in ("b", "c")}
    for draw, found in enumerate(rebuilt(panel, spec, dealt)):
        changed = panel.assign(**{name: panel[name].to_numpy()[p[draw]] for name, p in dealt.items()})
        expected = index.fit(changed, spec).apply(changed)
        assert found == pytest.approx(expected.to_numpy(), rel=1e-9)
