"""Mediation on public panels: lavaan's paths and sandwich's errors (mediation.R), statsmodels' simulation."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nqpf import mediate
from nqpf.mechanisms.effects import ALL, SINGLE
from nqpf.mechanisms.influence import equations
from nqpf.mechanisms.products import delta
from nqpf.mechanisms.setting import Setting

HERE = Path(__file__).parent
MAXIMUM_LIKELIHOOD = 2e-7
"""lavaan stops its search there, relative to the estimate."""
ROUNDING = 1e-7
"""Standard errors from several hundred dummies keep about eight digits."""
GRUNFELD = Setting("value", ("capital",), "invest", unit="firm")
EMPLUK = Setting("wage", ("capital",), "emp", ("output",), unit="firm")
PAIR = Setting("wage", ("capital", "output"), "emp", unit="firm")
DRAWS = {"draws": 20, "layers": ["products"]}
JOINT = {
    "a1": (ALL, "capital", "a"),
    "a2": (ALL, "output", "a"),
    "b1": (ALL, "capital", "b"),
    "b2": (ALL, "output", "b"),
    "first": (ALL, "capital", "indirect"),
    "second": (ALL, "output", "indirect"),
    "direct": (ALL, "", "direct"),
    "total": (ALL, "", "total"),
}


def panel(name):
    return pd.read_csv(HERE / f"{name}.csv")


def witnessed(case):
    rows = pd.read_csv(HERE / "mediation.csv")
    return rows[rows["case"] == case].set_index("quantity")["value"]


def mediated(name, setting, **more):
    return mediate(
        panel(name),
        treatment=setting.treatment,
        mediators=setting.mediators,
        outcome=setting.outcome,
        controls=setting.controls,
        unit="firm",
        **(DRAWS | more),
    )


@pytest.mark.parametrize(("case", "setting"), [("grunfeld", GRUNFELD), ("empluk", EMPLUK)])
def test_single_paths_are_lavaans(case, setting):
    found = mediated(case, setting).products.set_index(["set", "name", "quantity"])["estimate"]
    for quantity in ("a", "b", "indirect", "direct", "total"):
        own = found[SINGLE, "capital", quantity]
        assert own == pytest.approx(witnessed(case)[quantity], rel=MAXIMUM_LIKELIHOOD)


def test_joint_paths_are_lavaans():
    found = mediated("empluk", PAIR).products.set_index(["set", "name", "quantity"])["estimate"]
    for quantity, value in witnessed("empluk pair").items():
        assert found[JOINT[quantity]] == pytest.approx(value, rel=MAXIMUM_LIKELIHOOD)


@pytest.mark.parametrize(("case", "setting"), [("grunfeld", GRUNFELD), ("empluk", EMPLUK)])
def test_errors_are_sandwichs(case, setting):
    fitted = equations(panel(case), setting, "full")
    keys = tuple((SINGLE, "capital", quantity) for quantity in ("a", "b", "direct", "total"))
    for (_, _, quantity), part in delta(fitted, setting, keys).items():
        assert part.se == pytest.approx(witnessed(case)[f"{quantity}_se"], rel=ROUNDING)


def test_products_are_statsmodels_average_effects():
    """Imai, Keele & Tingley's simulation on columns freed of effects: a b and c' in linear models."""
    from statsmodels.regression.linear_model import OLS
    from statsmodels.stats.mediation import Mediation

    fitted = equations(panel("grunfeld"), GRUNFELD)
    x, m, y = (fitted.swept[name] for name in ("value", "capital", "invest"))
    np.random.seed(1)  # noqa: NPY002 - statsmodels draws from the global stream
    models = OLS(y, np.column_stack([x, m])), OLS(m, x[:, None])
    theirs = Mediation(*models, (0, 0), 1).fit(n_rep=1000)
    own = mediated("grunfeld", GRUNFELD).products.set_index(["set", "name", "quantity"])["estimate"]
    for effect, quantity in (("ACME", "indirect"), ("ADE", "direct")):
        drawn = getattr(theirs, f"{effect}_avg")
        error = np.std(drawn) / np.sqrt(len(drawn))
        assert own[SINGLE, "capital", quantity] == pytest.approx(np.mean(drawn), abs=5 * error)
