"""Random building blocks: lasting differences between cities, AR(1) noise within them, shocks of the year.

Every draw has its own stream, keyed by the seed and a name: adding a variable changes no other one.
Shapes: N cities x T years.
"""

from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.simulate.geography import PROVINCE, REGION
from nqpf.specs.simulation import Process

Floats = npt.NDArray[np.float64]

PROVINCIAL, REGIONAL = 0.45, 0.45  # SD of what a city's development shares with its province and its region
BURDEN = 2.0  # shape of the gamma behind lasting differences: skewed to the right, bounded below


@dataclass(frozen=True)
class Factors:
    """What all processes of one panel share.

    seed, persistence; development: (N,) lasting, SD about 1; swing: (N x T) AR(1), SD 1.
    """

    seed: int
    persistence: float
    development: Floats
    swing: Floats


def stream(seed: int, name: str) -> np.random.Generator:
    """Open the random stream of one name."""
    return np.random.default_rng([seed, crc32(name.encode("utf-8"))])


def factors(seed: int, persistence: float, roster: pd.DataFrame, years: int) -> Factors:
    """Draw the development of every city (own, provincial, regional) and its upswings."""
    generator = stream(seed, "development")
    own = np.sqrt(1 - PROVINCIAL**2 - REGIONAL**2) * generator.standard_normal(len(roster))
    shared = [
        size * generator.standard_normal(codes.max() + 1)[codes]
        for size, codes in ((PROVINCIAL, _codes(roster[PROVINCE])), (REGIONAL, _codes(roster[REGION])))
    ]
    swing = ar1(stream(seed, "swing"), (len(roster), years), persistence)
    return Factors(seed, persistence, own + shared[0] + shared[1], swing)


def _codes(names: pd.Series) -> npt.NDArray[np.intp]:
    return pd.factorize(names)[0]


def ar1(generator: np.random.Generator, shape: tuple[int, int], persistence: float) -> Floats:
    """Draw stationary AR(1) rows with SD 1: the first year comes from the stationary distribution."""
    shocks = generator.standard_normal(shape)
    rows = np.empty(shape)
    rows[:, 0] = shocks[:, 0]
    fresh = np.sqrt(1 - persistence**2)
    for year in range(1, shape[1]):
        rows[:, year] = persistence * rows[:, year - 1] + fresh * shocks[:, year]
    return rows


def values(name: str, process: Process, shared: Factors) -> Floats:
    """Draw one process, (N x T), in the units of its variable; `above` and `counts` come later."""
    moved = movement(name, process, shared)
    if process.form == "additive":
        return process.level + moved
    return process.level * np.exp(moved) * _has_any(name, process, shared)


def movement(name: str, process: Process, shared: Factors) -> Floats:
    """Draw what a process adds to its level, (N x T)."""
    generator = stream(shared.seed, name)
    cities, years = shared.swing.shape
    own = process.city * (generator.gamma(BURDEN, size=cities) - BURDEN) / np.sqrt(BURDEN)
    lasting = process.development * shared.development + own
    time = process.growth * np.arange(years) + process.year * generator.standard_normal(years)
    noise = process.noise * ar1(generator, (cities, years), shared.persistence)
    moved: Floats = lasting[:, None] + time + process.swing * shared.swing + noise
    return moved


def _has_any(name: str, process: Process, shared: Factors) -> Floats:
    """Flag the cities that have any of it at all, (N x 1)."""
    lots = stream(shared.seed, f"{name}: any").random(len(shared.development))
    return (lots >= process.zeros).astype(float)[:, None]


def lifted(cells: pd.Series, above: float | None) -> pd.Series:
    """Add one constant to all cells if the least does not exceed `above`; a constant changes no slope."""
    if above is None or cells.min() > above:
        return cells
    lift = float(above - cells.min() + 0.01 * cells.std())
    return cells + lift
