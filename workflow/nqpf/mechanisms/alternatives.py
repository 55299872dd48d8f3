"""Layer 4: what the products become when another story is told about the same data (METHOD.md 3).

Three stories, each in its own module: the mediator held still although other channels act on it
(`controlled`), the calendar orders cause and effect (`lagged`), the paths differ by practice (`moderated`).
"""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from nqpf.mechanisms.controlled import controlled
from nqpf.mechanisms.lagged import lagged
from nqpf.mechanisms.moderated import moderated
from nqpf.mechanisms.setting import Setting


def alternatives(
    sample: pd.DataFrame,
    setting: Setting,
    *,
    moderators: Sequence[str] = (),
    intermediate: Sequence[str] | None = None,
    draws: int = 2000,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """Controlled direct effects, lagged ordering and moderated mediation of every single channel.

    Returns a frame, columns mediator, kind ("controlled direct" | "lagged" | "moderated"), moderator and at
    ("" or "p25", "p50", "p75", "difference"), value (of the moderator there), quantity (a, b, indirect,
    direct, total), estimate, low, high (percentile limits of redrawn clusters), n and units (rows and units
    of that story's own sample, singletons left out), draws (finite ones). Raises SpecError, DataError.
    """
    arguments: dict[str, Any] = {"draws": draws, "seed": seed, "level": level}
    parts = [
        controlled(sample, setting, intermediate, **arguments),
        lagged(sample, setting, **arguments),
        moderated(sample, setting, moderators, **arguments),
    ]
    return pd.concat([part for part in parts if len(part)], ignore_index=True)
