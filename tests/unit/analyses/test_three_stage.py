"""The analysis by 3SLS: rows, reasons, lags, what is refused."""

import pytest
from unit.analyses import material
from unit.dynamics.test_three_stage import sample
from unit.tables import fake_study as fake

from nqpf.errors import SpecError

ALGEBRA = 1e-8  # linearmodels and the engine invert the same matrices
CLOSE = 0.15  # three standard errors at 100 units and 8 years
NAMES = {"x": "nqpf", "y": "tfp", "wx": "internet", "vx": "robots", "wy": "structure", "z": "gdp_pc"}
REASONS = {name: {"en": "It is so.", "zh": "如此。"} for name in ("nqpf", "tfp")}
OUTSIDE = {"nqpf": ["internet", "robots"], "tfp": ["structure"]}


def run(**options):
    frame = sample(units=100).rename(columns=NAMES)
    chosen = {"other": "tfp", "instruments": OUTSIDE, "reasons": REASONS, "controls": ["gdp_pc"], "draws": 99}
    return material.analyse("three_stage", fake.study(), material.given(frame), **(chosen | options))


def test_known_coefficients_and_intervals():
    found = run()
    table = found.rows[found.rows["part"] == "coefficients"].set_index(["method", "equation", "term"])
    forward, backward = table.loc[("3sls", "tfp", "nqpf")], table.loc[("3sls", "nqpf", "tfp")]
    assert forward["estimate"] == pytest.approx(0.5, abs=CLOSE)
    assert backward["estimate"] == pytest.approx(0.3, abs=CLOSE)
    assert forward["low"] < forward["estimate"] < forward["high"]
    assert found.facts["difference"] < ALGEBRA
    assert found.facts["reasons"] == REASONS
    assert found.facts["hansen"]["df"] == 1


def test_lagged_columns_are_made_and_their_rows_counted():
    found = run(instruments={"nqpf": ["nqpf_lag1"], "tfp": ["tfp_lag2"]}, control_lag=1)
    assert found.facts["n"] == 100 * 6
    assert set(found.rows["term"].dropna()) == {"nqpf", "tfp", "nqpf_lag1", "tfp_lag2"}
    assert found.facts["hansen"] == {"j": pytest.approx(0.0, abs=1e-6), "df": 0, "p": None}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"instruments": {"nqpf": ["internet"]}}, "must name both 'nqpf' and 'tfp'"),
        ({"reasons": {"nqpf": REASONS["nqpf"]}}, "'reasons' must name both"),
        ({"reasons": {name: {"en": "So."} for name in REASONS}}, "give every reason as"),
        ({"instruments": {"nqpf": ["robots"], "tfp": ["robots"]}}, "excluded from both"),
        ({"instruments": OUTSIDE | {"tfp": ["struct"]}}, "did you mean 'structure'"),
    ],
)
def test_wrong_options_are_refused_in_a_sentence(options, words):
    with pytest.raises(SpecError, match=words):
        run(**options)
