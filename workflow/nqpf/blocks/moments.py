"""What is left of some columns in every draw once effects and controls are partialled out.

Every statistic of a draw - a path, a product, a partial correlation - is a closed form of these small
cross-products (Frisch & Waugh 1933; Lovell 1963), so they are made once and shared.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nqpf.blocks.design import Floats
from nqpf.blocks.elimination import TOLERANCE, Bools, eliminate, offsets
from nqpf.errors import SpecError
from nqpf.registry import suggest


@dataclass(frozen=True)
class Moments:
    """Cross-products of columns freed of effects and controls, one matrix per draw.

    names: (k,) columns; cells: (draws x k x k), in the columns' own units, symmetric; a column without
    variation in a draw has exact zeros there.
    """

    names: tuple[str, ...]
    cells: Floats

    def __len__(self) -> int:
        """Count the draws."""
        return len(self.cells)

    def product(self, first: str, second: str) -> Floats:
        """Cross-product of two columns in every draw, (draws,)."""
        return self.cells[:, self.place(first), self.place(second)]

    def place(self, name: str) -> int:
        """Position of a column; raises SpecError for one that is not there."""
        if name not in self.names:
            raise SpecError(f"no column {name!r} among the moments; {suggest(name, list(self.names))}.")
        return self.names.index(name)


def slopes(moments: Moments, outcome: str, regressors: Sequence[str]) -> Floats:
    """Least-squares slopes of an outcome on regressors in every draw, (draws x regressors).

    NaN, for all regressors of the draw, where one of them has no variation left given those before it.
    """
    square, right, alive = _system(moments, outcome, regressors)
    square[~alive] = np.eye(len(regressors))
    found = np.linalg.solve(square, right[..., None])[..., 0]
    found[~alive] = np.nan
    length = _lengths(moments, regressors)
    return np.asarray(found / np.where(length > 0, length, 1.0))


def residual(moments: Moments, first: str, second: str, regressors: Sequence[str]) -> Floats:
    """Cross-product of two columns after both are freed of the regressors, (draws,); first may be second."""
    right = moments.cells[:, [moments.place(name) for name in regressors], moments.place(second)]
    return np.asarray(
        moments.product(first, second) - (slopes(moments, first, regressors) * right).sum(axis=1)
    )


def unpack(swept: Floats, size: int, keep: int, scale: Floats) -> Floats:
    """Turn the rows of a swept triangle from `keep` on into matrices, (draws x k x k), in own units."""
    start = offsets(size)
    k = size - keep
    cells = np.empty((swept.shape[1], k, k))
    for row in range(k):
        along = swept[start[keep + row] : start[keep + row] + k - row].T
        cells[:, row, row:] = along
        cells[:, row:, row] = along
    return cells * np.outer(scale, scale)


def _lengths(moments: Moments, names: Sequence[str]) -> Floats:
    """Root of the squared lengths of columns, (draws x names)."""
    places = [moments.place(name) for name in names]
    return np.sqrt(moments.cells[:, places, places])


def _system(moments: Moments, outcome: str, regressors: Sequence[str]) -> tuple[Floats, Floats, Bools]:
    """Normal equations of columns of unit length, and in which draws they can be solved."""
    places = [moments.place(name) for name in regressors]
    length = _lengths(moments, regressors)
    unit = np.divide(1.0, length, out=np.zeros_like(length), where=length > 0)
    square = moments.cells[:, places][:, :, places] * unit[:, :, None] * unit[:, None, :]
    right = moments.cells[:, places, moments.place(outcome)] * unit
    size = len(places)
    packed = square[:, *np.triu_indices(size)].T
    pivots = eliminate(packed, size, 0, size)[0][offsets(size)]
    return square, right, np.asarray((pivots > TOLERANCE).all(axis=0))
