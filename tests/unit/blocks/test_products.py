"""Cross-products of clusters: they add up to those of the sample, de-meaned and freed of the nuisance."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nqpf.blocks import products
from nqpf.blocks.design import Roles, build

# Sums of 150 products in another order.
ROUNDING = 1e-12


def design(weights=None, redundant=False, seed=0):
    """Twelve units in four provinces, six years with holes."""
    rng = np.random.default_rng(seed)
    keys = pd.MultiIndex.from_product([range(12), range(6)], names=["unit", "year"])
    frame = pd.DataFrame(rng.normal(size=(72, 4)), index=keys, columns=["x", "m", "y", "z1"]).reset_index()
    frame["z2"] = 2 * frame["z1"] - frame["year"] if redundant else rng.normal(size=72)
    frame = frame[rng.random(72) > 0.15].assign(province=lambda f: f["unit"] // 3, w=2.0)
    frame["w"] += frame["z1"].abs()
    return build(frame, Roles("x", ("m",), "y", ("z1", "z2"), "unit", "year", "province", weights))


def square(packed, size):
    """A packed triangle as a symmetric matrix."""
    found = np.zeros((size, size))
    found[np.triu_indices(size)] = packed
    return found + np.triu(found, 1).T


@pytest.mark.parametrize("weights", [None, "w"])
def test_blocks_add_up_to_an_orthogonal_whole(weights):
    made = design(weights)
    change = products.basis(made)
    whole = square(products.blocks(made, change, 0, 4).sum(axis=0), change.size)
    keep = change.nuisance
    np.testing.assert_allclose(whole[:keep, :keep], np.eye(keep), atol=ROUNDING)
    np.testing.assert_allclose(whole[:keep, keep:], 0.0, atol=ROUNDING)
    np.testing.assert_allclose(np.diag(whole), 1.0, rtol=ROUNDING)


@pytest.mark.parametrize("weights", [None, "w"])
def test_what_is_left_of_the_columns_is_what_dummies_leave(weights):
    made = design(weights)
    change = products.basis(made)
    whole = square(products.blocks(made, change, 0, 4).sum(axis=0), change.size)
    numbers = made.values  # noqa: PD011 - an array of the design, no frame
    unit = np.repeat(np.arange(len(made.unit_start) - 1), np.diff(made.unit_start))
    dummies = [np.eye(unit.max() + 1)[unit], np.eye(made.years)[made.year], numbers[:, :2]]
    root = np.sqrt(made.weight)[:, None]
    base, cells = np.hstack(dummies) * root, numbers[:, 2:] * root
    rest = cells - base @ np.linalg.lstsq(base, cells)[0]
    expected = rest.T @ rest
    found = whole[change.nuisance :, change.nuisance :] * np.outer(change.scale, change.scale)
    np.testing.assert_allclose(found, expected, rtol=1e-10)


def test_redundant_nuisance_columns_are_left_out():
    """One year dummy follows from the others, and z2 = 2 z1 - year from z1 and the dummies."""
    assert products.basis(design()).nuisance == 5 + 2
    assert products.basis(design(redundant=True)).nuisance == 5 + 1


def test_a_constant_column_stays_as_exact_zeros():
    made = design()
    values = made.values.copy()  # noqa: PD011 - an array of the design, no frame
    values[:, 3] = 0.1
    still = replace(made, values=values)
    change = products.basis(still)
    assert (products.blocks(still, change, 0, 4)[:, -2 - 1] == 0).all()  # m'm: last row but one starts there
    assert change.scale[1] == 1.0


def test_pieces_of_rows_and_ranges_of_clusters_change_nothing(monkeypatch):
    made = design("w")
    change = products.basis(made)
    whole = products.blocks(made, change, 0, 4)
    parts = np.vstack([products.blocks(made, change, 0, 1), products.blocks(made, change, 1, 4)])
    np.testing.assert_allclose(parts, whole, rtol=ROUNDING, atol=1e-15)
    monkeypatch.setattr(products, "ROWS", 5)
    np.testing.assert_allclose(products.blocks(made, change, 0, 4), whole, rtol=ROUNDING, atol=1e-15)
