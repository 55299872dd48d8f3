"""Scenarios from a study: what moves, through which coefficients, and what is refused."""

import numpy as np
import pytest
from unit.analyses import path_cases as cases

from nqpf.errors import SpecError
from nqpf.regression import fit_model

EXACT = 1e-9


def by_unit(found):
    return found.rows[found.rows["part"] == "unit"].set_index("unit")


def test_a_path_kept_for_good_works_through_the_growth_of_the_treatment():
    found = cases.found("scenario_p1")
    facts, units = found.facts, by_unit(found)
    frame = cases.sample()
    growth = frame.groupby("unit")["nqpf"].agg(lambda x: x.iloc[-1] - x.iloc[0])[units.index]
    column = fit_model(frame, cases.study().models["path_p1"])
    expected = units["lift"] * growth * column.estimate.terms.loc[column.key, "coef"]
    assert units["estimate"].to_numpy(float) == pytest.approx(expected.to_numpy(), abs=EXACT)
    assert facts["constant"]
    assert facts["outside_own"] == 1.0
    assert facts["affected"] == (units["lift"] > 0).sum() == 12


def test_the_treatment_itself_works_through_its_coefficient():
    found = cases.found("scenario_treatment")
    coef = found.facts["coef"]["nqpf"]
    line = found.rows.iloc[0]
    assert line["estimate"] == pytest.approx(coef * found.facts["lift"], abs=EXACT)
    last = cases.sample().query("year == 2018").set_index("unit")["nqpf"]
    assert found.facts["target"] == pytest.approx(last.median(), abs=EXACT)
    assert found.facts["threshold"] == pytest.approx(last.quantile(0.25), abs=EXACT)


def test_raising_the_treatment_in_a_model_with_a_moderator_uses_the_units_own_effect():
    found = cases.run("scenario", model="path_p1", raises="treatment")
    name = cases.study().models["path_p1"].moderator
    moderator = cases.sample().groupby("unit")[name].first()
    units, coef = by_unit(found), found.facts["coef"]
    own = coef["nqpf"] + coef[f"nqpf x {name}"] * (moderator - moderator.mean())
    expected = units["lift"] * own[units.index]
    assert units["estimate"].to_numpy(float) == pytest.approx(expected.to_numpy(), abs=EXACT)


def test_a_path_that_changes_has_an_effect_of_its_own():
    frame, name = cases.sample().copy(), cases.study().models["path_p1"].moderator
    frame[name] = frame[name] + np.random.default_rng(1).normal(size=len(frame))
    found = cases.run("scenario", frame, model="path_p1", raises="moderator")
    assert list(found.facts["coef"]) == [f"nqpf x {name}", name]
    assert not found.facts["constant"]


def test_the_seed_decides():
    one, other = (cases.run("scenario", model="twoway", raises="treatment").rows for _ in range(2))
    assert one.equals(other)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"model": None}, "names no model"),
        ({"model": "twoway", "raises": "moderator"}, "'twoway' has none"),
        ({"model": "path_p1", "below": 0.6}, "0 < below < to < 1"),
        ({"model": "pooled", "raises": "treatment"}, "unit and time effects"),
    ],
)
def test_what_cannot_be_meant_is_refused(changes, sentence):
    with pytest.raises(SpecError, match=sentence):
        cases.run("scenario", **changes)
