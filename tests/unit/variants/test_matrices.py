"""Filling and treating are done once, and give what the index itself gives."""

import warnings

import pandas as pd
import pytest
from unit.variants.invented import INDICATORS, index_spec, marks, panel

from nqpf.index import fit
from nqpf.index.legal import SCALINGS
from nqpf.index.treatments import coinr
from nqpf.registry import names
from nqpf.variants.choices import draw
from nqpf.variants.engine import prepare_engine
from nqpf.variants.imputation import DECLARED, alternatives, refill
from nqpf.variants.matrices import PLAIN, Matrices, variant_spec, without

TREATMENTS = [name for name in names("nqpf.index.treatments") if name != "log1p"]  # 'smoke' is a cost


def _matrices(cells=4, **more):
    values = panel()
    return Matrices(index_spec(**more), values, marks(values, cells))


@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.parametrize("way", alternatives())
@pytest.mark.parametrize("treatment", TREATMENTS)
@pytest.mark.parametrize("window", [None, [2012, 2014]])
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_every_matrix_is_that_of_the_index_itself(treatment, way, scaling, window):
    one = _matrices(
        base_window=window, overrides={"grants": {"normaliser": "rank", "treatment": "winsorise"}}
    )
    values = refill(one.panel, one.marks, way)
    model = fit(values, variant_spec(one.spec, treatment, ("zscore", *PLAIN), None, scaling))
    pd.testing.assert_frame_equal(one.treated(way, treatment), model.treated(values), check_exact=True)
    found = one.normalised(way, treatment, "zscore", scaling)
    pd.testing.assert_frame_equal(found, model.scores(values), check_exact=True)


def test_a_column_is_treated_once_however_many_variants_need_it(monkeypatch):
    asked, fit_column = [], coinr.fit
    monkeypatch.setattr(coinr, "fit", lambda *a, **k: asked.append(a[0].name) or fit_column(*a, **k))
    values = panel()
    engine = prepare_engine(index_spec(), values, marks(values), yearly=True)
    asked.clear()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        list(engine.blocks(draw(engine.choices, 3000, seed=1)))
    # 'staff' holds the filled cells: once per way of filling. Every other column: once.
    assert sorted(asked) == sorted([*INDICATORS, *["staff"] * (len(alternatives()) - 1)])


def test_without_a_filled_cell_every_way_is_the_declared_one():
    one = _matrices(cells=0)
    assert one.treated(alternatives()[1], "coinr") is one.treated(DECLARED, "coinr")


def test_a_dimension_without_indicators_is_no_dimension():
    left = without(index_spec(), ["robots", "paper"])
    assert list(left.dimensions) == ["people", "objects"]
    assert left.indicators == ["staff", "grants", "smoke"]
    assert set(left.directions) == set(left.indicators)
