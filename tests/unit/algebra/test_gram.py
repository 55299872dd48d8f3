"""The inverse cross-product and the refusal of redundant columns."""

import numpy as np
import pytest

from nqpf.algebra.gram import inverse_gram, redundant_columns
from nqpf.errors import DataError


def raw(columns):
    return np.sqrt((columns**2).sum(axis=1))


def test_inverse_whatever_the_units():
    columns = np.random.default_rng(1).normal(size=(3, 50)) * np.array([[1e-9], [1.0], [1e9]])
    weight = np.linspace(0.5, 2.0, 50)
    found = inverse_gram(columns, raw(columns), weight, list("abc"))
    scale = np.array([1e-9, 1.0, 1e9])
    alike = columns / scale[:, None]
    gram = (alike * weight) @ alike.T
    np.testing.assert_allclose(found * np.outer(scale, scale) @ gram, np.eye(3), atol=1e-12)


def test_the_later_of_two_twins_is_redundant():
    columns = np.random.default_rng(1).normal(size=(3, 50))
    columns[2] = columns[0] - 4 * columns[1]
    flags = redundant_columns(columns @ columns.T, np.zeros(3, dtype=bool))
    assert flags.tolist() == [False, False, True]


def test_near_twins_are_kept():
    """A correlation of 0.99999 is a problem for the reader, not for the arithmetic."""
    rng = np.random.default_rng(1)
    columns = rng.normal(size=(2, 50))
    columns[1] = columns[0] + 1e-3 * columns[1]
    assert np.isfinite(inverse_gram(columns, raw(columns), None, list("ab"))).all()


def test_both_reasons_stand_in_one_sentence():
    columns = np.random.default_rng(1).normal(size=(4, 50))
    before = raw(columns)
    columns[1] *= 1e-14
    columns[3] = columns[0] + columns[2]
    with pytest.raises(DataError) as error:
        inverse_gram(columns, before, None, list("abcd"))
    assert str(error.value) == (
        "regressors: the effects absorb 'b' and the other regressors absorb 'd'; "
        "take what is absorbed out of the regressors."
    )
