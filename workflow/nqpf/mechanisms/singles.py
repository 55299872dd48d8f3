"""One channel at a time in every draw, all channels at once: closed forms of the moments.

With r_m, r_y the mediator and the outcome freed of effects, controls and x (Frisch & Waugh 1933; Lovell
1963): b = r_m'r_y / r_m'r_m. The correlation of r_m with r_y is that of the errors of the two
equations that do without the mediator (Imai, Keele & Yamamoto 2010, Statistical Science 25:51, Theorem 4).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nqpf.blocks.design import Floats
from nqpf.blocks.elimination import alive
from nqpf.blocks.moments import Moments

EFFECTS = ("a", "b", "indirect", "direct", "total")


@dataclass(frozen=True)
class Singles:
    """Effects of single channels, each (draws x mediators); NaN where a draw does not identify them.

    a: x -> m; b: m -> y given x; indirect = a b; direct = total - indirect; total: x -> y.
    correlation: of m and y given x. left_x, left_m, left_y: squared lengths of x and of m and y given x.
    """

    a: Floats
    b: Floats
    indirect: Floats
    direct: Floats
    total: Floats
    correlation: Floats
    left_x: Floats
    left_m: Floats
    left_y: Floats

    @property
    def r2_a(self) -> Floats:
        """Partial R2 of x with m, the share of m's variation that path a explains."""
        explained = self.a**2 * self.left_x
        return np.asarray(explained / (explained + self.left_m))

    @property
    def r2_b(self) -> Floats:
        """Partial R2 of m with y given x."""
        return np.asarray(self.correlation**2)

    @property
    def scale_a(self) -> Floats:
        """Residual spread of path a's outcome over that of its regressor, m per unit of x."""
        return np.asarray(np.sqrt(self.left_m / self.left_x))

    @property
    def scale_b(self) -> Floats:
        """Residual spread of path b's outcome over that of its regressor, y per unit of m."""
        return np.asarray(np.sqrt(self.left_y * (1.0 - self.r2_b) / self.left_m))


def singles(moments: Moments, treatment: str, mediators: Sequence[str], outcome: str) -> Singles:
    """Solve every channel in every draw; moments hold treatment, mediators and outcome."""
    x, y = moments.place(treatment), moments.place(outcome)
    m = [moments.place(name) for name in mediators]
    cells = moments.cells
    xx, xm, my = cells[:, x, x, None], cells[:, x, m], cells[:, m, y]
    xx = np.broadcast_to(np.where(xx > 0, xx, np.nan), xm.shape)
    a, total = xm / xx, cells[:, x, y, None] / xx
    left_m = _left(cells[:, m, m], xm * a)
    left_y = _left(cells[:, y, y, None], cells[:, x, y, None] * total)
    shared = my - xm * total
    b = shared / left_m
    return Singles(
        a=a,
        b=b,
        indirect=a * b,
        direct=total - a * b,
        total=np.broadcast_to(total, a.shape),
        correlation=np.clip(shared / np.sqrt(left_m * left_y), -1.0, 1.0),
        left_x=xx,
        left_m=left_m,
        left_y=np.broadcast_to(left_y, a.shape),
    )


def _left(given: Floats, taken: Floats) -> Floats:
    """Squared length that is left, NaN where it is only rounding."""
    left = given - taken
    with np.errstate(invalid="ignore"):
        return np.where(alive(left, given), left, np.nan)
