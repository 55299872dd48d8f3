"""Every transform by hand on a few cells, and what all of them must keep."""

import inspect

import numpy as np
import pandas as pd
import pytest

from nqpf.errors import DataError, SpecError
from nqpf.registry import load, names
from nqpf.specs.base import check
from nqpf.specs.variables import Recipe

TRANSFORMS = "nqpf.panel.transforms"
ROUNDING = 1e-12  # a handful of double-precision operations
OPTIONS = {"deflate": {"base": 2011}, "base_year": {"year": 2011}, "cumulative": {"depreciation": 0.15}}


def compute(name, *series, **options):
    return load(TRANSFORMS, name).compute(*series, **options)


def inputs(name, series):
    """As many series as the transform takes."""
    arguments = inspect.signature(load(TRANSFORMS, name).compute).parameters.values()
    return [series for p in arguments if p.kind in (p.POSITIONAL_OR_KEYWORD, p.VAR_POSITIONAL)]


@pytest.fixture
def two(panel):
    return panel(a={2011: 1.0, 2012: 2.0, 2013: 4.0}, b={2011: 10.0, 2012: 5.0, 2013: 20.0})


@pytest.mark.parametrize("name", names(TRANSFORMS))
def test_order_of_rows_is_irrelevant_and_inputs_are_kept(name, two):
    kept = two.copy()
    made = compute(name, *inputs(name, two), **OPTIONS.get(name, {}))
    turned = compute(name, *inputs(name, two[::-1]), **OPTIONS.get(name, {}))
    pd.testing.assert_series_equal(made.sort_index(), turned.sort_index(), check_names=False)
    pd.testing.assert_series_equal(two, kept)
    assert made.index.equals(two.index)


@pytest.mark.parametrize("name", names(TRANSFORMS))
def test_units_do_not_touch_each_other(name, two):
    both = compute(name, *inputs(name, two), **OPTIONS.get(name, {}))
    alone = compute(name, *inputs(name, two.loc[["b"]]), **OPTIONS.get(name, {}))
    np.testing.assert_array_equal(both.loc[["b"]], alone)


@pytest.mark.parametrize("name", names(TRANSFORMS))
def test_missing_stays_missing(name, two):
    holed = two.where(two != 5.0)
    made = compute(name, *inputs(name, holed), **OPTIONS.get(name, {}))
    if name not in ("base_year", "lag"):  # these two take their value from another year
        assert np.isnan(made.loc[("b", 2012)])
    assert made.loc["a"].notna().any()
    assert not np.isinf(made).any()


@pytest.mark.parametrize("name", names(TRANSFORMS))
def test_every_transform_says_what_it_does(name):
    module = load(TRANSFORMS, name)
    assert module.__doc__
    assert module.compute.__doc__


def test_arithmetic(panel):
    a, b = panel(u={2011: 6.0}), panel(u={2011: 4.0})
    cell = ("u", 2011)
    assert compute("take", a, scale=10)[cell] == 60
    assert compute("ratio", a, b, scale=2)[cell] == 3
    assert compute("per_capita", a, b, scale=10000)[cell] == 15000
    assert compute("share", b, a, scale=3)[cell] == 2
    assert compute("share", a, b)[cell] == 150
    assert compute("sum", a, b, b)[cell] == 14
    assert compute("product", a, b, scale=0.5)[cell] == 12
    assert compute("difference", a, b)[cell] == 2
    assert compute("log", a)[cell] == np.log(6)
    assert compute("log1p", a)[cell] == np.log(7)


def test_denominators_are_declared_where_they_are_mere_denominators():
    declared = {n: getattr(load(TRANSFORMS, n), "DENOMINATORS", ()) for n in names(TRANSFORMS)}
    assert {n for n, where in declared.items() if where == (1,)} == {"ratio", "per_capita", "deflate"}
    assert declared["share"] == ()


@pytest.mark.parametrize("name", ["ratio", "per_capita", "share"])
def test_division_by_zero_names_the_cell(name, panel):
    below = panel(u={2011: 1.0, 2012: 0.0})
    for above in (panel(u={2011: 1.0, 2012: 1.0}), below):
        with pytest.raises(DataError, match="unit 'u', year 2012: division by zero"):
            compute(name, above, below)


@pytest.mark.parametrize(("name", "value"), [("log", 0.0), ("log", -2.0), ("log1p", -1.0)])
def test_a_logarithm_that_does_not_exist_names_the_cell(name, value, panel):
    with pytest.raises(DataError, match=rf"unit 'u', year 2012: the value {value:g}"):
        compute(name, panel(u={2011: 1.0, 2012: value}))


@pytest.mark.parametrize(("name", "after"), [("change", 2.0), ("growth", 0.25), ("lag", 8.0)])
def test_steps_in_time_go_by_calendar_and_stop_at_gaps(name, after, panel):
    values = panel(u={2014: 10.0, 2013: 8.0, 2011: 4.0}, v={2010: 99.0})
    made = compute(name, values)
    assert made[("u", 2014)] == after
    assert made[[("u", 2013), ("u", 2011), ("v", 2010)]].isna().all()


def test_a_longer_lag(panel):
    made = compute("lag", panel(u={2011: 1.0, 2012: 2.0, 2014: 4.0}), years=2)
    assert made[("u", 2014)] == 2
    assert made.isna().sum() == 2


def test_deflating_by_a_chain_by_hand(panel):
    nominal = panel(u={2011: 100.0, 2012: 110.0, 2013: 121.0})
    prices = panel(u={2011: 103.0, 2012: 110.0, 2013: 105.0})
    made = compute("deflate", nominal, prices, base=2012)
    np.testing.assert_allclose(made, [110.0, 110.0, 121.0 / 1.05], rtol=ROUNDING)


def test_a_fixed_base_and_its_chain_agree(panel):
    nominal = panel(u={2011: 100.0, 2012: 110.0, 2013: 121.0})
    fixed = panel(u={2011: 80.0, 2012: 88.0, 2013: 92.4})
    chain = panel(u={2011: 101.0, 2012: 110.0, 2013: 105.0})
    made = compute("deflate", nominal, fixed, base=2011, chain="fixed")
    np.testing.assert_allclose(made, compute("deflate", nominal, chain, base=2011), rtol=ROUNDING)


def test_a_broken_chain_gives_missing_beyond_the_break(panel):
    nominal = panel(u={2011: 1.0, 2012: 1.0, 2013: 1.0, 2014: 1.0})
    prices = panel(u={2011: 100.0, 2012: 100.0, 2013: np.nan, 2014: 100.0})
    assert compute("deflate", nominal, prices, base=2011).isna().tolist() == [False, False, True, True]


@pytest.mark.parametrize(("name", "options"), [("deflate", {"base": 1999}), ("base_year", {"year": 1999})])
def test_a_year_that_is_not_read_is_refused(name, options, two):
    with pytest.raises(DataError, match="the base year 1999 is not among the years read"):
        compute(name, *inputs(name, two), **options)


def test_a_price_of_nothing_is_refused(panel):
    with pytest.raises(DataError, match="year 2011: the value 0"):
        compute("deflate", panel(u={2011: 1.0}), panel(u={2011: 0.0}), base=2011)


def test_the_base_year_is_carried(two):
    assert compute("base_year", two, year=2012).tolist() == [2, 2, 2, 5, 5, 5]


def test_a_stock_by_hand(panel):
    flow = panel(u={2011: np.nan, 2012: 10.0, 2013: 4.0, 2014: np.nan, 2015: 3.0})
    nan = np.nan
    np.testing.assert_allclose(
        compute("cumulative", flow, depreciation=0.5), [nan, 10, 9, nan, nan], rtol=ROUNDING
    )
    steady = compute("cumulative", flow, depreciation=0.15, initial="steady", growth=0.05)
    np.testing.assert_allclose(steady, [nan, 50, 46.5, nan, nan], rtol=ROUNDING)
    with pytest.raises(DataError, match="above 0"):
        compute("cumulative", flow, depreciation=0.0, initial="steady")


@pytest.mark.parametrize(
    ("recipe", "problem"),
    [
        ({"ratio": ["a"]}, "ratio is made of 2 series, not of 1"),
        ({"log": ["a", "b"]}, "log is made of 1 series, not of 2"),
        ({"sum": []}, "sum is made of 1 or more series, not of 0"),
        ({"ratio": ["a", "b"], "scael": 10}, "did you mean 'scale'"),
        ({"ratio": ["a", "b"], "scale": "ten"}, "cannot use the option 'scale': 'ten'"),
        ({"base_year": "a"}, "base_year needs the option 'year'"),
        ({"deflate": ["a", "b"], "base": 2011, "chain": "yearly"}, "cannot use the option 'chain'"),
        ({"logg": "a"}, "did you mean 'log'"),
    ],
)
def test_a_recipe_that_does_not_fit_is_refused_when_it_is_read(recipe, problem):
    with pytest.raises(SpecError, match=problem):
        check(recipe, Recipe, where="variables.yaml")
