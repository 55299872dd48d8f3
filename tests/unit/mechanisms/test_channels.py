"""Mechanisms on one common sample."""

import numpy as np
import pandas as pd
import pytest

from nqpf.errors import DataError
from nqpf.estimators import panelols
from nqpf.inference.adjust import benjamini_hochberg, holm
from nqpf.inference.joint import wald
from nqpf.mechanisms.channels import study_mechanism
from nqpf.mechanisms.joint import stacked
from nqpf.specs.base import check
from nqpf.specs.models import MechanismSpec

ROUNDING = 1e-9
CLAIMS = {"a": "1.one.a", "b": "1.one.b", "c": "1.two.c", "d": ""}
SPEC = check(
    {
        "label": {"en": "Channels", "zh": "渠道"},
        "treatment": "x",
        "outcome": "y",
        "controls": ["z"],
        "draws": 200,
        "seed": 7,
    },
    MechanismSpec,
    "test",
)


def sample(units=50, years=7, seed=5):
    rng = np.random.default_rng(seed)
    rows = units * years
    unit = np.repeat(np.arange(units), years)
    frame = pd.DataFrame({"unit": [f"u{i:02}" for i in unit], "year": np.tile(np.arange(years), units)})
    frame["x"] = rng.normal(size=rows) + unit / 9
    frame["z"] = rng.normal(size=rows)
    for name, size in {"a": 0.6, "b": -0.4, "c": 0.0, "d": 0.3}.items():
        frame[name] = size * frame["x"] + 0.2 * frame["z"] + rng.normal(size=rows)
    frame["y"] = 0.5 * frame["x"] + 0.4 * frame["a"] + 0.2 * frame["b"] + rng.normal(size=rows)
    frame.loc[frame.index[::31], "d"] = np.nan
    return frame


@pytest.fixture(scope="module")
def found():
    return study_mechanism(sample(), SPEC, list("abcd"), CLAIMS)


@pytest.fixture(scope="module")
def rows(found):
    return found.rows.set_index("mediator")


def estimate(outcome, regressors):
    used = sample().dropna()
    return panelols.estimate(used, outcome=outcome, regressors=regressors, unit="unit", time="year").terms


def test_one_row_per_mediator_with_its_claim_and_effect(found):
    assert found.rows["mediator"].tolist() == list("abcd")
    assert found.rows["claim"].tolist() == ["1.one.a", "1.one.b", "1.two.c", ""]
    assert found.rows["effect"].tolist() == ["1.one", "1.one", "1.two", ""]


def test_one_sample_for_all(found):
    assert found.facts["n"] == sample().dropna().shape[0] < len(sample())


@pytest.mark.parametrize("mediator", list("abcd"))
def test_every_number_is_that_of_its_regression(rows, mediator):
    row = rows.loc[mediator]
    path, joint, total = (
        estimate(mediator, ["x", "z"]).loc["x"],
        estimate("y", ["x", mediator, "z"])["coef"],
        estimate("y", ["x", "z"])["coef"]["x"],
    )
    assert row[["a", "a_se", "a_t", "a_p"]].tolist() == pytest.approx(path.tolist(), rel=ROUNDING, abs=1e-12)
    assert row["b"] == pytest.approx(joint[mediator], rel=ROUNDING)
    assert row["direct"] == pytest.approx(joint["x"], rel=ROUNDING)
    assert row["total"] == pytest.approx(total, rel=ROUNDING)


def test_total_is_direct_plus_indirect(found, rows):
    gap = (rows["total"] - rows["direct"] - rows["indirect"]).abs().max()
    assert gap < 1e-12
    assert found.facts["identity_gap"] == gap
    assert (rows["indirect"] - rows["a"] * rows["b"]).abs().max() < 1e-10
    assert (rows["share"] - rows["indirect"] / rows["total"]).abs().max() < 1e-12


@pytest.mark.parametrize("effect", ["b", "direct", "indirect", "total"])
def test_intervals_hold_their_estimate(rows, effect):
    assert (rows[f"{effect}_low"] < rows[effect]).all()
    assert (rows[effect] < rows[f"{effect}_high"]).all()


def test_standardised_limits_keep_the_ratio(rows):
    scale = rows["a_standardised"] / rows["a"]
    assert (rows["a_standardised_low"] - rows["a_ci_low"] * scale).abs().max() < 1e-12
    assert (rows["a_standardised_high"] - rows["a_ci_high"] * scale).abs().max() < 1e-12
    assert (scale > 0).all()


def test_the_family_is_all_mediators(rows):
    pd.testing.assert_series_equal(rows["a_p_holm"], holm(rows["a_p"]), check_names=False)
    pd.testing.assert_series_equal(rows["a_p_bh"], benjamini_hochberg(rows["a_p"]), check_names=False)
    assert rows["a_wild_p"].isna().all()


def test_effects_are_joint_tests_of_their_channels(found):
    assert list(found.effects) == ["1.one", "1.two"]
    one = found.effects["1.one"]
    assert one["channels"] == ["1.one.a", "1.one.b"]
    coef, covariance, df = stacked(sample().dropna(), "x", ["a", "b"], ["z"])
    test = wald(coef, covariance, df)
    assert (one["f"], one["p"]) == (pytest.approx(test.statistic), pytest.approx(test.p))
    assert (one["df1"], one["df2"]) == (2, 49)


def test_a_joint_test_of_one_channel_is_its_t_squared(found, rows):
    two = found.effects["1.two"]
    assert two["f"] == pytest.approx(rows.loc["c", "a_t"] ** 2, rel=ROUNDING)
    assert two["p"] == pytest.approx(rows.loc["c", "a_p"], rel=1e-7)
    assert two["average"] == pytest.approx(rows.loc["c", "a_standardised"], rel=ROUNDING)


def test_effects_are_adjusted_among_themselves(found):
    p = pd.Series({name: test["p"] for name, test in found.effects.items()})
    assert {name: test["p_holm"] for name, test in found.effects.items()} == pytest.approx(holm(p).to_dict())


def test_the_average_is_the_mean_standardised_path(found, rows):
    average = found.effects["1.one"]["average"]
    assert average == pytest.approx(rows.loc[["a", "b"], "a_standardised"].mean(), rel=ROUNDING)
    assert found.effects["1.one"]["average_se"] > 0


def test_the_seed_and_nothing_else_fixes_the_draws(found):
    again = study_mechanism(sample().sample(frac=1, random_state=3), SPEC, list("abcd"), CLAIMS)
    pd.testing.assert_frame_equal(again.rows, found.rows, rtol=1e-8, check_exact=False)
    other = study_mechanism(sample(), SPEC.model_copy(update={"seed": 8}), list("abcd"), CLAIMS)
    assert not np.allclose(other.rows["total_low"], found.rows["total_low"])


def test_few_clusters_take_the_wild_p_into_the_family():
    few = study_mechanism(sample(units=15), SPEC, list("ab"), {"a": "1.one.a", "b": "1.one.b"})
    assert few.facts["family_p"] == "wild cluster bootstrap"
    assert few.rows["a_wild_p"].between(0, 1).all()
    expected = holm(few.rows["a_wild_p"])
    assert few.rows["a_p_holm"].tolist() == expected.tolist()


def test_without_claims_there_are_no_effects():
    alone = study_mechanism(sample(), SPEC, ["d"], {})
    assert alone.effects == {}
    assert alone.rows["effect"].tolist() == [""]


def test_no_mediator():
    with pytest.raises(DataError, match="mechanism 'Channels': no mediator is observed"):
        study_mechanism(sample(), SPEC, [], {})


def test_no_complete_row():
    with pytest.raises(DataError):
        study_mechanism(sample().assign(a=np.nan), SPEC, ["a"], {})


def test_the_sample_stays_as_it_is():
    data = sample()
    before = data.copy(deep=True)
    study_mechanism(data, SPEC, ["a"], CLAIMS)
    pd.testing.assert_frame_equal(data, before)
