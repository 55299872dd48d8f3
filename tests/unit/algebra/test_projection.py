"""The exact projection against least squares on dummies."""

import numpy as np
import pytest

from nqpf.algebra import projection as module
from nqpf.algebra.groups import compact, grouping
from nqpf.algebra.projection import connected, project

ROUNDING = 1e-10
"""Relative to the column's own size; least squares on dummies loses a few digits itself."""


def dummies(codes):
    return (codes[:, None] == np.arange(codes.max() + 1)).astype(float)


def residual(column, blocks, weight):
    root = np.ones(len(column)) if weight is None else np.sqrt(weight)
    columns = np.hstack(blocks) * root[:, None]
    return column - np.hstack(blocks) @ np.linalg.lstsq(columns, column * root, rcond=1e-12)[0]


def codes_of(case):
    rng = np.random.default_rng(3)
    first, second = np.repeat(np.arange(20), 6), np.tile(np.arange(6), 20)
    keep = {
        "balanced": np.ones(120, dtype=bool),
        "unbalanced": rng.uniform(size=120) < 0.6,
        "disconnected": (first < 9) == (second < 3),
        "chain": (second == first % 6) | (second == (first + 1) % 6),
    }[case]
    return compact(first[keep]), compact(second[keep])


@pytest.mark.parametrize("case", ["balanced", "unbalanced", "disconnected", "chain"])
@pytest.mark.parametrize("weighted", [False, True])
def test_sweep_equals_least_squares_on_dummies(case, weighted):
    first, second = codes_of(case)
    rng = np.random.default_rng(4)
    column = 1e4 + rng.normal(size=len(first)) + first
    weight = 10 ** rng.uniform(-3, 3, size=len(first)) if weighted else None
    found = project(grouping(first), grouping(second), weight)
    expected = residual(column, [dummies(first), dummies(second)], weight)
    np.testing.assert_allclose(found.sweep(column), expected, atol=ROUNDING * np.abs(column).max())
    assert found.components == (2 if case == "disconnected" else 1)


@pytest.mark.parametrize("cells", [7, 50])
def test_pieces_of_the_table_add_up(monkeypatch, cells):
    first, second = codes_of("unbalanced")
    whole = project(grouping(first), grouping(second), None)
    monkeypatch.setattr(module, "CELLS_AT_ONCE", cells)
    pieces = project(grouping(first), grouping(second), None)
    np.testing.assert_allclose(pieces.inverse, whole.inverse, rtol=1e-12)


def test_sweeping_twice_changes_nothing():
    first, second = codes_of("unbalanced")
    found = project(grouping(first), grouping(second), None)
    once = found.sweep(np.random.default_rng(1).normal(size=len(first)))
    np.testing.assert_allclose(found.sweep(once), once, atol=1e-13)


def test_two_by_two_by_hand():
    """Rows (1, 2), (3, 8): the interaction 1 - 2 - 3 + 8 = 4 is spread as +1, -1, -1, +1."""
    found = project(grouping(np.array([0, 0, 1, 1])), grouping(np.array([0, 1, 0, 1])), None)
    assert found.sweep(np.array([1.0, 2.0, 3.0, 8.0])).tolist() == pytest.approx([1, -1, -1, 1], rel=1e-14)


def test_connected_components():
    apart = np.array([[1.0, 0, -1, 0], [0, 1, 0, -1], [-1, 0, 1, 0], [0, -1, 0, 1]])
    assert connected(apart).tolist() == [0, 1, 0, 1]
    chain = np.diag(np.full(4, 2.0)) - np.eye(4, k=1) - np.eye(4, k=-1)
    assert connected(chain).tolist() == [0, 0, 0, 0]
