"""Moderated mediation: indirect and direct effects where a moderator w is low and where it is high.

    m = a1 x + a3 xw + g1 w + g'z + FE,    y = c1 x + c3 xw + b1 m + b3 mw + g2 w + g'z + FE
    indirect(w) = (a1 + a3 w)(b1 + b3 w),  direct(w) = c1 + c3 w

(Preacher, Rucker & Hayes 2007, MBR 42:185; all three paths moderated is model 59 in Hayes's numbering). With
both paths of the product moderated the indirect effect bends in w, so that no single index tells how it
changes (Hayes 2015, MBR 50:1): the difference between two values of w does. A moderator that does not change
over time is absorbed by the unit effects; its products are not. It has to be one that x does not move.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from nqpf.blocks.design import Floats
from nqpf.blocks.moments import Moments, slopes
from nqpf.mechanisms.drawn import COLUMNS, complete, counted, drawn, refuse_taken, table
from nqpf.mechanisms.setting import Setting

PERCENTILES = {"p25": 0.25, "p50": 0.50, "p75": 0.75}
DIFFERENCE = "difference"


def moderated(
    sample: pd.DataFrame,
    setting: Setting,
    moderators: Sequence[str],
    *,
    draws: int,
    seed: int,
    level: float = 0.95,
) -> pd.DataFrame:
    """Effects of every single channel at the quartiles of every moderator; percentile limits.

    At the 25th, 50th and 75th percentile of w over all complete rows (unweighted; a moderator of two values
    may have the same value at all three), and the difference p75 - p25: for quantity indirect, the test of
    moderated mediation. Values of w are points of evaluation, fixed over the draws. Returns rows of kind
    "moderated", quantities a, b, indirect, direct, total = direct + indirect, columns `drawn.COLUMNS`, empty
    without moderators. Raises SpecError where a moderator is treatment, outcome or mediator.
    """
    parts = [_by_one(sample, setting, w, draws, seed, level) for w in dict.fromkeys(moderators)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))


def _by_one(
    sample: pd.DataFrame, setting: Setting, moderator: str, draws: int, seed: int, level: float
) -> pd.DataFrame:
    """Rows of one moderator."""
    taken = {setting.treatment: "the treatment", setting.outcome: "the outcome"}
    refuse_taken([moderator], "moderator", {**dict.fromkeys(setting.mediators, "a mediator"), **taken})
    paths = [setting.treatment, *setting.mediators]
    controls = list(dict.fromkeys([*setting.controls, moderator]))
    rows = complete(sample, setting, [*paths, setting.outcome, *controls])
    columns = [*paths, *(_product(name, moderator) for name in paths), setting.outcome]
    moments = drawn(with_products(rows, paths, moderator), setting, columns, controls, draws, seed)
    found = coefficients(moments, setting, moderator)
    facts = {"kind": "moderated", "moderator": moderator, **counted(rows, setting)}
    return _at_percentiles(found, rows[moderator], list(setting.mediators), facts, level)


def with_products(rows: pd.DataFrame, names: Sequence[str], moderator: str) -> pd.DataFrame:
    """Add the product of every column with the moderator, both centred at their means over the rows.

    Means are constants, not redrawn: since x, m and w stand in the equations by themselves, another centre
    changes no effect at any value of w (it only keeps the products from being nearly collinear with them).
    """
    centred = rows[[*names, moderator]] - rows[[*names, moderator]].mean()
    made = {_product(name, moderator): centred[name] * centred[moderator] for name in names}
    return rows.assign(**made)


def _product(name: str, moderator: str) -> str:
    return f"{name} * {moderator}"


def coefficients(moments: Moments, setting: Setting, moderator: str) -> dict[str, Floats]:
    """a1, a3, b1, b3, c1, c3 of every channel in every draw, each (draws x mediators)."""
    x, y = setting.treatment, setting.outcome
    treated = [x, _product(x, moderator)]
    parts = []
    for m in setting.mediators:
        path = slopes(moments, m, treated)
        joint = slopes(moments, y, [*treated, m, _product(m, moderator)])
        parts.append(np.column_stack([path, joint]))
    names = ("a1", "a3", "c1", "c3", "b1", "b3")
    return dict(zip(names, np.stack(parts, axis=-1).transpose(1, 0, 2), strict=True))


def _at_percentiles(
    found: dict[str, Floats], moderator: pd.Series, names: list[str], facts: dict[str, object], level: float
) -> pd.DataFrame:
    """Rows at each percentile, and the difference of the outer two."""
    points = {at: float(moderator.quantile(share)) for at, share in PERCENTILES.items()}
    effects = {at: _effects(found, value - float(moderator.mean())) for at, value in points.items()}
    low, high = effects["p25"], effects["p75"]
    effects[DIFFERENCE] = {name: high[name] - low[name] for name in high}
    points[DIFFERENCE] = points["p75"] - points["p25"]
    parts = [
        table(names, effects[at], {**facts, "at": at, "value": value}, level) for at, value in points.items()
    ]
    return pd.concat(parts, ignore_index=True)


def _effects(found: dict[str, Floats], distance: float) -> dict[str, Floats]:
    """Effects where w lies this far from its mean, each (draws x mediators)."""
    a = found["a1"] + found["a3"] * distance
    b = found["b1"] + found["b3"] * distance
    direct = found["c1"] + found["c3"] * distance
    return {"a": a, "b": b, "indirect": a * b, "direct": direct, "total": direct + a * b}
