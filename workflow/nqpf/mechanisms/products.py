"""Layer 2: products of paths under sequential ignorability, every interval side by side (METHOD.md 3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from nqpf import bootstrap
from nqpf.blocks.design import Floats
from nqpf.blocks.moments import Moments
from nqpf.mechanisms import intervals
from nqpf.mechanisms.effects import SINGLE, Effects, Key, effects, sets, summed
from nqpf.mechanisms.influence import Equations, Part
from nqpf.mechanisms.setting import Setting

PRODUCTS = ("indirect",)


@dataclass(frozen=True)
class Products:
    """frame: as `products` says. gap: largest |total - direct - sum of indirects| over all sets and draws.

    recipes: method -> how its limits came about, in one line.
    """

    frame: pd.DataFrame
    gap: float
    recipes: Mapping[str, str]


def products(
    sample: pd.DataFrame,
    setting: Setting,
    fitted: Equations,
    *,
    draws: int,
    seed: int,
    level: float = 0.95,
    reweighted: Moments | None = None,
) -> Products:
    """Estimate every effect of every set with its intervals.

    sample: complete rows; fitted: `influence.equations` of the same rows; reweighted: moments with index
    weights estimated anew in every draw, for limits that carry this too. Returns a frame with one row per
    (set, name, quantity): estimate, se (first-order, CR1), percentile_, bca_, monte_carlo_, sobel_ low and
    high, sobel_p, fieller_low, fieller_high, fieller_set (shares), reweighted_low, reweighted_high, draws
    (that identify the effect). Monte-Carlo and Sobel limits are of products and their sums.
    """
    own = _point(sample, setting)
    point = own.cells[0]
    redrawn = effects(bootstrap.moments(sample, **_columns(setting), draws=draws, seed=seed), setting)
    without = effects(bootstrap.jackknife(sample, **_columns(setting)), setting)
    frame = pd.DataFrame(list(own.keys), columns=["set", "name", "quantity"]).assign(estimate=point)
    parts = delta(fitted, setting, own.keys)
    frame["se"] = [parts[key].se if key in parts else np.nan for key in own.keys]
    frame["percentile_low"], frame["percentile_high"] = intervals.percentile(redrawn.cells, level)
    frame["bca_low"], frame["bca_high"] = intervals.bca(redrawn.cells, point, without.cells, level)
    frame = frame.assign(
        **_conventions(frame, own.keys, parts, setting, seed, level),
        **_shares(own.keys, parts, fitted, setting, level),
    )
    frame["reweighted_low"], frame["reweighted_high"] = _reweighted(reweighted, setting, level, len(frame))
    frame["draws"] = np.isfinite(redrawn.cells).sum(axis=0)
    gap = float(np.nanmax([np.nanmax(redrawn.gap), own.gap[0]]))
    return Products(frame, gap, _recipes(draws, fitted, setting, reweighted is not None))


def _recipes(draws: int, fitted: Equations, setting: Setting, anew: bool) -> dict[str, str]:
    """Say how every kind of limits came about."""
    counting = fitted.counting(1 + len(setting.controls))
    clusters = f"{counting.df + 1} clusters"
    normal = f"{intervals.MONTE_CARLO:,} normal draws of all a and b"
    found = {
        "percentile": f"quantiles of {draws:,} draws of {clusters} (Efron 1979)",
        "bca": f"the same draws, bias-corrected; acceleration from each of {clusters} left out (Efron 1987)",
        "monte_carlo": f"{normal}, joint CR1 covariance (MacKinnon, Lockwood & Williams 2004)",
        "sobel": "convention: normal, first-order error with the covariance of a and b (Sobel 1982)",
        "fieller": f"shares that t({counting.df}) does not reject, joint CR1 covariance (Fieller 1954)",
    }
    return {**found, **({"reweighted": "percentile, index weights anew in every draw"} if anew else {})}


def delta(fitted: Equations, setting: Setting, keys: tuple[Key, ...]) -> dict[Key, Part]:
    """Every effect but the shares as a value with the influence of every cluster on it."""
    x, y, z = setting.treatment, setting.outcome, list(setting.controls)
    total = fitted.coefficients(y, [x, *z], [x])[x]
    paths = {m: fitted.coefficients(m, [x, *z], [x])[x] for m in setting.mediators}
    parts: dict[Key, Part] = {}
    for m in setting.mediators:
        found = fitted.coefficients(y, [x, m, *z], [x, m])
        cells = {"a": paths[m], "b": found[m], "indirect": paths[m] * found[m], "direct": found[x]}
        parts |= {(SINGLE, m, quantity): part for quantity, part in (cells | {"total": total}).items()}
    for name, members in sets(setting).items():
        found = fitted.coefficients(y, [x, *members, *z], [x, *members])
        parts |= _joint(name, setting, paths, found)
        parts |= {(name, "", "direct"): found[x], (name, "", "total"): total}
    return {key: parts[key] for key in keys if key in parts}


def _joint(
    name: str, setting: Setting, paths: Mapping[str, Part], found: Mapping[str, Part]
) -> dict[Key, Part]:
    """Paths, products and their sums of one joint equation."""
    parts: dict[Key, Part] = {}
    for m in sets(setting)[name]:
        cells = {"a": paths[m], "b": found[m], "indirect": paths[m] * found[m]}
        parts |= {(name, m, quantity): part for quantity, part in cells.items()}
    for label, members in summed(name, setting):
        first, *others = (parts[name, m, "indirect"] for m in members)
        parts[name, label, "indirect"] = sum(others, start=first)
    return parts


def _columns(setting: Setting) -> dict[str, Any]:
    shared = ("controls", "unit", "time", "cluster", "weights")
    return {"columns": setting.columns, **{key: getattr(setting, key) for key in shared}}


def _point(sample: pd.DataFrame, setting: Setting) -> Effects:
    clusters = sample[setting.cluster or setting.unit].nunique()
    once = bootstrap.moments(sample, **_columns(setting), counts=np.ones((1, clusters)))
    return effects(once, setting)


def _ends(key: Key, parts: Mapping[Key, Part]) -> tuple[Part, Part]:
    """Numerator and denominator of a share."""
    chosen, name, _ = key
    return parts[chosen, name, "indirect"], parts[chosen, name if chosen == SINGLE else "", "total"]


def _conventions(
    frame: pd.DataFrame,
    keys: tuple[Key, ...],
    parts: Mapping[Key, Part],
    setting: Setting,
    seed: int,
    level: float,
) -> dict[str, Floats]:
    """Monte-Carlo and Sobel limits in the rows of products and their sums, NaN elsewhere."""
    chosen = frame["quantity"].isin(PRODUCTS).to_numpy()
    drawn = _simulated(parts, setting, seed)
    cells = np.column_stack([drawn[key] for key, product in zip(keys, chosen, strict=True) if product])
    monte_carlo = intervals.percentile(cells, level)
    convention = intervals.sobel(
        frame.loc[chosen, "estimate"].to_numpy(), frame.loc[chosen, "se"].to_numpy(), level
    )
    named = ("monte_carlo_low", "monte_carlo_high", "sobel_low", "sobel_high", "sobel_p")
    found = {name: np.full(len(frame), np.nan) for name in named}
    for name, values in zip(named, (*monte_carlo, *convention), strict=True):
        found[name][chosen] = values
    return found


def _simulated(parts: Mapping[Key, Part], setting: Setting, seed: int) -> dict[Key, Floats]:
    """Products and their sums from normal draws of all paths, which share one covariance."""
    slopes_of = [key for key in parts if key[2] == "b"]
    coefficients = [(SINGLE, m, "a") for m in setting.mediators] + slopes_of
    values = np.array([parts[key].value for key in coefficients])
    influence = np.array([parts[key].influence for key in coefficients])
    drawn = intervals.normal_draws(values, influence, intervals.MONTE_CARLO, seed)
    of = dict(zip(coefficients, drawn.T, strict=True))
    found = {(name, m, "indirect"): of[SINGLE, m, "a"] * of[name, m, "b"] for name, m, _ in slopes_of}
    for name in sets(setting):
        for label, members in summed(name, setting):
            found[name, label, "indirect"] = np.sum([found[name, m, "indirect"] for m in members], axis=0)
    return found


def _shares(
    keys: tuple[Key, ...],
    parts: Mapping[Key, Part],
    fitted: Equations,
    setting: Setting,
    level: float,
) -> dict[str, list[Any]]:
    """The Fieller set of every share; NaN and "" elsewhere."""
    from scipy.special import stdtrit

    slopes = 1 + len(setting.controls)
    critical = float(stdtrit(fitted.counting(slopes).df, 0.5 + level / 2))
    found = [_fieller(key, parts, critical) for key in keys]
    named = ("fieller_low", "fieller_high", "fieller_set")
    return {name: [one[place] for one in found] for place, name in enumerate(named)}


def _fieller(key: Key, parts: Mapping[Key, Part], critical: float) -> tuple[float, float, str]:
    if key[2] != "share":
        return float("nan"), float("nan"), ""
    top, bottom = _ends(key, parts)
    both = np.array([top.influence, bottom.influence])
    return intervals.fieller(top.value, bottom.value, both @ both.T, critical)


def _reweighted(moments: Moments | None, setting: Setting, level: float, rows: int) -> tuple[Floats, Floats]:
    """Limits with index weights estimated anew in every draw, NaN where this was not asked for."""
    if moments is None:
        return np.full(rows, np.nan), np.full(rows, np.nan)
    return intervals.percentile(effects(moments, setting).cells, level)
