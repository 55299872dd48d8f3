"""How often each test of the two-way claim rejects a true null at 5%, as measured on SIMULATED panels.

MEASURED by `snakemake verify_two_way` (a second writing of the tests gave the same rates): least and greatest
over persistence 0.5 and 0.8, with and without an effect the other way round. THREE_STAGE by
tests/golden/three_stage/sizes.py: persistence 0.2 to 0.8, both effects within the year, exclusions that hold.
Tables quote the design that is nearest to their own number of units, so that no test stands there without its
size.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from nqpf.regression import FEW_CLUSTERS

LEVEL = 0.05
ERRORS = 3.0  # Monte-Carlo errors of a true 5% within which a rate is taken for it
PANELS = 500
Measured = Mapping[tuple[int, int], Mapping[str, tuple[float, float]]]
MEASURED: Measured = {
    (285, 12): {
        "fixed_effects": (0.046, 0.504),
        "half_panel": (0.038, 0.252),
        "adjusted": (0.042, 0.088),
        "adjusted_serial": (0.056, 0.062),
        "hpj_wald": (0.11, 0.468),
        "hpj_wald_bootstrap": (0.058, 0.26),
        "dh_zbar": (1.0, 1.0),
        "dh_ztilde": (0.39, 0.976),
    },
    (30, 11): {
        "fixed_effects": (0.028, 0.068),
        "fixed_effects_wild": (0.02, 0.058),
        "half_panel": (0.032, 0.064),
        "adjusted": (0.03, 0.064),
        "adjusted_serial": (0.048, 0.078),
        "hpj_wald": (0.116, 0.202),
        "hpj_wald_bootstrap": (0.052, 0.074),
        "dh_zbar": (0.55, 0.804),
        "dh_ztilde": (0.082, 0.3),
        "dh_bootstrap": (0.042, 0.094),
    },
}
"""(units, years) -> method -> least and greatest rate."""
THREE_STAGE: Measured = {
    (30, 11): {"ols": (0.922, 1.0), "2sls": (0.022, 0.07), "3sls": (0.02, 0.068)},
    (285, 12): {"ols": (1.0, 1.0), "2sls": (0.042, 0.458), "3sls": (0.04, 0.416)},
}


@dataclass(frozen=True)
class Size:
    """Rates of false rejections of one test in panels of so many units and years."""

    units: int
    years: int
    least: float
    greatest: float

    @property
    def fair(self) -> bool:
        """Whether the test rejects no more often than 5%, but for Monte-Carlo error."""
        error = math.sqrt(LEVEL * (1 - LEVEL) / PANELS)
        return self.greatest <= LEVEL + ERRORS * error


def measured(units: int, rates_by_size: Measured = MEASURED) -> dict[str, Size]:
    """Sizes of all tests by method, in the design with few units or the one with many."""
    few = units < FEW_CLUSTERS
    (count, years), rates = next(
        (key, one) for key, one in rates_by_size.items() if (key[0] < FEW_CLUSTERS) == few
    )
    return {method: Size(count, years, *pair) for method, pair in rates.items()}
