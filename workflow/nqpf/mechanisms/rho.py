"""The indirect effect if the errors of mediator and outcome were correlated (Imai, Keele & Yamamoto 2010).

Sequential ignorability says that rho, the correlation of the errors of m = a x + g'z + FE + e2 and
y = c' x + b m + g'z + FE + e3, is zero. It cannot be tested; Theorem 4 of the paper gives the indirect effect
that the same data imply for any other rho,

    indirect(rho) = a (s1 / s2) {r - rho sqrt((1 - r^2) / (1 - rho^2))},

s1, s2 the spreads of the residuals of y and m given x, r their correlation. It is a b at rho = 0 and zero at
rho = r (Statistical Science 25:51; see also Imai, Keele & Tingley 2010, Psychological Methods 15:309).
"""

import numpy as np

from nqpf.blocks.design import Floats
from nqpf.mechanisms.singles import Singles

GRID = np.round(np.linspace(-0.9, 0.9, 37), 2)


def indirect_at(found: Singles, rho: Floats) -> Floats:
    """Indirect effect at each rho inside (-1, 1), (draws x mediators x rho), in units of y per unit of x."""
    r = found.correlation[..., None]
    bent = r - rho * np.sqrt((1.0 - r**2) / (1.0 - rho**2))
    return np.asarray((found.a * np.sqrt(found.left_y / found.left_m))[..., None] * bent)
