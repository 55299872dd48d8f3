"""Which normalisers, weighting schemes and aggregators go together, and over which years they are fitted."""

from itertools import product

from nqpf.registry import names
from nqpf.specs.index import refusal

SCALINGS = ("pooled", "yearly")
"""Years that a normaliser is fitted on: the whole base window, or each year by itself (`yearly: true`).

What a normaliser gives - positive, non-negative, any - does not depend on the years, so every legal triple
goes with both.
"""


def legal_triples() -> list[tuple[str, str, str]]:
    """List every (normaliser, scheme, aggregator) that a spec may name, sorted; the folders are walked."""
    folders = ("nqpf.index.normalisers", "nqpf.weights", "nqpf.index.aggregators")
    return [
        (normaliser, scheme, aggregator)
        for normaliser, scheme, aggregator in product(*map(names, folders))
        if refusal([normaliser], scheme, aggregator) is None
    ]
