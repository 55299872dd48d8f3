"""The draws of a cluster bootstrap in pieces: blocks of draws x chunks of clusters (blocks/counts.py)."""

from dataclasses import dataclass

import numpy as np

from nqpf.algebra.groups import Floats
from nqpf.blocks.counts import BLOCK, CHUNK, random_counts


@dataclass(frozen=True)
class Drawing:
    """How often each draw takes each cluster.

    clusters, number: of clusters and of draws; seed: of the random streams; fixed: (draws x clusters) or
    None.
    """

    clusters: int
    number: int
    seed: int
    fixed: Floats | None

    @property
    def spans(self) -> list[tuple[int, int]]:
        """First draw and end of each block of draws."""
        return [(first, min(first + BLOCK, self.number)) for first in range(0, self.number, BLOCK)]

    @property
    def chunks(self) -> list[tuple[int, int, int]]:
        """Number, first cluster and end of each chunk of clusters."""
        lows = range(0, self.clusters, CHUNK)
        return [(chunk, low, min(low + CHUNK, self.clusters)) for chunk, low in enumerate(lows)]

    def counts(self, first: int, last: int, chunk: int) -> Floats:
        """Count how often draws first..last-1, a span, take the clusters of a chunk, (draws x clusters)."""
        if self.fixed is not None:
            return self.fixed[first:last, chunk * CHUNK : (chunk + 1) * CHUNK]
        return random_counts(self.seed, self.clusters, first // BLOCK, last - first, chunk)

    def of_draw(self, draw: int) -> Floats:
        """Count how often one draw takes each cluster, (clusters,)."""
        first, last = self.spans[draw // BLOCK]
        parts = [self.counts(first, last, chunk)[draw - first] for chunk, _, _ in self.chunks]
        return np.concatenate(parts)
