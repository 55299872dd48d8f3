"""Entropy weights against another package's numbers (entropy.py made them)."""

import json
from pathlib import Path

import pandas as pd
import pytest

from nqpf.weights import entropy

HERE = Path(__file__).parent
ROUNDING = 1e-12
"""Both sum 40 logarithms of numbers of size one."""


def test_weights_agree_with_pymcdm():
    stored = json.loads((HERE / "entropy.json").read_text(encoding="utf-8"))["weights"]
    found = entropy.weights(pd.read_csv(HERE / "entropy.csv"))
    assert found.to_dict() == pytest.approx(stored, abs=ROUNDING)
