import numpy as np
import pandas as pd
import pytest

from nqpf.errors import SpecError
from nqpf.simulate.recipes import compute, numerator, raw_cells

ROUNDING = 1e-12  # relative: one division and one multiplication
ROWS = pd.MultiIndex.from_product([["a", "b"], [2011, 2012]], names=["unit", "year"])


def _known():
    return {"population": pd.Series([1.0, 2, 3, 4], ROWS), "gdp": pd.Series([10.0, 20, 30, 50], ROWS)}


@pytest.mark.parametrize("name", ["students_per_10k", "telecom_share", "schooling_years", "papers_per_10k"])
def test_raw_cells_give_the_variable_back(study, name):
    target = pd.Series([3.0, 1.0, 4.0, 1.5], ROWS)
    raw = raw_cells(study.codebook, _known(), name, target)
    known = {**_known(), numerator(study.codebook, name): raw}
    assert np.allclose(compute(study.codebook, known, [name])[name], target, rtol=ROUNDING)


def test_a_recipe_that_is_not_proportional_is_refused(study):
    with pytest.raises(SpecError, match=r"ln_population.*not proportional"):
        raw_cells(study.codebook, _known(), "ln_population", pd.Series(1.0, ROWS))


def test_a_series_that_nothing_draws_is_named(study):
    with pytest.raises(SpecError, match="'urban_population'"):
        compute(study.codebook, _known(), ["urbanisation"])


def test_the_numerator_is_the_first_series_all_the_way_down(study):
    assert numerator(study.codebook, "ln_gdp_pc") == "gdp"
    assert numerator(study.codebook, "population") == "population"
