"""Difference and system GMM on the data of Arellano & Bond (1991): plm's numbers (pgmm.R)."""

import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from nqpf.dynamics import single
from nqpf.dynamics.equations import Model
from nqpf.dynamics.instruments import Past

HERE = Path(__file__).parent
ROUNDING = 1e-8
"""R prints 15 digits; two algorithms that invert matrices of 113 columns keep about nine."""
PRINTED = 5e-7  # Arellano & Bond's table 4(b) as plm's documentation prints it: six decimals
TERMS, TESTS = (pd.read_csv(HERE / name) for name in ("terms.csv", "tests.csv"))
CASES = ("table4b", "collapsed", "lags23", "system", "system_collapsed")
FOUR = (("emp", 1), ("emp", 2), ("wage", 0), ("wage", 1), ("capital", 0), ("output", 0), ("output", 1))
BOTH = (("emp", 1), ("wage", 0), ("wage", 1), ("capital", 0), ("capital", 1))
TABLE_4B = (0.474151, -0.052967, -0.513205, 0.224640, 0.292723, 0.609775, -0.446373)


def model(case):
    if case.startswith("system"):
        past = tuple(Past(name, 2, None, case != "system") for name in ("emp", "wage", "capital"))
        return Model(("emp",), BOTH, past, levels=True)
    past = Past("emp", 2, 3 if case == "lags23" else None, case != "table4b")
    return Model(("emp",), FOUR, (past,), exogenous=FOUR[2:])


def fitted(case, steps):
    sample = pd.read_csv(HERE.parent / "empluk.csv")
    return single.estimate(sample, model(case), steps=steps, unit="firm")


def stored(table, case, steps):
    return table[(table["case"] == case) & (table["steps"] == steps)]


@pytest.mark.parametrize("steps", [1, 2])
@pytest.mark.parametrize("case", CASES)
def test_coefficients_and_errors_of_plm(case, steps):
    found, known = fitted(case, steps).terms, stored(TERMS, case, steps)
    assert found["coef"].to_numpy() == pytest.approx(known["coef"].to_numpy(), rel=ROUNDING)
    assert found["se"].to_numpy() == pytest.approx(known["se"].to_numpy(), rel=ROUNDING)


@pytest.mark.parametrize("case", CASES)
def test_hansen_and_number_of_instruments_of_plm(case):
    found, known = fitted(case, 2), stored(TESTS, case, 2).iloc[0]
    assert found.hansen[0] == pytest.approx(known["j"], rel=ROUNDING, abs=ROUNDING)
    assert (found.hansen[1], found.instruments) == (known["df"], known["instruments"])


@pytest.mark.parametrize("steps", [1, 2])
@pytest.mark.parametrize("case", CASES[:3])
def test_serial_correlation_of_plm(case, steps):
    found, known = fitted(case, steps), stored(TESTS, case, steps).iloc[0]
    assert [one.statistic for one in found.serial] == pytest.approx(known[["ar1", "ar2"]].tolist(), rel=1e-6)


def test_table_4b_of_arellano_and_bond():
    found = fitted("table4b", 2)
    assert found.terms["coef"].to_numpy()[:7] == pytest.approx(TABLE_4B, abs=PRINTED)
    assert (found.units, found.rows) == (140, 611)


def _has_plm():
    probe = ["Rscript", "-e", "library(plm)"]
    return (
        bool(shutil.which("Rscript"))
        and not subprocess.run(probe, capture_output=True, check=False).returncode
    )


@pytest.mark.slow
@pytest.mark.skipif(not _has_plm(), reason="R with plm computes the numbers anew")
def test_the_stored_numbers_are_those_of_r_here(tmp_path):
    folder = tmp_path / "pgmm"
    folder.mkdir()
    shutil.copy(HERE / "pgmm.R", folder)
    shutil.copy(HERE.parent / "empluk.csv", tmp_path)
    subprocess.run(["Rscript", "pgmm.R"], cwd=folder, check=True, capture_output=True)
    for name, table in (("terms.csv", TERMS), ("tests.csv", TESTS)):
        pd.testing.assert_frame_equal(pd.read_csv(folder / name), table, rtol=ROUNDING)
