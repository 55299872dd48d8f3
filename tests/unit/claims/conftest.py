"""Made-up results for the small study: what the ledger would read from files."""

import pandas as pd
import pytest

from nqpf.claims.results import Results

MODELS = {  # model -> coef, se, p, standardised, key
    "twoway": (0.5, 0.1, 0.0001, 0.3, "nqpf"),
    "twoway_equal": (0.4, 0.1, 0.0002, 0.2, "nqpf_equal"),
    "forward": (0.2, 0.1, 0.04, 0.1, "nqpf_lag1"),
    "path_p1": (0.3, 0.1, 0.01, 0.15, "nqpf x base"),
}
CHANNELS = {  # mediator -> claim, a, se, p, standardised
    "digital": ("1.technology.digital", 2.0, 0.4, 0.001, 0.4),
    "green": ("1.technology.green", -1.0, 0.4, 0.02, -0.2),
    "quality": ("1.dynamics.quality", 0.5, 0.4, 0.21, 0.1),
}


def terms(name):
    coef, se, p, standardised, key = MODELS[name]
    row = {
        "model": name,
        "term": key,
        "coef": coef,
        "se": se,
        "t": coef / se,
        "p": p,
        "standardised": standardised,
    }
    other = {**row, "term": "ln_gdp", "coef": 99.0, "standardised": 99.0}
    return pd.DataFrame([other, row])


def facts(name):
    key = MODELS[name][-1]
    return {
        "key": key,
        "outcome": "innovation",
        "treatment": "nqpf_equal" if name == "twoway_equal" else "nqpf",
        "controls": ["ln_gdp"],
        "effects": ["unit", "time"],
        "recipe": "CR1 by unit",
        "df": 99,
        "wild_p": None,
        "design_check": None,
    }


def paths():
    rows = [
        {"mediator": m, "effect": c.rpartition(".")[0], "a": a, "a_se": se, "a_p": p, "a_standardised": s}
        for m, (c, a, se, p, s) in CHANNELS.items()
    ]
    return pd.DataFrame(rows).assign(a_wild_p=float("nan"))


def fragility():
    values = {"rho_zero": 0.31, "rho_low": 0.2, "rho_high": 0.42}
    values |= {"rv_a": 0.25, "rv_a_interval": 0.11, "rv_b": 0.333, "rv_b_interval": 0.0}
    return pd.DataFrame({"mediator": list(CHANNELS)}).assign(**values)


def joint(p, average, channels):
    return {
        "f": 5.0,
        "df1": len(channels),
        "df2": 99,
        "p": p,
        "average": average,
        "average_se": 0.1,
        "channels": channels,
    }


@pytest.fixture
def results():
    effects = {
        "1.technology": joint(0.002, 0.3, ["digital", "green"]),
        "1.dynamics": joint(0.3, 0.1, ["quality"]),
    }
    return Results(
        terms={name: terms(name) for name in MODELS},
        facts={name: facts(name) for name in MODELS},
        table=dict.fromkeys(MODELS, "baseline"),
        paths=paths(),
        fragility=fragility(),
        mechanism_facts={"treatment": "nqpf", "outcome": "innovation", "recipe": "CR1 by unit", "df": 99},
        effects=effects,
        truth=None,
    )
