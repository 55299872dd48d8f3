"""The analyses of variants on an invented panel of the simulated study, and what a reader sees of them."""

import numpy as np
import pandas as pd
import pytest
from unit.analyses import variant_cases as cases

from nqpf.analyses import sensitivity
from nqpf.analyses.coherence import cronbach
from nqpf.analysis import Material
from nqpf.errors import SpecError
from nqpf.estimators import twfe
from nqpf.index import fit
from nqpf.registry import load
from nqpf.variants.choices import FACTORS, draw
from nqpf.variants.setting import engine_of, regression_of
from nqpf.variants.words import regression_note, varied_note

CONFIG = cases.CONFIG
KINDS = cases.KINDS
LABEL = cases.LABEL
ROUNDING = 1e-9
UNITS, YEARS = cases.UNITS, cases.YEARS
_spec, _run = cases.spec_of, cases.run


@pytest.fixture(scope="module")
def study():
    return cases.study()


@pytest.fixture(scope="module")
def material():
    return cases.material()


@pytest.fixture(scope="module")
def found():
    return {kind: cases.found(kind) for kind in KINDS}


def test_ranks_lie_in_their_intervals_and_in_range(found):
    rows = found["uncertainty"].rows
    assert ((rows["low"] <= rows["median"]) & (rows["median"] <= rows["high"])).all()
    assert rows[["low", "high", "rank"]].to_numpy().min() >= 1
    assert rows[["low", "high", "rank"]].to_numpy().max() <= UNITS
    assert len(rows) == UNITS * (len(YEARS) + 1)
    assert rows["year"].isna().sum() == UNITS


def test_the_same_seed_gives_the_same_ranks_and_another_does_not(study, material, found):
    again = _run("uncertainty", study, material).rows
    pd.testing.assert_frame_equal(again, found["uncertainty"].rows)
    other = load("nqpf.analyses", "uncertainty").analyse(
        _spec("uncertainty", seed=7), study, material, draws=60
    )
    assert not other.rows["low"].equals(again["low"])


def test_the_default_rank_is_that_of_the_score(material, found):
    rows = found["uncertainty"].rows.dropna(subset=["year"])
    score = material.scores["nqpf"]["score"]
    expected = score.groupby("year").rank(ascending=False)
    got = rows.set_index(["unit", "year"])["rank"].sort_index()
    assert np.array_equal(got.to_numpy(), expected.sort_index().to_numpy())


def test_one_level_of_filling_has_no_influence(found):
    rows = found["sensitivity"].rows
    own = rows[rows["factor"] == "imputation"]
    assert (own[["first", "total", "total_high"]] == 0).to_numpy().all()
    assert set(rows["output"]) == {"scores", "ranks", "coefficient"}


def test_the_studys_own_effect_is_that_of_its_regression(material, study, found):
    model = study.models["twoway"]
    names = [model.treatment, *model.controls]
    direct = twfe.estimate(material.sample, outcome=model.outcome, regressors=names, unit="unit", time="year")
    own = found["sensitivity"].facts["own"]
    assert own["coefficient"] == pytest.approx(direct.standardised.iloc[0], rel=ROUNDING)
    assert own["p"] == pytest.approx(direct.terms["p"].iloc[0], rel=ROUNDING)
    assert own["ranks"] == own["scores"] == 0


def test_dropping_equals_building_the_index_without(material, study, found):
    rows = found["drop_one"].rows
    spec = material.indices["nqpf"].spec
    gone = rows["indicator"].iloc[2]
    dimensions = {
        key: one.model_copy(update={"indicators": [i for i in one.indicators if i != gone]})
        for key, one in spec.dimensions.items()
    }
    directions = {name: sign for name, sign in spec.directions.items() if name != gone}
    shorter = spec.model_copy(update={"dimensions": dimensions, "directions": directions})
    scores = fit(material.panel, shorter).apply(material.panel)
    model = study.models["twoway"]
    sample = material.sample.assign(nqpf=scores.to_numpy())
    names = [model.treatment, *model.controls]
    direct = twfe.estimate(sample, outcome=model.outcome, regressors=names, unit="unit", time="year")
    low = direct.interval().iloc[0]["low"] * direct.standardised.iloc[0] / direct.terms["coef"].iloc[0]
    got = rows.iloc[2]
    assert [got["coef"], got["se"], got["low"]] == pytest.approx(
        [*direct.terms.iloc[0][["coef", "se"]], low], rel=ROUNDING
    )
    ranks, own = (s.groupby("year").rank() for s in (scores, material.scores["nqpf"]["score"]))
    assert got["rank_shift"] == pytest.approx((ranks - own).abs().mean())
    assert rows["weight"].iloc[1:].sum() == pytest.approx(1)
    assert rows["effective"].iloc[1:].sum() == pytest.approx(1)


def test_scheme_correlations_by_pandas(material, found):
    spec, rows = material.indices["nqpf"].spec, found["schemes"].rows
    line = rows.iloc[3]
    scores = pd.DataFrame(
        {
            name: fit(material.panel, spec.model_copy(update={"weights": name})).apply(material.panel)
            for name in (line["first"], line["second"])
        }
    )
    assert line["level"] == pytest.approx(scores.corr("spearman").iloc[0, 1])
    inside = scores - scores.groupby("unit").transform("mean") - scores.groupby("year").transform("mean")
    assert line["within"] == pytest.approx((inside + scores.mean()).corr("spearman").iloc[0, 1], abs=1e-3)
    assert rows["first"].iloc[0] == "entropy"


def test_alpha_by_hand():
    # Variances 5/3 and 5/3, variance of the sum 5/3 + 5/3 + 2 x 1 = 16/3: 2 (1 - (10/3)/(16/3)) = 3/4.
    scores = pd.DataFrame({"a": [1.0, 2.0, 3.0, 4.0], "b": [2.0, 1.0, 4.0, 3.0]})
    assert cronbach(scores) == pytest.approx(0.75)
    assert cronbach(scores[["a"]]) is None
    assert cronbach(pd.DataFrame({"a": [1.0, 1.0], "b": [2.0, 2.0]})) is None


def test_standardised_alpha_is_spearman_browns(found):
    own = found["coherence"].facts["all"]
    k, r = own["indicators"], own["mean_level"]
    assert own["alpha_standardised"] == pytest.approx(k * r / (1 + (k - 1) * r))


def test_redundant_and_contrary_pairs_are_named(study, material):
    names = material.indices["nqpf"].spec.indicators
    panel = material.panel.copy()
    panel[names[1]] = 2 * panel[names[0]]
    panel[names[2]] = 10 - panel[names[0]]
    spec = material.indices["nqpf"].spec
    changed = Material(panel, material.units, material.sample, {}, {"nqpf": fit(panel, spec)})
    facts = _run("coherence", study, changed).facts
    assert (names[0], names[1]) in [(one["first"], one["second"]) for one in facts["redundant"]]
    assert (names[0], names[2]) in [(one["first"], one["second"]) for one in facts["negative"]]


def test_a_model_of_another_treatment_is_refused(study, material):
    with pytest.raises(SpecError, match="its model 'twoway_equal' is 'nqpf_equal'"):
        load("nqpf.analyses", "drop_one").analyse(_spec("drop_one", model="twoway_equal"), study, material)


def _lines(rows, output):
    return rows[rows["output"] == output].set_index("factor")


def test_scaling_varies_where_the_trend_does_not_count(found):
    rows, facts = found["sensitivity"].rows, found["sensitivity"].facts
    assert facts["held"] == ["scores"]
    assert facts["scaling"] == ["pooled", "yearly"]
    assert (_lines(rows, "scores").loc["scaling", ["first", "total", "total_high"]] == 0).all()
    for output in ("ranks", "coefficient"):
        assert _lines(rows, output).loc["scaling", "total"] > 0
    levels = [line["level"] for line in facts["by_level"] if line["part"] == "scaling"]
    assert levels == ["pooled", "yearly"]


def test_scores_are_those_of_runs_with_the_studys_own_scaling(study, material):
    engine = engine_of(_spec("sensitivity"), study, material, yearly=True)
    _, _, regression = regression_of(_spec("sensitivity"), study, material, engine)
    codes = draw(engine.choices, 30, seed=1)
    own = codes * (np.array(FACTORS) != "scaling")
    runs = sensitivity._runs(engine, regression, codes, ["scores"])
    drawn, pooled = (sensitivity.outputs(engine, regression, np.array(one)) for one in (codes, own))
    assert (codes != own).any()
    assert runs["scores"].to_numpy() == pytest.approx(pooled["scores"].to_numpy(), rel=ROUNDING)
    assert runs[["ranks", "coefficient", "p"]].to_numpy() == pytest.approx(
        drawn[["ranks", "coefficient", "p"]].to_numpy(), rel=ROUNDING
    )


def test_notes_tell_one_scaling_from_the_other(study, found):
    facts = found["sensitivity"].facts
    assert "over all years or within each, which takes the trend out" in varied_note(facts).en
    assert "shifts of scores keep the study's own way (over all years)" in varied_note(facts).en
    assert "逐年标准化会消除趋势" in varied_note(facts).zh
    own = next(line for line in facts["by_level"] if line["level"] == "yearly")
    assert (
        f"{100 * own['positive']:.1f}% above zero when normalised within each year"
        in regression_note(study, facts).en
    )
    assert regression_note(study, facts | {"held": ["scores", "coefficient"]}).en.endswith(").")
    assert "normalised over all years." in varied_note(facts | {"scaling": ["pooled"]}).en
    assert (
        "shifts of scores and coefficients keep"
        in varied_note(facts | {"held": ["scores", "coefficient"]}).en
    )


@pytest.mark.parametrize("effects", [[], ["unit"], ["time"], ["unit", "time"]])
def test_a_regression_without_time_effects_keeps_the_studys_own_scaling(effects):
    assert ("coefficient" in sensitivity.held_outputs(effects)) == ("time" not in effects)


def test_scaling_can_be_left_alone(study, material, found):
    alone = _run("sensitivity", study, material, yearly=False)
    assert alone.facts["held"] == []
    assert alone.facts["levels"]["scaling"] == 1
    assert (alone.rows.loc[alone.rows["factor"] == "scaling", ["first", "total"]] == 0).to_numpy().all()
    ranks = _run("uncertainty", study, material, yearly=False)
    assert ranks.facts["scaling"] == ["pooled"]
    own = [one.rows["rank"].to_numpy() for one in (ranks, found["uncertainty"])]
    assert np.array_equal(*own)
    assert not ranks.rows["low"].equals(found["uncertainty"].rows["low"])


def test_points_must_be_a_power_of_two(study, material):
    with pytest.raises(SpecError, match="power of two"):
        _run("sensitivity", study, material, points=100)


def test_without_a_model_the_main_claims_is_followed(study, material):
    facts = load("nqpf.analyses", "drop_one").analyse(_spec("drop_one", model=None), study, material).facts
    assert facts["model"] == study.facts.claims["1"].model
