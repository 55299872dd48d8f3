"""Cross-products of regressors once the effects are out, and the check that none of them is redundant."""

from collections.abc import Sequence

import numpy as np

from nqpf.algebra.groups import Flags, Floats
from nqpf.errors import DataError

ABSORBED = 1e-10
"""What is left of a column, relative to its root mean square, below which the effects have absorbed it.

Rounding leaves about 1e-15; a regressor of which only the tenth digit varies carries no information.
"""
REDUNDANT = 1e-10
"""Unexplained share (1 - R2 on the regressors before it) below which a regressor is redundant; as fixest."""


def inverse_gram(swept: Floats, raw_scale: Floats, weight: Floats | None, names: Sequence[str]) -> Floats:
    """Invert X~'WX~ for swept regressors (k x n), scaled so that units of measurement do not matter.

    raw_scale: (k,) root of the weighted sum of squares before the sweep. Returns (k x k).
    Raises DataError that names the regressors which the effects or the other regressors absorb.
    """
    gram = swept @ (swept if weight is None else swept * weight).T
    scale = np.sqrt(np.diag(gram))
    absorbed = scale <= ABSORBED * raw_scale
    redundant = redundant_columns(gram, absorbed)
    if absorbed.any() or redundant.any():
        raise DataError(_sentence(names, absorbed, redundant))
    unit = gram / np.outer(scale, scale)
    return np.asarray(np.linalg.inv(unit) / np.outer(scale, scale))


def redundant_columns(gram: Floats, absorbed: Flags) -> Flags:
    """Find the columns that those before them explain, by elimination; returns (k,) of bool."""
    root = np.sqrt(np.where(absorbed, 1.0, np.diag(gram)))
    rest = gram / np.outer(root, root)
    redundant = np.zeros(len(gram), dtype=bool)
    for pivot in np.flatnonzero(~absorbed):
        redundant[pivot] = rest[pivot, pivot] < REDUNDANT
        if not redundant[pivot]:
            rest = rest - np.outer(rest[:, pivot], rest[pivot]) / rest[pivot, pivot]
    return redundant


def _sentence(names: Sequence[str], absorbed: Flags, redundant: Flags) -> str:
    parts = [
        f"{cause} absorb {', '.join(repr(name) for name, gone in zip(names, flags, strict=True) if gone)}"
        for cause, flags in (("the effects", absorbed), ("the other regressors", redundant))
        if flags.any()
    ]
    return f"regressors: {' and '.join(parts)}; take what is absorbed out of the regressors."
