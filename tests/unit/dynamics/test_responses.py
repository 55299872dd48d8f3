"""Responses, roots and variance shares of a known autoregression."""

import numpy as np
import pytest
from unit.dynamics.var_panels import ERRORS, FORWARD

from nqpf.dynamics import responses

EXACT = 1e-12
TWO = np.array([[[0.5, 0.1], [0.2, 0.3]], [[0.1, 0.0], [0.05, 0.2]]])  # p = 2


def test_roots_of_a_triangular_autoregression_are_its_diagonal():
    assert np.abs(responses.roots(FORWARD[None, None])[0]) == pytest.approx([0.5, 0.5])
    assert responses.roots(TWO[None]).shape == (1, 4)


def test_a_root_above_one_comes_first():
    assert responses.roots(np.diag([0.3, 1.2])[None, None])[0].real == pytest.approx([1.2, 0.3])


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_the_impact_is_a_root_of_the_covariance_and_the_last_moves_none(order):
    impact = responses.responses(TWO[None], ERRORS[None], order, 0)[0, 0]
    assert impact @ impact.T == pytest.approx(ERRORS, abs=EXACT)
    assert impact[order[0], order[1]] == pytest.approx(0.0, abs=EXACT)


def test_later_responses_follow_the_recursion():
    found = responses.responses(TWO[None], ERRORS[None], [0, 1], 4)[0]
    for step in range(2, 5):
        assert found[step] == pytest.approx(TWO[0] @ found[step - 1] + TWO[1] @ found[step - 2], abs=EXACT)


def test_shares_add_up_and_one_step_ahead_the_first_is_its_own_shock():
    shares = responses.shares(responses.responses(TWO[None], ERRORS[None], [0, 1], 6))[0]
    assert shares.sum(axis=2) == pytest.approx(np.ones((7, 2)))
    assert shares[0, 0] == pytest.approx([1.0, 0.0])
