"""What must hold for every legal index; normalisers, schemes, aggregators and treatments are walked.

Every legal triple is tried without treatment, every treatment with one triple, and all of it yearly too where
that makes sense. Hypothesis generates the panels.
"""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nqpf.errors import DataError, SpecError
from nqpf.index import IndexModel, fit
from nqpf.index.legal import legal_triples
from nqpf.index.report import theil, weight_table
from nqpf.registry import load, names
from nqpf.weights import entropy

TRIPLES = legal_triples()
TREATMENTS = names("nqpf.index.treatments")
VARIANTS = [
    *({"normaliser": n, "weights": w, "aggregator": a} for n, w, a in TRIPLES),
    *({"treatment": treatment} for treatment in TREATMENTS),
]
NAMED = ["-".join(map(str, variant.values())) for variant in VARIANTS]
ROUNDING = 1e-12
RESCALED = 1e-8
"""A change of units costs the last digits; a small divergence multiplies them."""
LABEL = {"en": "x", "zh": "x"}
every_variant = pytest.mark.parametrize("variant", VARIANTS, ids=NAMED)
few = settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def spec(**changes):
    plain = {
        "label": LABEL,
        "dimensions": {
            "first": {"label": LABEL, "indicators": ["a", "b"]},
            "second": {"label": LABEL, "indicators": ["c"]},
        },
        "directions": {"b": -1},
        "base_window": [2011, 2013],
    }
    if changes.get("treatment") == "log1p":  # refuses cost indicators
        plain["directions"] = {}
    return {**plain, **changes}


def quietly(call, *arguments):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return call(*arguments)


def index(years, units):
    return pd.MultiIndex.from_product([list(units), list(years)], names=["unit", "year"])


@st.composite
def panels(draw, years=range(2011, 2014), most_zeros=0.0):
    """Two to six units; skewed positive indicators, ties in `a`, possibly many zeros in `c`."""
    units = "ABCDEF"[: draw(st.integers(2, 6))]
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    rows = index(years, units)
    frame = pd.DataFrame(rng.lognormal(sigma=1.5, size=(len(rows), 3)), index=rows, columns=list("abc"))
    zeros = rng.uniform(size=len(rows)) < most_zeros
    zeros[:2] = [True, False]  # one of each, so that c varies
    frame["a"] = frame["a"].round(0)
    frame.iloc[0, 0] += 1.0  # so that a varies
    return frame.assign(c=frame["c"].mask(zeros, 0.0))


@every_variant
@few
@given(values=panels())
def test_an_added_year_moves_no_published_score(variant, values):
    later = values.xs(2013, level="year", drop_level=False).rename({2013: 2014}, level="year") * 3
    longer = pd.concat([values, later]).sort_index()
    before, after = quietly(fit, values, spec(**variant)), quietly(fit, longer, spec(**variant))
    pd.testing.assert_series_equal(after.apply(longer).loc[values.index], before.apply(values))
    pd.testing.assert_frame_equal(
        after.scores(longer).loc[values.index], before.scores(values), check_exact=True
    )


@pytest.mark.parametrize("normaliser", names("nqpf.index.normalisers"))
@few
@given(values=panels())
def test_a_year_normalised_by_itself_moves_no_other_year(normaliser, values):
    chosen = spec(normaliser=normaliser, weights="equal", yearly=True)
    changed = values.copy()
    changed.loc[(slice(None), 2013), :] *= 7
    scores = [
        quietly(fit, frame, chosen).scores(frame).drop(2013, level="year") for frame in (values, changed)
    ]
    pd.testing.assert_frame_equal(*scores, check_exact=True)


@every_variant
@few
@given(values=panels(most_zeros=0.9))
def test_scores_are_finite_with_mostly_zeros(variant, values):
    made = quietly(fit, values, spec(**variant))
    assert np.isfinite(made.apply(values)).all()
    assert made.weights.sum() == pytest.approx(1.0, abs=ROUNDING)


@every_variant
@few
@given(values=panels())
def test_units_of_measurement_are_irrelevant(variant, values):
    if variant.get("treatment") == "log1p":
        pytest.skip("the one treatment that depends on units, which its docstring says")
    scaled = values * [1e4, 1e-4, 10.0]
    found = [quietly(fit, frame, spec(**variant)).apply(frame) for frame in (values, scaled)]
    pd.testing.assert_series_equal(*found, check_exact=False, rtol=0, atol=RESCALED)


@every_variant
@few
@given(values=panels(), seed=st.integers(0, 99))
def test_order_of_rows_is_irrelevant(variant, values, seed):
    mixed = values.sample(frac=1, random_state=seed)
    found = quietly(fit, mixed, spec(**variant)).apply(mixed).sort_index()
    expected = quietly(fit, values, spec(**variant)).apply(values)
    pd.testing.assert_series_equal(found, expected, check_exact=False, rtol=0, atol=1e-9)


@every_variant
@few
@given(values=panels())
def test_a_dominated_unit_year_scores_lower(variant, values):
    """(A, 2012) is worst in every indicator: last without treatment; with one, none is lower."""
    worst = values + 1.0
    bad = 0.0 if variant.get("treatment") == "log1p" else 2 * worst["b"].max()
    worst.loc[("A", 2012)] = [0.0, bad, 0.0]
    score = quietly(fit, worst, spec(**variant)).apply(worst)
    assert (score.drop(("A", 2012)) >= score["A", 2012] - ROUNDING).all()
    if "treatment" not in variant:
        assert (score.drop(("A", 2012)) > score["A", 2012]).all()


@every_variant
@few
@given(values=panels())
def test_a_file_brings_the_model_back_exactly(variant, values):
    made = quietly(fit, values, spec(**variant))
    back = IndexModel.from_dict(made.to_dict())
    pd.testing.assert_series_equal(back.apply(values), made.apply(values), check_exact=True)
    pd.testing.assert_frame_equal(back.parts(values), made.parts(values), check_exact=True)
    assert back.to_dict() == made.to_dict()


@every_variant
@few
@given(values=panels())
def test_every_altered_cell_is_listed(variant, values):
    made = quietly(fit, values, spec(**variant))
    rows = made.altered(values)
    assert list(rows.columns) == ["unit", "year", "indicator", "from", "to", "treatment"]
    treated = rows[~rows["treatment"].str.endswith(" floor")].set_index(["unit", "year", "indicator"])
    after = made.treated(values)
    changed = {
        (*key, name): after.loc[key, name]
        for name in after
        for key in after.index[after[name] != values[name]]
    }
    assert treated["to"].to_dict() == changed
    assert all(values.loc[(u, y), i] == treated.loc[(u, y, i), "from"] for u, y, i in treated.index)


@pytest.mark.parametrize("triple", TRIPLES, ids="-".join)
def test_the_weight_table_of_every_legal_index(triple):
    normaliser, weights, aggregator = triple
    values = panel()
    made = quietly(fit, values, spec(normaliser=normaliser, weights=weights, aggregator=aggregator))
    table = weight_table(made, values)
    assert table["w"].sum() == pytest.approx(1.0, abs=ROUNDING)
    assert table[["e", "d", "theil"]].isna().all().all() == (normaliser == "zscore")


@pytest.mark.parametrize("normaliser", ["minmax", "rank"])
@few
@given(values=panels(most_zeros=0.3))
def test_divergence_is_theil_over_ln_n(normaliser, values):
    scores = quietly(fit, values, spec(normaliser=normaliser, weights="equal")).scores(values)
    expected = theil(scores) / np.log(len(scores))
    assert entropy.divergences(scores).to_dict() == pytest.approx(expected.to_dict(), abs=ROUNDING)


def panel(years=range(2011, 2014), units="ABCDE", seed=4):
    rows = index(years, units)
    cells = np.random.default_rng(seed).lognormal(size=(len(rows), 3))
    return pd.DataFrame(cells, index=rows, columns=list("abc"))


@every_variant
def test_one_unit(variant):
    one = panel(units="A", years=range(2011, 2014))
    assert np.isfinite(quietly(fit, one, spec(**variant)).apply(one)).all()


def test_one_unit_has_nothing_to_compare_inside_a_year():
    one = panel(units="A")
    with pytest.raises(DataError, match="no indicator varies"):
        quietly(fit, one, spec(yearly=True))


def test_yearly_warns_that_the_trend_is_gone():
    trend = panel() + np.tile([0, 50, 100], 5)[:, None]
    with pytest.warns(UserWarning, match="yearly normalisation removes the trend"):
        made = fit(trend, spec(yearly=True, weights="equal", directions={}))
    pooled = fit(trend, spec(weights="equal", directions={})).apply(trend).groupby(level="year").mean()
    yearly = made.apply(trend).groupby(level="year").mean()
    assert pooled.max() - pooled.min() > 0.7
    assert yearly.max() - yearly.min() < 0.3
    assert made.bounds.shape[1] == 0


def test_yearly_by_hand():
    values = pd.DataFrame({"a": [1.0, 10, 3, 20]}, index=index([2011, 2012], "AB"))
    only = {"d": {"label": LABEL, "indicators": ["a"]}}
    chosen = spec(dimensions=only, directions={}, weights="equal", yearly=True, base_window=None)
    assert quietly(fit, values, chosen).apply(values).tolist() == [0, 0, 1, 1]


def test_yearly_needs_years():
    flat = panel().reset_index(drop=True)
    made = quietly(fit, panel(), spec(yearly=True))
    with pytest.raises(DataError, match="rows bear no year"):
        made.scores(flat)


def test_an_override_is_for_one_indicator():
    values = panel(units="ABCDEFGH")
    plain = fit(values, spec(weights="equal"))
    own = {"a": {"normaliser": "rank", "treatment": {"winsorise": {"share": 0.2}}}}
    made = fit(values, spec(weights="equal", overrides=own))
    scores, other = made.scores(values), plain.scores(values)
    pd.testing.assert_frame_equal(scores[["b", "c"]], other[["b", "c"]], check_exact=True)
    assert list(scores.columns) == list(other.columns)
    assert set(made.altered(values)["indicator"]) == {"a"}
    clipped = values["a"].clip(values["a"].quantile(0.2), values["a"].quantile(0.8))
    expected = (clipped.rank() - 0.5) / len(values)
    assert scores["a"].tolist() == pytest.approx(expected.tolist(), abs=ROUNDING)
    back = IndexModel.from_dict(made.to_dict())
    pd.testing.assert_series_equal(back.apply(values), made.apply(values), check_exact=True)


def test_limits_are_those_of_the_base_window():
    values = panel(years=range(2011, 2016), units="ABCDEFGH")
    values.loc[("A", 2015), "c"] = 1e6
    made = fit(values, spec(treatment={"winsorise": {"share": 0.05}}, weights="equal"))
    base = values.loc[(slice(None), slice(2011, 2013)), "c"]
    assert made.limits["c"]["high"] == base.quantile(0.95)
    row = made.altered(values).set_index(["unit", "year", "indicator"]).loc[("A", 2015, "c")]
    assert (row["from"], row["to"], row["treatment"]) == (1e6, base.quantile(0.95), "winsorise")


def test_the_floor_of_a_geometric_index_is_listed():
    values = panel(years=range(2011, 2015))
    values.loc[("B", 2014), "a"] = -40.0
    rows = fit(values, spec(weights="equal", aggregator="geometric")).altered(values)
    assert ("B", 2014, "a", 0.01, "geometric floor") in set(
        rows[["unit", "year", "indicator", "to", "treatment"]].itertuples(index=False, name=None)
    )


def test_a_file_from_before_treatments_existed_is_read():
    made = fit(panel(), spec())
    content = made.to_dict()
    old = {key: content[key] for key in ("window", "bounds", "weights")}
    old["spec"] = {k: v for k, v in content["spec"].items() if k not in ("treatment", "yearly", "overrides")}
    pd.testing.assert_series_equal(IndexModel.from_dict(old).apply(panel()), made.apply(panel()))


@pytest.mark.parametrize("triple", TRIPLES, ids="-".join)
def test_what_is_legal_is_what_the_folders_declare(triple):
    normaliser, scheme, aggregator = triple
    gives = load("nqpf.index.normalisers", normaliser).GIVES
    needs = {load("nqpf.weights", scheme).NEEDS, load("nqpf.index.aggregators", aggregator).NEEDS}
    assert gives != "any" or "non-negative" not in needs


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"normaliser": "zscore", "weights": "entropy"}, "the weights 'entropy' need non-negative scores"),
        ({"normaliser": "zscore", "weights": "scatter_degree"}, "the weights 'scatter_degree' need non-neg"),
        (
            {"normaliser": "zscore", "weights": "equal", "aggregator": "geometric"},
            "the aggregator 'geometric' needs non-negative scores, which .* 'zscore' does not give",
        ),
        ({"overrides": {"a": {"normaliser": "zscore"}}}, "need non-negative scores, .*'zscore'"),
        ({"overrides": {"z": {}}}, "'overrides' names 'z', no indicator; allowed: a, b, c"),
        ({"overrides": {"a": {"normaliser": "minmx"}}}, "did you mean 'minmax'"),
        ({"treatment": "winsorize"}, "did you mean 'winsorise'"),
        (
            {"treatment": {"winsorise": {"shar": 0.1}}},
            "winsorise knows no option 'shar'; did you mean 'share'",
        ),
        ({"treatment": {"winsorise": {"share": "a"}}}, "winsorise cannot use the option 'share'"),
        ({"overrides": {"a": {"treatement": "none"}}}, "unknown key 'overrides.a.treatement'; did you mean"),
    ],
)
def test_illegal_choices_are_refused_in_one_sentence(wrong, sentence):
    with pytest.raises(SpecError, match=sentence) as refused:
        fit(panel(), spec(**wrong))
    assert "\n" not in str(refused.value)
    assert str(refused.value).endswith(".")
