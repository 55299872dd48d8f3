"""Which clusters a draw takes: G out of G with replacement (Efron 1979; Cameron & Miller 2015, section VI).

Every piece of BLOCK draws x CHUNK clusters has its own random stream, keyed by (seed, piece). So draw d is
the same whatever the number of draws, of columns, of processes, and a million clusters never stand in memory
at once. How many of the G picks fall into each chunk of clusters is drawn first (multinomial), then the picks
within the chunk.
"""

import numpy as np

from nqpf.blocks.design import Floats, Ints

BLOCK = 256  # draws handled together: one packed triangle of 31 columns takes 1 MB
CHUNK = 1_024  # clusters handled together; changing it or BLOCK changes the draws of large panels


def random_counts(seed: int, clusters: int, block: int, draws: int, chunk: int) -> Floats:
    """Count how often each cluster of a chunk is taken, (first `draws` of a block x clusters)."""
    width = min(CHUNK, clusters - chunk * CHUNK)
    taken = _shares(seed, clusters, block, draws)[:, chunk]
    picks = _stream(seed, block, chunk + 1).integers(0, width, size=int(taken.sum()))
    cells = np.repeat(np.arange(draws) * width, taken) + picks
    return np.bincount(cells, minlength=draws * width).reshape(draws, width).astype(np.float64)


def _shares(seed: int, clusters: int, block: int, draws: int) -> Ints:
    """Draw how many picks fall into each chunk, (draws x chunks); rows sum to the number of clusters."""
    edges = np.append(np.arange(0, clusters, CHUNK), clusters)
    sizes = np.diff(edges)
    return _stream(seed, block, 0).multinomial(clusters, sizes / clusters, size=draws)


def _stream(seed: int, block: int, piece: int) -> np.random.Generator:
    """Open the random stream of one piece."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(block, piece)))
