"""CRITIC, PCA and TOPSIS against other packages' numbers (index_schemes.py made them)."""

import json
from pathlib import Path

import pandas as pd
import pytest

from nqpf.index.aggregators import topsis
from nqpf.index.normalisers import minmax
from nqpf.weights import critic, pca

HERE = Path(__file__).parent
STORED = json.loads((HERE / "index_schemes.json").read_text(encoding="utf-8"))
ROUNDING = 1e-12
"""Forty rows of numbers of size one."""


def scores():
    values = pd.read_csv(HERE / "entropy.csv")
    return minmax.apply(values, minmax.fit(values), pd.Series(1, index=values.columns))


@pytest.mark.parametrize("package", ["pymcdm", "scikit_criteria"])
def test_critic(package):
    assert critic.weights(scores()).tolist() == pytest.approx(STORED[f"critic_{package}"], abs=ROUNDING)


def test_pca():
    assert pca.weights(scores()).tolist() == pytest.approx(STORED["pca_squared_loadings"], abs=ROUNDING)
    assert pca.report(scores()).share == pytest.approx(STORED["pca_share"], abs=ROUNDING)


def test_topsis():
    weights = pd.Series(STORED["topsis_weights"], index=scores().columns)
    found = topsis.aggregate(scores(), weights, topsis.fit(scores()))
    assert found.tolist() == pytest.approx(STORED["topsis"], abs=ROUNDING)
