"""Controlled direct effect by sequential g-estimation (Acharya, Blackwell & Sen 2016, APSR 110:512).

What is left of the effect of x on y when m is held still, also where other things that x moves (W, the
intermediate confounders) act on both m and y. Stage 1: y on x, m, W, z and effects gives b. Stage 2: y - b m
on x, z and effects gives the controlled direct effect. Stage 2 is linear in its outcome, hence exactly

    controlled direct = total - b a,

a and total from the regressions of m and y on x, z and effects. W stands in stage 1 alone: in stage 2 it
would close paths from x that belong to the direct effect. Assumes no omitted confounder of x, none of m given
x, W and z, and no interaction of x with m.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from nqpf.blocks.design import Floats
from nqpf.blocks.moments import Moments, slopes
from nqpf.mechanisms.drawn import complete, counted, drawn, refuse_taken, table
from nqpf.mechanisms.setting import Setting
from nqpf.mechanisms.singles import singles


def controlled(
    sample: pd.DataFrame,
    setting: Setting,
    intermediate: Sequence[str] | None = None,
    *,
    draws: int,
    seed: int,
    level: float = 0.95,
) -> pd.DataFrame:
    """Controlled direct effect of x, the mediator held still, for every channel; percentile limits.

    intermediate: W, default the other channels (then it equals the joint direct effect plus the other
    channels' joint indirect effects). Both stages are redrawn. Returns rows of kind "controlled direct",
    quantities b (stage 1), direct (the controlled direct effect) and total, columns `drawn.COLUMNS`.
    Raises SpecError where an intermediate is treatment, outcome or control.
    """
    names, given = list(setting.mediators), intermediate if intermediate is not None else setting.mediators
    taken = {setting.treatment: "the treatment", setting.outcome: "the outcome"}
    refuse_taken(given, "intermediate", {**dict.fromkeys(setting.controls, "a control"), **taken})
    columns = list(dict.fromkeys([setting.treatment, *names, *given, setting.outcome]))
    moments = drawn(sample, setting, columns, setting.controls, draws, seed)
    single = singles(moments, setting.treatment, names, setting.outcome)
    b = stage_one(moments, setting, list(given))
    found = {"b": b, "direct": single.total - b * single.a, "total": single.total}
    rows = complete(sample, setting, [*columns, *setting.controls])
    return table(names, found, {"kind": "controlled direct", **counted(rows, setting)}, level)


def stage_one(moments: Moments, setting: Setting, intermediate: Sequence[str]) -> Floats:
    """B of every mediator in the outcome equation that holds x, it and the intermediates, (draws x m)."""
    found: dict[tuple[str, ...], Floats] = {}
    b = []
    for mediator in setting.mediators:
        # The set, not the order, makes the equation: all channels share one where W is the other channels.
        regressors = (setting.treatment, *sorted({mediator, *intermediate}))
        if regressors not in found:
            found[regressors] = slopes(moments, setting.outcome, regressors)
        b.append(found[regressors][:, regressors.index(mediator)])
    return np.column_stack(b)
