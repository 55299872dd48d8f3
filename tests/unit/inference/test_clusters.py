"""K in every convention, on panels whose K is known by counting."""

import numpy as np
import pytest

from nqpf.algebra.groups import grouping
from nqpf.errors import DataError, SpecError
from nqpf.inference.clusters import check_convention, count, sandwich, scores

UNIT = grouping(np.repeat(np.arange(10), 20))
YEAR = grouping(np.tile(np.arange(20), 10))
REGION = grouping(np.repeat(np.arange(5), 40))
CROSSING = grouping(np.arange(200) % 7)


@pytest.mark.parametrize(
    ("effects", "cluster", "convention", "k"),
    [
        ((UNIT, YEAR), UNIT, "nested", 2 + 1 + 19),
        ((UNIT, YEAR), REGION, "nested", 2 + 1 + 19),
        ((UNIT, YEAR), YEAR, "nested", 2 + 1 + 9),
        ((UNIT, YEAR), CROSSING, "nested", 2 + 1 + 9 + 19),
        ((UNIT,), UNIT, "nested", 2 + 1),
        ((UNIT,), YEAR, "nested", 2 + 10),
        ((YEAR,), UNIT, "nested", 2 + 1 + 19),
        ((), UNIT, "nested", 2 + 1),
        ((UNIT, YEAR), UNIT, "full", 2 + 10 + 20 - 1),
        ((UNIT,), UNIT, "full", 2 + 10),
        ((), UNIT, "full", 2 + 1),
        ((UNIT, YEAR), UNIT, "none", 2),
        ((), UNIT, "none", 2),
    ],
)
def test_k_by_counting(effects, cluster, convention, k):
    found = count(convention, 2, effects, 1, cluster, 200)
    assert found.k == k
    assert found.df == cluster.size - 1
    assert found.factor == pytest.approx(cluster.size / (cluster.size - 1) * 199 / (200 - k), rel=1e-15)


def test_each_component_has_a_redundant_year():
    assert count("nested", 2, (UNIT, YEAR), 3, UNIT, 200).k == 2 + 1 + 20 - 3
    assert count("full", 2, (UNIT, YEAR), 3, UNIT, 200).k == 2 + 10 + 20 - 3


def test_refusals():
    with pytest.raises(SpecError, match="did you mean 'nested'"):
        check_convention("nestd")
    with pytest.raises(DataError, match="one cluster"):
        count("none", 2, (), 1, grouping(np.zeros(9, dtype=np.intp)), 9)
    with pytest.raises(DataError, match="cannot carry 31"):
        count("full", 2, (UNIT, YEAR), 1, UNIT, 31)


def test_sandwich_by_hand():
    """Two clusters with scores 1 and -3 around a bread of 1/2: (1 + 9) / 4."""
    cluster = grouping(np.array([0, 1, 0, 1]))
    by_cluster = scores(np.array([[1.0, 1.0, 2.0, 2.0]]), np.array([3.0, 1.0, -1.0, -2.0]), cluster)
    assert by_cluster.tolist() == [[1.0, -3.0]]
    assert sandwich(np.array([[0.5]]), by_cluster).tolist() == [[2.5]]
