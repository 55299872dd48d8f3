"""Which clusters a draw takes: G out of G with replacement (Efron 1979; Cameron & Miller 2015, section VI).

Every piece of BLOCK draws x CHUNK clusters has its own random stream, keyed by (seed, piece). So draw d is
the same whatever the number of draws, of columns, of processes, and a million clusters never stand in memory
at once. How many of the G picks fall into each chunk of clusters is drawn first (multinomial), then the picks
within the chunk.
"""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from nqpf.blocks.design import Floats, Ints
from nqpf.errors import SpecError

BLOCK = 256  # draws handled together: one packed triangle of 31 columns takes 1 MB
CHUNK = 1_024  # clusters handled together; changing it or BLOCK changes the draws of large panels


def plan(draws: int | None, counts: npt.ArrayLike | None, clusters: int) -> tuple[int, Floats | None]:
    """Settle how many draws there are and whether they are given: number, counts (draws x clusters) or None.

    Raises SpecError for a number that is not positive, for counts of another shape, negative or missing.
    """
    if counts is None:
        if draws is None or draws < 1:
            raise SpecError(f"draws is {draws}: give a positive number of draws, or counts.")
        return int(draws), None
    fixed = np.asarray(counts, dtype=np.float64)
    rows = fixed.shape[0] if draws is None and fixed.ndim else draws
    if fixed.shape != (rows, clusters) or not rows:
        raise SpecError(
            f"counts has shape {fixed.shape}: it needs ({rows}, {clusters}), "
            f"one row per draw and one column per cluster of the complete rows, in sorted order."
        )
    if not (np.isfinite(fixed).all() and (fixed >= 0).all()):
        raise SpecError("counts has negative or missing cells: it says how often each cluster is taken.")
    return len(fixed), fixed


def whole_counts(seed: int, clusters: int, draws: int, fixed: Floats | None = None) -> Iterator[Floats]:
    """Hand out the counts of all clusters, a block of draws at a time, (at most BLOCK x clusters)."""
    for first in range(0, draws, BLOCK):
        number = min(BLOCK, draws - first)
        if fixed is not None:
            yield fixed[first : first + number]
            continue
        chunks = range(-(-clusters // CHUNK))
        yield np.hstack([random_counts(seed, clusters, first // BLOCK, number, chunk) for chunk in chunks])


def random_counts(seed: int, clusters: int, block: int, draws: int, chunk: int) -> Floats:
    """Count how often each cluster of a chunk is taken, (first `draws` of a block x clusters)."""
    width = min(CHUNK, clusters - chunk * CHUNK)
    taken = _shares(seed, clusters, block, draws, CHUNK)[:, chunk]
    cells = _stream(seed, block, chunk + 1).integers(0, width, size=int(taken.sum()))
    cells += np.repeat(np.arange(draws) * width, taken)
    return np.bincount(cells, minlength=draws * width).reshape(draws, width).astype(np.float64)


@lru_cache(maxsize=64)  # every chunk asks for the shares of all chunks
def _shares(seed: int, clusters: int, block: int, draws: int, chunk: int) -> Ints:
    """Draw how many picks fall into each chunk, (draws x chunks); rows sum to the number of clusters."""
    edges = np.append(np.arange(0, clusters, chunk), clusters)
    sizes = np.diff(edges)
    return _stream(seed, block, 0).multinomial(clusters, sizes / clusters, size=draws)


def _stream(seed: int, block: int, piece: int) -> np.random.Generator:
    """Open the random stream of one piece."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(block, piece)))
