"""The simulated study: panels whose truth is known because this package drew them (METHOD: known truth)."""

from nqpf.simulate.generator import Drawn, draw
from nqpf.simulate.raw_files import write
from nqpf.simulate.truth import Truth, truth_table

__all__ = ["Drawn", "Truth", "draw", "truth_table", "write"]
