"""The weight table."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from nqpf.index import fit
from nqpf.index.report import effective_weights, theil, weight_table

ROUNDING = 1e-12
LABEL = {"en": "x", "zh": "x"}
COLUMNS = [
    "indicator",
    "dimension",
    "direction",
    "e",
    "d",
    "w",
    "theil",
    "zeros",
    "skewness",
    "effective",
    "flag",
]


def panel(rows=200):
    index = pd.MultiIndex.from_product(
        [[f"u{i:03}" for i in range(rows)], [2011, 2012]], names=["unit", "year"]
    )
    rng = np.random.default_rng(8)
    rare = rng.lognormal(size=2 * rows) * (rng.uniform(size=2 * rows) < 0.05)
    cells = {"a": rng.uniform(size=2 * rows), "b": rng.lognormal(size=2 * rows), "rare": rare}
    return pd.DataFrame(cells, index=index)


@pytest.fixture(scope="module")
def table():
    dimensions = {
        "one": {"label": LABEL, "indicators": ["rare", "a"]},
        "two": {"label": LABEL, "indicators": ["b"]},
    }
    spec = {"label": LABEL, "dimensions": dimensions, "directions": {"a": -1}, "base_window": [2011, 2011]}
    values = panel()
    return weight_table(fit(values, spec), values).set_index("indicator", drop=False)


def test_columns_rows_and_their_order(table):
    assert list(table.columns) == COLUMNS
    assert list(table.index) == ["rare", "a", "b"]
    assert table["dimension"].tolist() == ["one", "one", "two"]
    assert table["direction"].tolist() == [1, -1, 1]


def test_shares_and_identities(table):
    assert table["w"].sum() == pytest.approx(1, abs=ROUNDING)
    assert table["effective"].sum() == pytest.approx(1, abs=ROUNDING)
    assert (table["d"] + table["e"] - 1).abs().max() < ROUNDING
    assert (table["theil"] / np.log(200) - table["d"]).abs().max() < ROUNDING  # 200 rows in the window
    assert (table["d"] / table["d"].sum() - table["w"]).abs().max() < ROUNDING


def test_only_the_base_window_is_described(table):
    base = panel().xs(2011, level="year")
    assert table.loc["rare", "zeros"] == pytest.approx((base["rare"] == 0).mean(), abs=ROUNDING)
    assert table.loc["b", "skewness"] == pytest.approx(stats.skew(base["b"], bias=False), rel=1e-9)
    assert table.loc["a", "skewness"] == pytest.approx(-stats.skew(base["a"], bias=False), rel=1e-9)


def test_more_than_a_quarter_is_flagged(table):
    assert table.loc["rare", "w"] > 0.25
    assert (table["flag"] == "over 25%").equals(table["w"] > 0.25)


def test_a_rare_indicator_that_drives_the_index_has_an_effective_weight(table):
    """With 95% zeros every decile edge but the last is 0; the correlation ratio must not vanish for that."""
    assert table.loc["rare", "effective"] > 0.5


def test_theil_by_hand():
    """T of (0, 0, 3): all in one of three, so ln 3."""
    assert theil(pd.DataFrame({"x": [0.0, 0.0, 3.0]}))["x"] == pytest.approx(np.log(3), abs=ROUNDING)
    assert theil(pd.DataFrame({"x": [2.0, 2.0]}))["x"] == 0


def test_an_indicator_that_is_the_index_outweighs_one_that_has_nothing_to_do_with_it():
    rng = np.random.default_rng(1)
    scores = pd.DataFrame({"own": rng.uniform(size=2000), "other": rng.uniform(size=2000)})
    found = effective_weights(scores, scores["own"])
    assert found["own"] > 0.97


def test_a_constant_indicator_has_no_effective_weight():
    scores = pd.DataFrame({"own": np.linspace(0, 1, 50), "flat": 0.0})
    assert effective_weights(scores, scores["own"]).to_dict() == {"own": 1.0, "flat": 0.0}
