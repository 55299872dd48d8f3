"""Grunfeld, 10 firms: the published digits of METHOD 2 and R's (grunfeld.R) from every estimator."""

from pathlib import Path

import pandas as pd
import pytest

from nqpf.registry import load, names

HERE = Path(__file__).parent
ROUNDING = 1e-8
"""R prints 15 digits; least squares on dummies of columns in the thousands keeps about ten."""
PRINTED = 5.1e-7
"""METHOD 2 prints six decimals."""
EFFECTS = {"pooled": (), "unit": ("unit",), "time": ("time",), "twoway": ("unit", "time")}
COEFFICIENTS = (0.117716, 0.357916)
METHOD = {"nested": (0.010824, 0.047848), "full": (0.011109, 0.049106), "none": (0.010263, 0.045367)}
CR0 = (0.009712, 0.042931)


def estimate(name, effects, convention):
    return load("nqpf.estimators", name).estimate(
        pd.read_csv(HERE / "grunfeld.csv"),
        outcome="invest",
        regressors=["value", "capital"],
        unit="firm",
        time="year",
        effects=EFFECTS[effects],
        convention=convention,
    )


@pytest.mark.parametrize("name", names("nqpf.estimators"))
@pytest.mark.parametrize("convention", sorted(METHOD))
def test_printed_numbers(name, convention):
    found = estimate(name, "twoway", convention)
    assert tuple(found.terms["coef"]) == pytest.approx(COEFFICIENTS, abs=PRINTED)
    assert tuple(found.terms["se"]) == pytest.approx(METHOD[convention], abs=PRINTED)
    assert tuple(found.terms["se"] / found.facts["factor"] ** 0.5) == pytest.approx(CR0, abs=PRINTED)
    assert found.facts["recipe"] == f"clustered by firm (G = 10), CR1, {convention} convention, t(9)"


@pytest.mark.parametrize("name", names("nqpf.estimators"))
@pytest.mark.parametrize("row", list(pd.read_csv(HERE / "grunfeld_estimates.csv").itertuples(index=False)))
def test_numbers_of_r(name, row):
    cr0 = row.convention == "cr0"
    found = estimate(name, row.effects, "none" if cr0 else row.convention)
    factor = found.facts["factor"] if cr0 else 1.0
    assert found.terms.loc[row.term, "coef"] == pytest.approx(row.coef, rel=ROUNDING)
    assert found.terms.loc[row.term, "se"] / factor**0.5 == pytest.approx(row.se, rel=ROUNDING)


def test_both_estimators_agree():
    engine, record = (estimate(name, "twoway", "nested") for name in ("twfe", "panelols"))
    assert (engine.terms / record.terms - 1).abs().to_numpy().max() < ROUNDING
