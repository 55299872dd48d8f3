"""Cells that are never published: single years inside a city's series, so that all can be interpolated."""

import numpy as np
import pandas as pd

from nqpf.simulate.processes import stream
from nqpf.simulate.recipes import numerator
from nqpf.specs.simulation import SimulationSpec
from nqpf.specs.study import Study


def gaps(study: Study, spec: SimulationSpec, raw: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Take cells out of raw series, as the processes and the switch `missing` say.

    Only every second year inside the window may go: a gap is one year long, the ends are always there, and
    the first year holds the base values of the moderators.
    """
    shares = {name: share for name, share in _shares(study, spec).items() if share > 0}
    return raw.assign(**{name: _punctured(raw[name], share, seed) for name, share in shares.items()})


def _shares(study: Study, spec: SimulationSpec) -> dict[str, float]:
    """Share of missing cells by raw series."""
    drawn = {**spec.series, **spec.exogenous, **spec.channels, **spec.indicators}
    shares = {numerator(study.codebook, name): process.missing for name, process in drawn.items()}
    roles = (study.facts.treatment, study.facts.outcome)
    indicators = [name for role in roles for name in study.indices[role].indicators]
    switched = {numerator(study.codebook, name): spec.switches.missing for name in indicators}
    return {name: max(share, switched.get(name, 0.0)) for name, share in shares.items()}


def _punctured(column: pd.Series, share: float, seed: int) -> pd.Series:
    """Take about that share of the cells out of one series."""
    years = column.index.get_level_values("year")
    position = years - years.min()
    open_to_gaps = np.asarray((position % 2 == 1) & (years < years.max()))
    chance = share / open_to_gaps.mean()
    lots = stream(seed, f"{column.name}: gaps").random(len(column))
    return column.mask(open_to_gaps & (lots < chance))
