"""Robustness, benchmark bounds (fragility.py) and the curve over rho (fragility.R) against other packages."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nqpf import bootstrap
from nqpf.mechanisms.fragility import fragility
from nqpf.mechanisms.rho import indirect_at
from nqpf.mechanisms.robustness import classical_r2, classical_robustness
from nqpf.mechanisms.setting import Setting
from nqpf.mechanisms.singles import singles

HERE = Path(__file__).parent
STORED = json.loads((HERE / "fragility.json").read_text(encoding="utf-8"))
ROUNDING = 1e-9
"""The witness regresses on 147 dummy variables; both sides are double precision."""
NEAR_ZERO = 1e-6
"""The partial R2 of path a is 6e-6: a difference of two numbers near one on the witness's side."""
SEARCHED = 2e-6
"""lavaan searches for the maximum and stops where the step is small; the closed form does not search."""
ENDS = {"a": ("x", "m"), "b": ("m", "y")}


@pytest.fixture(scope="module")
def row():
    panel = pd.read_csv(HERE / "empluk.csv")
    setting = Setting(
        treatment="wage",
        mediators=("capital",),
        outcome="emp",
        controls=("output",),
        unit="firm",
        time="year",
    )
    return fragility(panel, setting, draws=10, seed=1)[0].iloc[0]


@pytest.mark.parametrize("path", ["a", "b"])
def test_partial_r2_and_robustness_value(row, path):
    stored = STORED["paths"][path]
    assert row[f"r2_{path}"] == pytest.approx(stored["r2"], rel=NEAR_ZERO)
    assert row[f"rv_{path}"] == pytest.approx(stored["rv"], rel=NEAR_ZERO)


@pytest.mark.parametrize("path", ["a", "b"])
def test_benchmark_and_adjusted_estimates(row, path):
    stored, (regressor, outcome) = STORED["paths"][path], ENDS[path]
    assert row[f"benchmark_{path}"] == "output"
    assert row[f"benchmark_{path}_r2_{regressor}"] == pytest.approx(stored["r2_regressor"], rel=ROUNDING)
    assert row[f"benchmark_{path}_r2_{outcome}"] == pytest.approx(stored["r2_outcome"], rel=ROUNDING)
    adjusted = [row[f"adjusted_{path}_{k}"] for k in (1, 2, 3)]
    assert adjusted == pytest.approx(stored["adjusted"], rel=ROUNDING)


@pytest.mark.parametrize("path", ["a", "b"])
def test_classical_values(path):
    stored = STORED["paths"][path]
    assert classical_r2(stored["t"], stored["df"]) == pytest.approx(stored["r2"], rel=ROUNDING)
    found = classical_robustness(stored["t"], stored["df"], STORED["level"])
    assert found == pytest.approx(stored["rv_classical"], rel=ROUNDING, abs=0)


def test_the_curve_over_rho_agrees_with_lavaan():
    panel, stored = pd.read_csv(HERE / "empluk.csv"), pd.read_csv(HERE / "fragility_rho.csv")
    moments = bootstrap.moments(
        panel,
        columns=["output", "capital", "emp"],
        controls=["wage"],
        unit="firm",
        time="year",
        counts=np.ones((1, panel["firm"].nunique())),
    )
    found = indirect_at(singles(moments, "output", ["capital"], "emp"), stored["rho"].to_numpy())[0, 0]
    assert found == pytest.approx(stored["indirect"].to_numpy(), rel=SEARCHED)
