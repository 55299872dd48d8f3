"""Findings made by hand: rates of a few scenarios, so that every sentence can be foreseen."""

import pandas as pd

from nqpf.specs.base import Label
from nqpf.verify.pool import Findings

CHANNELS = ("digital", "green")
FACTS = ["data", "scenario", "group", "purpose", "cities", "years", "strength"]


def rows(scenario, purpose, cells, *, truth=1.0, panels=400, cities=285, strength=1.0):
    """cells: (set, name, quantity, method) -> (coverage, rejected)."""
    facts = ["SIMULATED", scenario, scenario, purpose, cities, 12, strength]
    made = []
    for (chosen, name, quantity, method), (coverage, rejected) in cells.items():
        share = {"coverage": coverage, "rejected": rejected, "truth": truth, "panels": panels, "length": 1.0}
        errors = {
            f"{k}_mc_error": (share[k] * (1 - share[k]) / panels) ** 0.5 for k in ("coverage", "rejected")
        }
        key = {"set": chosen, "name": name, "quantity": quantity, "method": method}
        made.append({**dict(zip(FACTS, facts, strict=True)), **key, **share, **errors})
    return pd.DataFrame(made)


def channel_cells(quantity, methods, coverage, rejected):
    return {("single", c, quantity, m): (coverage, rejected) for c in CHANNELS for m in methods}


def bias_rows(scenario, off):
    """off: bias in Monte-Carlo errors by channel."""
    facts = dict(zip(FACTS, ["SIMULATED", scenario, scenario, "coverage", 285, 12, 1.0], strict=True))
    numbers = {"truth": 1.0, "rmse": 0.1, "rmse_mc_error": 0.01, "sd": 0.1, "mean_se": 0.1, "panels": 400}
    return pd.DataFrame(
        {
            **facts, "set": "single", "name": name, "quantity": "indirect", **numbers,
            "mean_estimate": 1 + 0.01 * errors, "bias": 0.01 * errors, "bias_mc_error": 0.01,
        }
        for name, errors in off.items()
    )  # fmt: skip


def findings(rates, bias=None):
    labels = {name: Label(en=f"design {name}", zh=name) for name in rates["scenario"].unique()}
    table = bias_rows("main", dict.fromkeys(CHANNELS, 0.5)) if bias is None else bias
    return Findings(table, rates, labels, "main")
