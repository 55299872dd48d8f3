"""Half-panel jackknife of a regression with unit and year effects (Dhaene & Jochmans 2015).

With unit effects and a regressor that the past of the outcome moves, least squares is off by about B / T
(Nickell 1981). On each half of the years it is off by about 2 B / T, so 2 b - (b1 + b2) / 2 has no bias of
that order; halves have unit and year effects of their own, and the first lag of a half is the last year
before it. The price is variance: with about ten years the errors of least squares are too small for it, so
its own are taken from whole units redrawn, the panel and its halves on the same redraw.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.blocks.moments import slopes
from nqpf.bootstrap import moments

Floats = npt.NDArray[np.float64]
Years = npt.NDArray[np.int64]
LEAST_YEARS = 2  # years of the outcome that each half needs


def counts_of(units: int, draws: int, seed: int) -> Floats:
    """How often each unit is taken, (1 + draws x units): once each, then `units` of them with replacement."""
    drawn = np.random.default_rng(seed).multinomial(units, np.full(units, 1 / units), size=draws)
    return np.vstack([np.ones(units), drawn]).astype(float)


def pieces(years: Years) -> list[tuple[float, Years]]:
    """The jackknife as a sum: factor and years of each estimate that enters it.

    years: sorted, each once. An odd number of years is split both ways and the two are averaged (Dhaene &
    Jochmans 2015, section 3.1); a half weighs as much as it holds of the years.
    """
    cuts = dict.fromkeys([len(years) // 2, (len(years) + 1) // 2])
    halves = [half for cut in cuts for half in (years[:cut], years[cut:])]
    return [(2.0, years), *((-len(half) / len(years) / len(cuts), half) for half in halves)]


def jackknife(
    sample: pd.DataFrame,
    *,
    outcomes: Sequence[str],
    regressors: Sequence[str],
    controls: Sequence[str] = (),
    unit: str = "unit",
    time: str = "year",
    counts: Floats,
) -> Floats | None:
    """Jackknifed slopes of regressors beside controls and two-way effects, (draws x outcomes x regressors).

    sample: flat; lags are columns already; rows complete in every named column are used. The halves are those
    of the calendar window, whatever the gaps of a unit. counts: (draws x units), units in sorted order, once
    each for the sample itself. NaN where a part has no slope; None where a half has fewer than two years or
    no complete row.
    """
    years = np.unique(sample[time].to_numpy(int))
    if len(years) < 2 * LEAST_YEARS:
        return None
    needed = [*regressors, *outcomes]
    units = np.unique(sample[unit].to_numpy(str))
    found = np.zeros((len(counts), len(outcomes), len(regressors)))
    for factor, span in pieces(years):
        part = sample[sample[time].isin(span)].dropna(subset=[*needed, *controls])
        if part.empty:
            return None
        present = counts[:, np.isin(units, part[unit].to_numpy(str))]
        freed = moments(part, columns=needed, controls=controls, unit=unit, time=time, counts=present)
        found += factor * np.stack([slopes(freed, outcome, regressors) for outcome in outcomes], axis=1)
    return found
