"""Panel test of Granger non-causality with coefficients of every unit's own (Dumitrescu & Hurlin 2012).

For each unit y_t = a_i + sum_k g_ik y_t-k + sum_k b_ik x_t-k + e, k = 1 ... K, and W_i the Wald statistic of
b_i1 = ... = b_iK = 0. With W the mean over N units and T the years of a unit, its first K included,

    Zbar    sqrt(N / 2K) (W - K)                                       T, then N towards infinity (eq. 9)
    Ztilde  sqrt(N) (W - mean E_i) / sqrt(mean V_i)                    T fixed (eqs. 25, 33)
    E_i = K (T_i - 3K - 1) / (T_i - 3K - 3)
    V_i = 2K (T_i - 3K - 1)^2 (T_i - 2K - 3) / ((T_i - 3K - 3)^2 (T_i - 3K - 5)),  T_i > 5 + 3K

(T as in Lopez & Weber 2017; the moments are those of K F, F with K and T - 3K - 1 degrees of freedom).
Both assume that errors are independent across units; the bootstrap p does not: whole years of residuals under
the null are redrawn in blocks, the series are built from them anew with x as it is (their section 6; Lopez &
Weber 2017, section 3.3).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from nqpf.dynamics.series import Floats, Lagged, by_length, check, freed, rows_of
from nqpf.errors import DataError, SpecError

ROUNDING = 1e-24  # of squares: what is left of a constant by rounding
FLAT = 1e-10  # share of its own variation below which a series has none left beside the lags
DRAWS_AT_ONCE = 100


@dataclass(frozen=True)
class NonCausality:
    """units: wald, p, rows (index unit). Statistics with two-sided p; None where they do not exist.

    reason: why Ztilde is not available, else None. bootstrap_p: of |Ztilde|, or of |Zbar| where there is no
    Ztilde; None where none was asked for or the panel is not balanced. facts: order, n, units, left_out ...
    """

    units: pd.DataFrame
    wbar: float
    zbar: float
    zbar_p: float
    ztilde: float | None
    ztilde_p: float | None
    reason: str | None
    bootstrap_p: float | None
    facts: dict[str, Any]


def non_causality(
    sample: pd.DataFrame,
    *,
    outcome: str,
    other: str,
    order: int = 1,
    unit: str = "unit",
    time: str = "year",
    demean: bool = False,
    draws: int | None = None,
    block: int = 1,
    seed: int = 0,
) -> NonCausality:
    """Test that the other series does not Granger-cause the outcome in any unit.

    sample: flat, one row per unit and year. demean: take year means off both series first. draws: of the
    bootstrap; block: years kept together in it. Units whose Wald statistic does not exist (too few rows, or a
    series that does not vary) are left out and counted. Raises SpecError and DataError, each a sentence.
    """
    check(sample, outcome, other, order, unit, time)
    stacks = list(by_length(rows_of(sample, outcome, other, order, unit, time, demean), order))
    table = pd.concat([_table(stack, order) for stack in stacks]).sort_index()
    kept = table[table["wald"].notna()]
    if kept.empty:
        raise DataError(f"no unit has the {2 * order + 2} rows that {order} lags of two series need.")
    wbar = float(kept["wald"].mean())
    zbar = zbar_of(wbar, len(kept), order)
    years = kept["rows"].to_numpy(float) + order
    ztilde, reason = ztilde_of(wbar, years, order), too_short(years, order)
    drawn = None if draws is None or len(kept) < len(table) else _bootstrap(stacks, order, draws, block, seed)
    return NonCausality(
        units=table,
        wbar=wbar,
        zbar=zbar,
        zbar_p=_two_sided(zbar),
        ztilde=ztilde,
        ztilde_p=None if ztilde is None else _two_sided(ztilde),
        reason=reason,
        bootstrap_p=None if drawn is None else _share(drawn, wbar, years, order),
        facts=_facts(table, order, demean, drawn, block, seed),
    )


def zbar_of(wbar: "float | Floats", units: int, order: int) -> Any:
    """Standardise a mean Wald statistic by its limit, chi2(K)."""
    return np.sqrt(units / (2 * order)) * (wbar - order)


def ztilde_of(wbar: Any, years: Floats, order: int) -> Any:
    """Standardise a mean Wald statistic by its moments for fixed T; years (N,). None for T <= 5 + 3K."""
    if (years <= 5 + 3 * order).any():
        return None
    free = years - 3 * order - 1
    mean = order * free / (free - 2)
    variance = 2 * order * free**2 * (years - 2 * order - 3) / ((free - 2) ** 2 * (free - 4))
    return np.sqrt(len(years)) * (wbar - mean.mean()) / np.sqrt(variance.mean())


def too_short(years: Floats, order: int) -> str | None:
    """Say why there is no Ztilde."""
    least = int(years.min())
    if least > 5 + 3 * order:
        return None
    lags = "1 lag" if order == 1 else f"{order} lags"
    return f"with {lags} Ztilde needs more than {5 + 3 * order} years of every unit; the shortest has {least}"


def walds(outcome: Floats, own: Floats, other: Floats) -> Floats:
    """Wald statistics of the other series' lags, (m,); outcome (m x R), own and other (m x R x K).

    Variance RSS / (R - 2K - 1). NaN where a unit has no degree of freedom or a lag does not vary beside the
    others.
    """
    rows, order = other.shape[-2:]
    free = rows - 2 * order - 1
    if free < 1:
        return np.full(outcome.shape[:-1], np.nan)
    y, x = freed(own, outcome[..., None], other)
    square, right = x.swapaxes(-1, -2) @ x, x.swapaxes(-1, -2) @ y
    before = ((other - other.mean(axis=-2, keepdims=True)) ** 2).sum(axis=-2)
    least = FLAT * before + ROUNDING * (other**2).sum(axis=-2)
    flat = (np.einsum("...kk->...k", square) <= least).any(axis=-1) | (np.linalg.cond(square) > 1 / FLAT)
    coef = np.linalg.solve(np.where(flat[..., None, None], np.eye(order), square), right)
    explained = (coef * right).sum(axis=(-2, -1))
    left = ((y - x @ coef) ** 2).sum(axis=(-2, -1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(flat, np.nan, explained / (left / free)))


def _table(stack: Lagged, order: int) -> pd.DataFrame:
    from scipy.special import chdtrc

    wald = walds(stack.outcome, stack.own, stack.other)
    cells = {"wald": wald, "p": chdtrc(order, wald), "rows": stack.outcome.shape[1]}
    return pd.DataFrame(cells, index=pd.Index(stack.units, name="unit"))


def _bootstrap(stacks: list[Lagged], order: int, draws: int, block: int, seed: int) -> Floats | None:
    """Mean Wald statistics under the null, (draws,); None for a panel that is not balanced."""
    balanced = len(stacks) == 1 and (stacks[0].years == stacks[0].years[0]).all()
    if not balanced or (np.diff(stacks[0].years[0]) != 1).any():
        return None
    if draws < 1 or not 1 <= block <= stacks[0].outcome.shape[1]:
        raise SpecError(
            f"draws = {draws}, block = {block}: give positive numbers, and no block beyond the years."
        )
    return np.concatenate(list(_under_the_null(stacks[0], order, draws, block, seed)))


def _under_the_null(stack: Lagged, order: int, draws: int, block: int, seed: int) -> Iterator[Floats]:
    rng = np.random.default_rng(seed)
    design = np.concatenate([np.ones((*stack.own.shape[:2], 1)), stack.own], axis=-1)
    coef = np.linalg.pinv(design) @ stack.outcome[..., None]
    residual = stack.outcome - (design @ coef)[..., 0]
    whole = np.concatenate([stack.own[:, 0, ::-1], stack.outcome], axis=1)  # (N x T)
    for first in range(0, draws, DRAWS_AT_ONCE):
        number = min(DRAWS_AT_ONCE, draws - first)
        picked = _blocks(rng, number, residual.shape[1], block)
        starts = rng.integers(0, whole.shape[1] - order + 1, size=number)
        series = _rebuilt(whole, coef[..., 0], residual[:, picked].swapaxes(0, 1), starts, order)
        own = np.stack([series[..., order - k : series.shape[-1] - k] for k in range(1, order + 1)], axis=-1)
        yield walds(series[..., order:], own, np.broadcast_to(stack.other, own.shape)).mean(axis=-1)


def _blocks(rng: np.random.Generator, draws: int, rows: int, block: int) -> Any:
    """Rows picked in blocks of neighbouring years, (draws x rows)."""
    starts = rng.integers(0, rows - block + 1, size=(draws, -(-rows // block)))
    return (starts[..., None] + np.arange(block)).reshape(draws, -1)[:, :rows]


def _rebuilt(whole: Floats, coef: Floats, errors: Floats, starts: Any, order: int) -> Floats:
    """Series (draws x N x T) from redrawn errors (draws x N x rows), begun with K years of the sample."""
    draws, units, rows = errors.shape
    series = np.empty((draws, units, rows + order))
    for k in range(order):
        series[..., k] = whole[:, starts + k].T
    for row in range(rows):
        past = sum(coef[:, k] * series[..., order + row - k] for k in range(1, order + 1))
        series[..., order + row] = coef[:, 0] + past + errors[..., row]
    return series


def _share(drawn: Floats, wbar: float, years: Floats, order: int) -> float:
    """Share of draws at least as far from the null's mean as the sample, (1 + #) / (draws + 1)."""
    both = np.append(drawn, wbar)
    standard = ztilde_of(both, years, order)
    far = np.abs(zbar_of(both, len(years), order) if standard is None else standard)
    return float((1 + (far[:-1] >= far[-1]).sum()) / (len(drawn) + 1))


def _two_sided(z: float) -> float:
    from scipy.special import ndtr

    return float(2 * ndtr(-abs(z)))


def _facts(
    table: pd.DataFrame, order: int, demean: bool, drawn: Floats | None, block: int, seed: int
) -> dict[str, Any]:
    kept = table[table["wald"].notna()]
    return {
        "order": order,
        "n": int(kept["rows"].sum()),
        "units": len(kept),
        "left_out": len(table) - len(kept),
        "years_least": int(kept["rows"].min()) + order,
        "years_most": int(kept["rows"].max()) + order,
        "demeaned": demean,
        "bootstrap_draws": None if drawn is None else len(drawn),
        "block": None if drawn is None else block,
        "seed": seed,
    }
