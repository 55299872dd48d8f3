"""Pesaran's CD against plm and against the definition, pair by pair."""

import numpy as np
import pytest
from unit.diagnostics.panels import COLUMNS, EXACT, GOLDEN, golden, panel

from nqpf.diagnostics import pesaran_cd


@pytest.mark.parametrize("study", GOLDEN)
def test_equals_plm(study):
    sample, roles, witness = golden(study)
    found = pesaran_cd.test(sample, **roles)
    assert found["statistic"] == pytest.approx(witness["pesaran_cd"]["statistic"], rel=1e-7)
    assert found["p"] == pytest.approx(witness["pesaran_cd"]["p"], rel=1e-7)


def test_equals_the_definition_pair_by_pair(monkeypatch):
    rng = np.random.default_rng(0)
    table = np.where(rng.random((23, 6)) > 0.4, rng.normal(size=(23, 6)), np.nan) * 1e5
    monkeypatch.setattr(pesaran_cd, "STRIP", 5)
    weighted, total, pairs, r = 0.0, 0.0, 0, []
    for i in range(23):
        for j in range(i + 1, 23):
            both = ~np.isnan(table[i] + table[j])
            if both.sum() >= 2:
                r = np.corrcoef(table[i, both], table[j, both])[0, 1]
                weighted, total, pairs = weighted + np.sqrt(both.sum()) * r, total + r, pairs + 1
    assert pesaran_cd.correlations(table) == pytest.approx((weighted, total, pairs), rel=EXACT)


def test_a_common_factor_is_found_and_the_caution_is_said():
    found = pesaran_cd.test(panel(shock=0.0), **COLUMNS)
    assert "Juodis" in found["note"]
    factor = panel(units=60).assign(y=lambda f: f["y"] + 0.0)
    half = factor["unit"] < "u015"
    factor["y"] += np.where(half, 6.0, 0.0) * np.cos(3.0 * factor["year"])
    assert pesaran_cd.test(factor, **COLUMNS)["statistic"] > 2.0
