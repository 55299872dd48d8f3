from dataclasses import replace
from hashlib import sha256

import numpy as np
import pandas as pd
import pytest

from nqpf import index
from nqpf.errors import SpecError
from nqpf.simulate import draw
from nqpf.simulate.truth import slope
from nqpf.specs.base import Span

AFFINE = 1e-10  # rounding only: no noise is left
TAKEN_UP = 5e-4  # two decimals of two indicators, over their ranges and weights
BEFORE = "a3b80c3affa2870b0f1c73aa5b722b2307dd7c59f778df670ac99590e66d59a1"
PUBLISHED = 1e-7  # eight decimals of raw series, divided by population or GDP


def _within(cells):
    """Sweep city and year means out of a balanced panel."""
    return (
        cells
        - cells.groupby("unit").transform("mean")
        - cells.groupby("year").transform("mean")
        + cells.mean()
    )


def _noiseless(study, with_simulation, decimals=12):
    """Outcome indicators that are exactly affine in y* (published with as many decimals as there are)."""
    still = {"growth": 0.0, "year": 0.0, "city": 0.0, "noise": 0.0, "decimals": decimals}
    indicators = {name: one.model_copy(update=still) for name, one in study.simulation.indicators.items()}
    return with_simulation(study, indicators=indicators)


def test_the_panel_is_balanced_and_whole(drawn):
    assert len(drawn.variables) == 285 * 12
    assert drawn.variables.index.is_monotonic_increasing
    assert np.isfinite(drawn.variables.to_numpy()).all()
    assert (drawn.raw.min() >= 0).all()


def test_the_treatment_is_the_index_that_the_study_builds(study, drawn):
    model = index.fit(drawn.variables, study.indices["nqpf"])
    assert (model.apply(drawn.variables) - drawn.variables["nqpf"]).abs().max() == 0


def test_without_indicator_noise_the_outcome_index_is_affine_in_the_latent_outcome(small, with_simulation):
    drawn = draw(_noiseless(small, with_simulation))
    model = index.fit(drawn.variables, small.indices["innovation"])
    rest = model.apply(drawn.variables) - slope(drawn.truth, model) * drawn.latent
    assert rest.max() - rest.min() < AFFINE


def test_the_noise_of_the_outcome_index_is_unrelated_to_treatment_and_latent_outcome(drawn, outcome_model):
    rest = outcome_model.apply(drawn.variables) - slope(drawn.truth, outcome_model) * drawn.latent
    cells = _within(pd.DataFrame({"rest": rest, "x": drawn.variables["nqpf"], "latent": drawn.latent}))
    # 285 independent cities: four standard errors of a correlation
    assert cells.corr().loc["rest", ["x", "latent"]].abs().max() < 4 / np.sqrt(285)


def test_structural_equations_hold_cell_by_cell_without_noise(small, with_simulation):
    spec = small.simulation
    still = {"growth": 0.0, "year": 0.0, "city": 0.0, "development": 0.0, "swing": 0.0, "noise": 0.0}
    channels = {name: one.model_copy(update=still) for name, one in spec.channels.items()}
    latent = spec.latent.model_copy(update=still)
    switches = spec.switches.model_copy(update={"moderation": {}})
    drawn = draw(with_simulation(small, channels=channels, latent=latent, switches=switches))
    cells = drawn.variables - drawn.variables.mean()
    controls = sum(h * cells[z] for z, h in latent.controls.items())
    carried = sum(one.b * cells[name] for name, one in channels.items())
    assert np.allclose(drawn.latent, latent.direct * cells["nqpf"] + carried + controls, atol=AFFINE)
    digital = channels["digital"]
    expected = digital.a * cells["nqpf"] + sum(g * cells[z] for z, g in digital.controls.items())
    assert np.allclose(cells["digital"], expected, atol=PUBLISHED)


def test_same_seed_same_panel_other_seed_other_panel(small):
    first, again, other = draw(small, 1), draw(small, 1), draw(small, 2)
    pd.testing.assert_frame_equal(first.raw, again.raw, check_exact=True)
    assert not np.isclose(first.raw["gdp"], other.raw["gdp"]).any()


def test_a_new_variable_changes_no_other_one(small, with_simulation):
    fewer = {name: one for name, one in small.simulation.exogenous.items() if name != "rail_trips"}
    with_it, without = draw(small), draw(with_simulation(small, exogenous=fewer))
    pd.testing.assert_frame_equal(with_it.raw.drop(columns="rail_passengers"), without.raw, check_exact=True)


def test_counts_are_whole_skewed_and_some_are_zero(drawn):
    plants = drawn.raw["smart_plants"]
    assert (plants == plants.round()).all()
    assert 0.2 < (plants == 0).mean() < 0.6
    assert drawn.variables["robots_per_10k"].skew() > 2


def test_the_default_study_misses_only_cells_that_no_model_uses(study, drawn):
    gaps = set(drawn.raw.columns[drawn.raw.isna().any()])
    touched = {name for name in study.codebook.variables if gaps & study.codebook.series_of(name)}
    base = {name for name, one in study.codebook.variables.items() if one.recipe.transform == "base_year"}
    assert gaps
    assert touched == base | {"rail_trips"}
    assert drawn.raw.xs(2011, level="year").notna().all().all()


def test_missing_switch_takes_single_inner_years_of_index_cells(study, with_switches):
    raw = draw(with_switches(study, missing=0.05)).raw
    gone = raw["students"].isna().unstack("year")  # noqa: PD010
    assert abs(gone.to_numpy().mean() - 0.05) < 4 * np.sqrt(0.05 / gone.size)
    assert not gone[[2011, 2022]].to_numpy().any()
    assert not (gone.to_numpy()[:, 1:] & gone.to_numpy()[:, :-1]).any()
    assert raw[["rd_spending", "robots"]].isna().any().all()
    assert raw[["gdp", "population", "digital_score"]].notna().all().all()


def test_common_cause_ties_channels_to_each_other_given_treatment(study, with_switches):
    def tie(panel):
        cells = _within(panel.variables[["digital", "green", "nqpf"]])
        rest = cells - np.outer(cells["nqpf"], cells["nqpf"] @ cells / (cells["nqpf"] @ cells["nqpf"]))
        return rest["digital"].corr(rest["green"])

    assert abs(tie(draw(study))) < 4 / np.sqrt(285)
    assert tie(draw(with_switches(study, common_cause=1.0))) > 0.3  # half of each noise is shared


def test_moderation_moves_the_latent_outcome_by_treatment_times_moderator(study, with_switches):
    still = draw(with_switches(study, moderation={}))
    moved = draw(with_switches(study, moderation={"2.P1": 0.5}))
    x, w = (still.variables[name] - still.variables[name].mean() for name in ("nqpf", "research_base"))
    assert np.allclose(moved.latent - still.latent, 0.5 * x * w / w.std(ddof=0), atol=AFFINE)
    assert moved.truth.moderation == {"2.P1": pytest.approx(0.5 / w.std(ddof=0))}
    assert still.truth.moderation == {}


def test_feedback_moves_the_treatment_by_last_years_latent_outcome(small, with_switches):
    effect, study = 0.4, _with_base_window(small, 2011, 2014)
    plain, fed = draw(study), draw(with_switches(study, feedback=effect))
    x, before = (one.variables["nqpf"] for one in (fed, plain))
    moved = effect * (fed.latent - fed.latent.groupby("year").transform("mean")).groupby("unit").shift()
    early = x.index.get_level_values("year") <= 2014
    assert (x[early] == before[early]).all()
    assert np.allclose((x - before)[~early], moved[~early], atol=TAKEN_UP)
    assert moved[~early].abs().mean() > 20 * TAKEN_UP
    assert fed.truth.feedback == fed.truth.to_dict()["feedback"] == effect
    assert type(fed.truth).from_dict(fed.truth.to_dict()) == fed.truth


def test_feedback_freezes_weights_and_bounds_in_the_base_window(small, with_switches):
    study = with_switches(_with_base_window(small, 2011, 2014), feedback=0.4)
    drawn = draw(study)
    base = drawn.variables[drawn.variables.index.get_level_values("year") <= 2014]
    model = index.fit(base, study.indices["nqpf"])
    assert (model.apply(drawn.variables) - drawn.variables["nqpf"]).abs().max() == 0


def test_without_feedback_nothing_has_changed(small):
    """The files of a panel, to the last digit: what the generator gave before there was feedback."""
    drawn = draw(small, 1)
    published = drawn.raw.round(6).to_csv(float_format="%.6f", lineterminator="\n")
    assert sha256(published.encode()).hexdigest() == BEFORE
    assert "feedback" not in drawn.truth.to_dict()
    assert type(drawn.truth).from_dict(drawn.truth.to_dict()) == drawn.truth


def test_feedback_needs_years_after_the_base_window_and_an_indicator_to_carry_it(
    small, with_switches, with_simulation
):
    with pytest.raises(SpecError, match="base window"):
        draw(with_switches(small, feedback=0.1))
    lifted = {n: p.model_copy(update={"above": 0.0}) for n, p in small.simulation.exogenous.items()}
    study = with_simulation(_with_base_window(small, 2011, 2014), exogenous=lifted)
    with pytest.raises(SpecError, match="additive"):
        draw(with_switches(study, feedback=0.1))


def _with_base_window(study, first, last):
    window = Span(first=first, last=last)
    treatment = study.indices["nqpf"].model_copy(update={"base_window": window})
    return replace(study, indices={**study.indices, "nqpf": treatment})


def test_mistakes_get_a_sentence(small, with_simulation, with_switches):
    with pytest.raises(SpecError, match=r"'2\.P9'"):
        draw(with_switches(small, moderation={"2.P9": 0.1}))
    with pytest.raises(SpecError, match="no_such"):
        draw(with_simulation(small, exogenous={"no_such": small.simulation.exogenous["fdi"]}))
    with pytest.raises(SpecError, match=r"no simulation\.yaml"):
        draw(replace(small, simulation=None))
