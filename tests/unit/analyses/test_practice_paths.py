"""Practice paths from a study: numbers of the model itself, unobserved paths, what is refused."""

from dataclasses import replace

import pandas as pd
import pytest
from unit.analyses import path_cases as cases

from nqpf.errors import SpecError
from nqpf.inference.adjust import holm
from nqpf.regression import fit_model
from nqpf.specs.analyses import models_behind
from nqpf.specs.study import Evidence

EXACT = 1e-12


def paths(found):
    return {one["claim"]: one for one in found.facts["paths"]}


def judged(one):
    return one["years_p"] if one["years_wild_p"] is None else one["years_wild_p"]


def test_the_interaction_is_the_models_own():
    study = cases.study()
    for claim, one in paths(cases.found("practice_paths")).items():
        column = fit_model(cases.sample(), study.models[study.facts.claims[claim].model])
        term = column.estimate.terms.loc[column.key]
        assert (one["change"], one["p"]) == pytest.approx((term["coef"], term["p"]), abs=EXACT)
        assert one["slope"] == pytest.approx(column.estimate.terms["coef"].iloc[0], abs=EXACT)


def test_the_known_path_is_found_and_p_are_adjusted_over_the_paths():
    found = paths(cases.found("practice_paths"))
    assert found["2.P1"]["low"] < cases.P1 < found["2.P1"]["high"]
    assert found["2.P1"]["permutation_p"] == 0.01
    assert [one["judged_p"] for one in found.values()] == [judged(one) for one in found.values()]
    adjusted = holm(pd.Series([judged(one) for one in found.values()]))
    assert [one["holm"] for one in found.values()] == pytest.approx(adjusted.tolist(), abs=EXACT)
    assert {one["family"] for one in found.values()} == {4}


def test_the_line_passes_through_the_mean_and_covers_the_range():
    found = cases.found("practice_paths")
    line = found.rows[(found.rows["part"] == "line") & (found.rows["claim"] == "2.P1")]
    own = paths(found)["2.P1"]
    assert [line["w"].min(), line["w"].max()] == pytest.approx([own["w_min"], own["w_max"]])
    slope = own["slope"] + own["change"] * (line["w"] - own["w_mean"])
    assert line["estimate"].to_numpy() == pytest.approx(slope.to_numpy())
    assert ((line["uniform_low"] < line["low"]) & (line["high"] < line["uniform_high"])).all()


def test_moderators_kept_for_good_have_no_within_product():
    for one in paths(cases.found("practice_paths")).values():
        assert one["constant"]
        assert one["within_coef"] is None
        assert one["loo_unit"]["en"].startswith("Unit u")
        assert one["loo_low"] <= one["change"] <= one["loo_high"]


def test_a_moderator_that_changes_has_one_and_no_permutation():
    frame = cases.sample().copy()
    name = cases.study().models["path_p1"].moderator
    frame[name] = frame[name] + 0.1 * (frame["year"] - 2011) * frame["nqpf"]
    one = paths(cases.run("practice_paths", frame))["2.P1"]
    assert not one["constant"]
    assert one["within_coef"] is not None
    assert one["permutation_p"] is None


def _with_claim(**evidence):
    study = cases.study()
    claims = {**study.facts.claims, "2.P2": Evidence(**evidence)}
    return replace(study, facts=study.facts.model_copy(update={"claims": claims}))


def test_an_unobserved_path_keeps_its_row():
    study = _with_claim(not_observed="nothing is published")
    found = paths(cases.run("practice_paths", a_study=study))
    assert found["2.P2"] == {
        "claim": "2.P2", "observed": False, "judged_p": None, "holm": None, "family": 3,
    }  # fmt: skip
    assert models_behind(cases.spec_of("practice_paths"), study) == ["path_p1", "path_p3", "path_p4"]


def test_a_path_without_moderator_is_refused():
    with pytest.raises(SpecError, match="has no moderator"):
        cases.run("practice_paths", a_study=_with_claim(model="twoway"))
