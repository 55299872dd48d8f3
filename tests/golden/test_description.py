"""Gini coefficients and Markov chains against PySAL's numbers (description.py made them)."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from unit.analyses import material
from unit.tables import fake_study as fake

HERE = Path(__file__).parent
ROUNDING = 1e-10
"""Sums of a few thousand numbers of size one, in another order; PySAL sorts and iterates."""
STORED = json.loads((HERE / "description.json").read_text(encoding="utf-8"))
TESTS = ("lr", "chi2", "df", "lr_p", "chi2_p")


@pytest.fixture(scope="module")
def known():
    frame = pd.read_csv(HERE / "description.csv", dtype={"group": str})
    return material.given(frame.rename(columns={"group": "region", "score": "nqpf"}))


@pytest.fixture(scope="module")
def chain(known):
    return material.analyse("markov", fake.study(), known, classes=4, cuts="pooled")


def square(rows, by, of):
    part = rows[(rows["by"] == by) & (rows["of"] == of)]
    return part["count"].to_numpy().reshape(4, 4)


def test_gini_agrees_with_inequality(known):
    rows = material.analyse("gini", fake.study(), known).rows
    total = rows[rows["part"] == "total"].set_index("year")["value"]
    assert total.rename(index=str).to_dict() == pytest.approx(STORED["gini"], abs=ROUNDING)


def test_transitions_agree_with_giddy(chain):
    assert square(chain.rows, "all", "all").tolist() == STORED["markov"]["counts"]
    shares = chain.rows.query("by == 'all'")["probability"].to_numpy().reshape(4, 4)
    np.testing.assert_allclose(shares, STORED["markov"]["probabilities"], atol=ROUNDING)


def test_ergodic_distribution_agrees_with_giddy(chain):
    assert chain.facts["ergodic"]["all all"] == pytest.approx(STORED["markov"]["ergodic"], abs=ROUNDING)


@pytest.mark.parametrize(("by", "names"), [("group", "0123"), ("neighbours", "1234")])
def test_conditioned_transitions_and_their_test_agree_with_giddy(chain, by, names):
    stored = STORED["markov"][by]
    assert [square(chain.rows, by, name).tolist() for name in names] == stored["counts"]
    found = {key: chain.facts["tests"][by][key] for key in TESTS}
    assert found == pytest.approx({key: stored[key] for key in TESTS}, abs=ROUNDING)
