"""Lagged ordering: x of the year before, m of this year, y of the year after (METHOD.md 3, layer 4).

A mediator has to come after its treatment and before its outcome. Contemporaneous paths take that on trust;
here the calendar orders them. Controls are of x's year, so that they precede the mediator as well. De-meaning
by unit still asks that no year's error moves x or m of a later year; where it does, estimates are off by
something of the order of one over the number of years (Nickell 1981, Econometrica 49:1417), which no interval
here covers.
"""

import numpy as np
import pandas as pd

from nqpf.mechanisms.drawn import complete, counted, drawn, table, whole_years
from nqpf.mechanisms.setting import Setting
from nqpf.mechanisms.singles import EFFECTS, singles


def order(sample: pd.DataFrame, setting: Setting) -> pd.DataFrame:
    """Put x(t-1), z(t-1), m(t), y(t+1) of one unit into one row of year t.

    Lags are calendar years: a unit with a gap has no row where a neighbour is missing. Cluster and weights
    are those of year t. Returns a new flat frame of complete rows. Raises DataError where years are not
    whole numbers, SpecError for a missing column.
    """
    early, late = [setting.treatment, *setting.controls], [setting.outcome]
    keys = [setting.unit, setting.time]
    now = complete(sample, setting, list(setting.mediators))
    whole_years(now, setting)
    before = sample[[*keys, *early]].assign(**{setting.time: sample[setting.time] + 1})
    after = sample[[*keys, *late]].assign(**{setting.time: sample[setting.time] - 1})
    moved = [name for name in (*early, *late) if name in now.columns]
    joined = now.drop(columns=moved).merge(before, on=keys).merge(after, on=keys)
    return joined.dropna().reset_index(drop=True)


def lagged(
    sample: pd.DataFrame, setting: Setting, *, draws: int, seed: int, level: float = 0.95
) -> pd.DataFrame:
    """a, b, indirect, direct, total of every single channel in the lagged ordering, percentile limits.

    Returns rows of kind "lagged" (columns `drawn.COLUMNS`); all NaN where no row has all three years.
    """
    rows = order(sample, setting)
    names = list(setting.mediators)
    facts = {"kind": "lagged", **counted(rows, setting)}
    if not facts["n"]:
        nothing = np.full((1 + draws, len(names)), np.nan)
        return table(names, dict.fromkeys(EFFECTS, nothing), facts, level)
    columns = [setting.treatment, *names, setting.outcome]
    moments = drawn(rows, setting, columns, setting.controls, draws, seed)
    found = singles(moments, setting.treatment, names, setting.outcome)
    return table(names, {effect: getattr(found, effect) for effect in EFFECTS}, facts, level)
