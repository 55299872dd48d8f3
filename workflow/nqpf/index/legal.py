"""Which normalisers, weighting schemes and aggregators go together."""

from itertools import product

from nqpf.registry import names
from nqpf.specs.index import refusal


def legal_triples() -> list[tuple[str, str, str]]:
    """List every (normaliser, scheme, aggregator) that a spec may name, sorted; the folders are walked."""
    folders = ("nqpf.index.normalisers", "nqpf.weights", "nqpf.index.aggregators")
    return [
        (normaliser, scheme, aggregator)
        for normaliser, scheme, aggregator in product(*map(names, folders))
        if refusal([normaliser], scheme, aggregator) is None
    ]
