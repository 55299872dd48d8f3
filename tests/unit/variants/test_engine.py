import itertools
import warnings

import numpy as np
import pytest
from unit.variants.invented import INDICATORS, engine, index_spec, marks, panel

from nqpf.index import fit
from nqpf.registry import names
from nqpf.variants.aggregate import _one_by_one, aggregate_many
from nqpf.variants.choices import FACTORS, draw
from nqpf.variants.engine import prepare_engine
from nqpf.variants.imputation import rests_on_filled
from nqpf.variants.matrices import variant_spec

ROUNDING = 1e-12  # the order of sums differs between a product of matrices and a sum of columns


def _by_the_book(one, code):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        values = one.values_of(code)
        return fit(values, one.spec_of(code)).apply(values).to_numpy()


def _largest_gap(one, codes):
    scores = one.scores(codes)
    return max(np.abs(scores[:, k] - _by_the_book(one, code)).max() for k, code in enumerate(codes))


@pytest.mark.parametrize("factor", range(len(FACTORS)))
def test_every_level_of_every_factor_scores_as_the_index_itself_would(factor):
    one = engine()
    codes = np.zeros((one.choices.levels[factor], len(FACTORS)), dtype=int)
    codes[:, factor] = np.arange(len(codes))
    assert _largest_gap(one, codes) < ROUNDING


def test_joint_choices_score_as_the_index_itself_would():
    one = engine()
    assert _largest_gap(one, draw(one.choices, 80, seed=3)) < ROUNDING


def test_later_years_and_a_base_window_score_as_the_index_itself_would():
    one = engine(base_window=[2011, 2013])
    assert _largest_gap(one, draw(one.choices, 60, seed=4)) < ROUNDING


@pytest.mark.parametrize("more", [{"treatment": {"winsorise": {"share": 0.05}}}, {"yearly": True}])
def test_the_studys_own_options_are_kept(more):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        one = engine(**more)
    assert _largest_gap(one, draw(one.choices, 40, seed=5)) < ROUNDING


def test_overrides_stay_with_the_indicators_that_stay():
    one = engine(overrides={"grants": {"treatment": "log1p"}})
    codes = draw(one.choices, 40, seed=6)
    assert _largest_gap(one, codes) < ROUNDING
    without = one.choices.indicators.index("grants")
    assert one.spec_of(np.array([0, 0, 0, without, 0])).overrides == {}


def test_the_first_variant_is_the_studys_own_index():
    one = engine(weights="critic", aggregator="topsis")
    own = fit(one.panel, one.spec).apply(one.panel).to_numpy()
    assert np.abs(one.scores(np.zeros((1, len(FACTORS)), dtype=int))[:, 0] - own).max() < ROUNDING


def test_all_registered_methods_are_walked():
    methods = engine().choices.methods
    assert {method[1] for method in methods} == set(names("nqpf.weights"))
    assert {method[2] for method in methods} == set(names("nqpf.index.aggregators"))


@pytest.mark.parametrize("name", names("nqpf.index.aggregators"))
def test_every_aggregator_for_many_weightings_equals_itself_one_by_one(name):
    from nqpf.registry import load

    one = engine()
    scores = fit(one.panel, one.spec).scores(one.panel)
    weights = np.random.default_rng(0).dirichlet(np.ones(len(INDICATORS)), 7).T
    points = load("nqpf.index.aggregators", name).fit(scores)
    many = aggregate_many(name, scores, weights, points)
    assert np.abs(many - _one_by_one(name, scores, weights, points)).max() < ROUNDING


@pytest.mark.parametrize("scheme", names("nqpf.weights"))
def test_every_scheme_without_each_indicator_equals_itself(scheme):
    one = engine()
    method = [m[1:] for m in one.choices.methods].index((scheme, "linear"))
    codes = np.zeros((len(INDICATORS) + 1, len(FACTORS)), dtype=int)
    codes[:, 2], codes[:, 3] = method, np.arange(len(codes))
    assert _largest_gap(one, codes) < ROUNDING


def test_order_and_repetition_of_variants_do_not_matter():
    one = engine()
    codes = draw(one.choices, 30, seed=7)
    order = np.random.default_rng(0).permutation(30)
    twice = np.concatenate([codes[order], codes])
    scores = one.scores(twice)
    assert np.array_equal(scores[:, 30:][:, order], scores[:, :30])
    blocks = np.concatenate([part for _, part in one.blocks(codes)], axis=1)
    assert np.abs(blocks - scores[:, 30:]).max() < ROUNDING


def test_what_the_data_do_not_allow_is_left_out_with_its_reason():
    one = engine()
    assert "log1p" not in one.choices.treatments
    assert "'smoke' is a cost indicator" in one.left_out["log1p"]


def test_nothing_filled_means_one_way_to_fill():
    assert engine(filled=False).choices.imputations == ("as declared",)


def test_an_index_of_two_indicators_loses_none():
    spec = variant_spec(index_spec(), "none", ("minmax", "equal", "linear"), None)
    small = spec.model_copy(
        update={"dimensions": {"people": spec.dimensions["people"]}, "directions": {"staff": 1, "grants": 1}}
    )
    values = panel()[["staff", "grants"]]
    one = prepare_engine(small, values, marks(panel(), 0)[["staff", "grants"]])
    assert one.choices.indicators == (None,)


def test_a_dimension_goes_with_its_only_indicator():
    spec = variant_spec(index_spec(), "none", ("minmax", "equal", "linear"), "robots")
    assert list(spec.dimensions) == ["people", "objects"]
    assert "robots" not in spec.directions


def test_draws_are_the_same_for_the_same_seed_and_cover_all_levels():
    choices = engine().choices
    one, again, other = (draw(choices, 4000, seed) for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)
    for factor, levels in enumerate(choices.levels):
        assert set(one[:, factor]) == set(range(levels))


def test_no_imputed_list_marks_nothing():
    values = panel()
    assert not rests_on_filled(values, list(INDICATORS), None, None).to_numpy().any()


def test_the_other_choices_of_a_draw_are_the_same_whether_the_scaling_varies_or_not():
    with_it, without = (draw(engine(scalings=one).choices, 500, seed=8) for one in (True, False))
    assert np.array_equal(with_it[:, :-1], without[:, :-1])
    assert set(with_it[:, -1]) == {0, 1}
    assert set(without[:, -1]) == {0}


@pytest.mark.parametrize(("yearly", "levels"), [(False, ("pooled", "yearly")), (True, ("yearly", "pooled"))])
def test_the_studys_own_scaling_comes_first(yearly, levels):
    assert engine(yearly=yearly).choices.scalings == levels
    assert engine(scalings=False, yearly=yearly).choices.scalings == levels[:1]


def test_a_year_scaled_by_itself_does_not_see_the_trend():
    one = engine()
    trend = one.panel.index.get_level_values("year").to_numpy()[:, None] * 3.0
    moved = prepare_engine(one.spec, one.panel + trend, one.marks, yearly=True)
    code = np.zeros((1, len(FACTORS)), dtype=int)
    method = one.choices.methods.index(("minmax", "equal", "linear"))
    code[:, FACTORS.index("method")], code[:, FACTORS.index("scaling")] = method, 1
    assert moved.choices.methods == one.choices.methods
    assert np.abs(moved.scores(code) - one.scores(code)).max() < ROUNDING
    code[:, FACTORS.index("scaling")] = 0
    assert np.abs(moved.scores(code) - one.scores(code)).max() > 0.1


def test_a_scaling_that_the_data_do_not_allow_is_left_out_with_its_reason():
    # Over all years the indicators vary; within a year they do not, so nothing could be weighed.
    values = panel()
    flat = values.groupby("year").transform("first")
    one = prepare_engine(index_spec(), flat, marks(values, 0), yearly=True)
    assert one.choices.scalings == ("pooled",)
    assert "no indicator varies" in one.left_out["yearly"]


def test_names_of_levels_are_distinct():
    found = engine().choices.names()
    assert all(len(set(levels)) == len(levels) for levels in found.values())
    assert list(itertools.accumulate(map(len, found.values())))[-1] == sum(engine().choices.levels)
