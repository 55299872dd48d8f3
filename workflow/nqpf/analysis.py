"""What an analysis of an index may use, and what it gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from nqpf.index.model import IndexModel


@dataclass(frozen=True)
class Material:
    """The finished panel with its indices.

    panel: frame by (unit, year), every variable. units: unit, labels, groups. sample: the spec's
    sample, flat, with every variable, group and index. scores: index -> frame by (unit, year) with
    the dimension scores and `score`. indices: index -> fitted model. imputed: variable, unit, year, value,
    policy of every cell that was filled, None where that is not known.
    """

    panel: pd.DataFrame
    units: pd.DataFrame
    sample: pd.DataFrame
    scores: Mapping[str, pd.DataFrame]
    indices: Mapping[str, IndexModel]
    imputed: pd.DataFrame | None = None


@dataclass(frozen=True)
class Analysis:
    """rows: a tidy frame, written as CSV at full precision. facts: JSON-ready, what stands under it."""

    rows: pd.DataFrame
    facts: Mapping[str, Any]
