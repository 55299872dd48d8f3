"""New quality productive forces and innovative cities: indices, two-way effects, mechanisms, claims.

The package computes and knows nothing of Snakemake; its rooms follow the steps of a paper:
specs -> sources -> panel -> index -> estimators / mechanisms -> tables / figures / claims.
In a notebook: `from nqpf import mediate`.
"""

from importlib import import_module
from typing import Any

__all__ = ["Mediation", "mediate"]

# Written so that no script comes to depend on mechanisms because it imports this package (nqpf.provenance).
_DOOR = ".mechanisms.mediate"


def __getattr__(name: str) -> Any:
    """Import what a notebook uses when it is asked for: `import nqpf` stays light."""
    if name not in __all__:
        raise AttributeError(f"module 'nqpf' has no attribute '{name}'")
    return getattr(import_module(_DOOR, __name__), name)
