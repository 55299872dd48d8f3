"""Mediation on public panels: R's lavaan, sandwich and plm (mediation.R), statsmodels' simulation."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nqpf import mediate
from nqpf.mechanisms.effects import ALL, SINGLE
from nqpf.mechanisms.influence import Part, equations
from nqpf.mechanisms.products import delta
from nqpf.mechanisms.setting import Setting

HERE = Path(__file__).parent
MAXIMUM_LIKELIHOOD = 2e-7
"""lavaan stops its search there, relative to the estimate."""
ROUNDING = 1e-7
"""Standard errors from several hundred dummies keep about eight digits."""
SANDWICH = 1e-8
"""lavaan's errors start from its slopes, but depend on them to second order only; columns are scaled."""
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
    theirs = witnessed("empluk pair")
    for quantity, key in JOINT.items():
        assert found[key] == pytest.approx(theirs[quantity], rel=MAXIMUM_LIKELIHOOD)


def bare(name, setting, keys):
    """Errors without CR1 factors: standard errors by quantity, and the factor G/(G-1) that lavaan takes."""
    fitted = equations(panel(name), setting)
    x, y, z = setting.treatment, setting.outcome, list(setting.controls)
    members = list(setting.mediators)

    def parts(outcome, regressors):
        root = np.sqrt(fitted.counting(len(regressors)).factor)
        found = fitted.coefficients(outcome, regressors, regressors)
        return {term: Part(part.value, part.influence / root) for term, part in found.items()}

    paths = {m: parts(m, [x, *z])[x] for m in members}
    joint = parts(y, [x, *members, *z])
    products = {m: paths[m] * joint[m] for m in members}
    total = sum(products.values(), start=joint[x])
    ordered = [*paths.values(), *(joint[m] for m in members), *products.values(), joint[x], total]
    clusters = fitted.design.cluster.size
    return {key: part.se for key, part in zip(keys, ordered, strict=True)}, clusters / (clusters - 1)


SINGLE_KEYS = ["a", "b", "indirect", "direct", "total"]


@pytest.mark.parametrize(
    ("name", "case", "setting", "keys"),
    [
        ("grunfeld", "grunfeld", GRUNFELD, SINGLE_KEYS),
        ("empluk", "empluk", EMPLUK, SINGLE_KEYS),
        ("empluk", "empluk pair", PAIR, list(JOINT)),
    ],
)
def test_clustered_errors_of_products_are_lavaans(name, case, setting, keys):
    """The delta method over equations, with the clusters' covariance of a and b, for sums too."""
    own, factor = bare(name, setting, keys)
    theirs = witnessed(case)
    for key, se in own.items():
        assert np.sqrt(factor) * se == pytest.approx(theirs[f"{key}_se_clustered"], rel=SANDWICH)


@pytest.mark.parametrize(("case", "setting"), [("grunfeld", GRUNFELD), ("empluk", EMPLUK)])
def test_the_error_of_b_is_plms(case, setting):
    own, _ = bare(case, setting, SINGLE_KEYS)
    assert own["b"] == pytest.approx(witnessed(case)["b_se_arellano"], rel=ROUNDING)


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
