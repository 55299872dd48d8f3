"""Size of 2SLS and 3SLS: stored (sizes.py), quoted by the table, and a few panels drawn again."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from golden.three_stage import sizes

from nqpf.dynamics.sizes import THREE_STAGE

STORED = pd.read_csv(Path(__file__).parent / "sizes.csv")
ERRORS = 4  # standard errors that two independent shares may be apart
AGAIN = 40


def test_the_table_quotes_the_stored_rates():
    found = {}
    for (units, years, method), part in STORED.groupby(["units", "years", "method"], sort=False):
        ends = (round(part["rejected"].min(), 3), round(part["rejected"].max(), 3))
        found.setdefault((units, years), {})[method] = ends
    assert found == THREE_STAGE
    assert STORED["panels"].min() >= 500


@pytest.mark.parametrize("design", [(30, 11, 0.5, 0.2), (30, 11, 0.8, 0.0)])
def test_panels_drawn_again_agree_with_the_stored_rates(design, monkeypatch):
    monkeypatch.setattr(sizes, "PANELS", AGAIN)
    monkeypatch.setattr(sizes, "SEED", 7)
    keys = ["units", "years", "persistence", "back"]
    stored = STORED.set_index([*keys, "method"])
    for line in sizes.cell(*design):
        known = stored.loc[(*design, line["method"])]
        p = np.clip(known["rejected"], 0.02, 0.98)
        error = np.sqrt(p * (1 - p) * (1 / AGAIN + 1 / known["panels"]))
        assert abs(line["rejected"] - known["rejected"]) < ERRORS * error, line
