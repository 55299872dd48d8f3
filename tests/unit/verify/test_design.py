import numpy as np
import pytest

from nqpf.errors import SpecError
from nqpf.simulate import draw
from nqpf.verify.design import sizes, study_of
from nqpf.verify.panels import make_case


def test_a_scenario_that_changes_nothing_draws_the_default_panel(study, scenario):
    altered = study_of(study, scenario(cities=None, years=None))
    assert draw(altered, 3).raw.equals(draw(study, 3).raw)


def test_sizes_and_coefficients(study, scenario):
    one = scenario(cities=12, years=5, effect=0.5, factors={"b": 0, "direct": 2})
    altered = study_of(study, one)
    assert sizes(study, one) == (12, 5)
    drawn = draw(altered)
    assert len(drawn.variables) == 60
    assert drawn.truth.a["digital"] == 0.5 * study.simulation.channels["digital"].a
    assert set(drawn.truth.b.values()) == {0.0}
    assert drawn.truth.direct == study.simulation.latent.direct
    assert drawn.truth.total == drawn.truth.direct


def test_without_effect_nothing_moves_the_outcome(study, scenario):
    truth = draw(study_of(study, scenario(effect=0))).truth
    assert truth.total == 0
    assert set(truth.moderation.values()) == {0.0}


def test_a_shared_series_enters_the_outcome_index_with_a_loading_of_zero(study, scenario):
    one = scenario(switches={"shared": ["robots_per_10k", "so2_intensity"]}, factors={"b": 0, "direct": 0})
    altered = study_of(study, one)
    outcome = altered.indices["innovation"]
    assert outcome.indicators[-2:] == ["robots_per_10k", "so2_intensity"]
    assert outcome.directions["so2_intensity"] == -1
    case = make_case(altered, 1, 99)
    known = case.truth.set_index(["quantity", "name"])["truth"]
    assert known["total", ""] == 0
    assert known["a", "digital"] == 40
    assert np.isfinite(case.sample["innovation"]).all()
    assert not np.allclose(
        case.sample["innovation"], make_case(study_of(study, scenario()), 1, 99).sample["innovation"]
    )


def test_mistakes_get_a_sentence(study, scenario):
    with pytest.raises(SpecError, match=r"switches\.shared names 'robot'"):
        study_of(study, scenario(switches={"shared": ["robot"]}))
