"""Cross-lagged regression of one series on last year's other, with two-way fixed effects (METHOD 4).

    y_t = sum_k rho_k y_t-k + sum_k beta_k x_t-k + g'z_t-1 + a_i + l_t + e_it,   k = 1 ... K

By least squares, biased in a short panel (Nickell 1981); by the half-panel jackknife (Dhaene & Jochmans
2015); and, for one lag, by the adjusted equations of both series (Dhaene & Jochmans 2016, module `adjusted`).
What is reported are the sums rho and beta over the lags: with the differences y_t-k - y_t-1 as further
regressors they are the coefficients of y_t-1 and x_t-1. Long run: beta / (1 - rho), where rho < 1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from nqpf.bootstrap import moments
from nqpf.dynamics import adjusted_serial
from nqpf.dynamics.adjusted import Solution, profile_of, solve
from nqpf.dynamics.adjusted_serial import Serial
from nqpf.dynamics.half_panel import Floats, counts_of, jackknife
from nqpf.dynamics.series import check
from nqpf.errors import DataError, SpecError
from nqpf.estimate import Estimate, prepare, sweep
from nqpf.estimators import twfe
from nqpf.inference import wild
from nqpf.regression import FEW_CLUSTERS, lagged

LEVEL = 0.95
OWN, OTHER = "own", "other"
NOW, PAST = ("y", "x"), ("y past", "x past")
UNCORRECTED, JACKKNIFE, ADJUSTED = "fixed_effects", "half_panel", "adjusted"
COLUMNS = ("coef", "se", "low", "high", "p", "standardised")
LONG_RUN = ("coef", "low", "high")
Drawn = Mapping[str, Floats | None]


@dataclass(frozen=True)
class CrossLagged:
    """The estimates of one direction.

    terms: index (method, term), methods fixed_effects, half_panel and adjusted, terms own (rho) and other
    (beta); columns coef, se, low, high (95%), p, standardised (one within-SD of x in within-SDs of y). NaN
    for a method that does not exist. long_run: index method, columns coef, low, high; NaN where rho >= 1 or
    the draws do not bound it. wild_p: of beta by least squares, where clusters are few. Facts: solved,
    serial_statistic and serial_p (module `adjusted_serial`) are of the adjusted equations, None without them.
    """

    terms: pd.DataFrame
    long_run: pd.DataFrame
    wild_p: float | None
    facts: dict[str, Any]


def estimate(
    sample: pd.DataFrame,
    *,
    outcome: str,
    other: str,
    controls: Sequence[str] = (),
    lags: int = 1,
    unit: str = "unit",
    time: str = "year",
    draws: int = 999,
    wild_draws: int = 9_999,
    seed: int = 0,
) -> tuple[CrossLagged, CrossLagged]:
    """Estimate both directions: the outcome on the other's past, and the other on the outcome's.

    sample: flat, one row per unit and year; lags are by calendar year, controls of the year before; the same
    rows serve both. draws: of whole units, the same for all. Errors of least squares: clustered by unit, CR1
    nested, t(G - 1). Raises SpecError and DataError, each a sentence.
    """
    rows, beside = _rows(sample, outcome, other, list(controls), lags, unit, time)
    counts = counts_of(rows["unit"].nunique(), draws, seed)
    half = jackknife(rows, outcomes=NOW, regressors=PAST, controls=beside, counts=counts)
    solution = _adjusted(rows, beside, counts) if lags == 1 else None
    facts = {"lags": lags, "controls": list(controls), "draws": draws, "seed": seed, **_solved(solution)}
    serial = _serial(rows, beside, solution, counts)
    found = {JACKKNIFE: half, ADJUSTED: None if solution is None else solution.matrix}
    first, second = (
        _direction(rows, beside, place, found, wild_draws, {**facts, **_told(serial[place])})
        for place in (0, 1)
    )
    return first, second


def _direction(
    rows: pd.DataFrame, beside: list[str], place: int, found: Drawn, wild_draws: int, facts: dict[str, Any]
) -> CrossLagged:
    """Put one equation together; its own past stands at `place` among the two, in drawn slopes too."""
    own, other = PAST[place], PAST[1 - place]
    names: dict[str, Any] = {"outcome": NOW[place], "unit": "unit", "time": "year"}
    names["regressors"] = [own, other, *beside]
    fitted = twfe.estimate(rows, **names)
    few = fitted.facts["clusters"] < FEW_CLUSTERS
    drawn = {
        name: None if slopes is None else slopes[:, place, [place, 1 - place]]
        for name, slopes in found.items()
    }
    plain = _uncorrected(fitted, own, other)
    scale = (plain["standardised"] / plain["coef"]).to_numpy(float)
    parts = {name: _of_draws(slopes, scale, fitted.facts["clusters"]) for name, slopes in drawn.items()}
    runs = {name: _long_run(slopes) for name, slopes in drawn.items()}
    usable = {name: _usable(slopes) for name, slopes in drawn.items()}
    return CrossLagged(
        terms=pd.concat({UNCORRECTED: plain, **parts}, names=["method", "term"]),
        long_run=pd.DataFrame({UNCORRECTED: _plain_long_run(fitted, own, other), **runs}).T,
        wild_p=wild.p_value(rows, **names, term=other, draws=wild_draws, seed=facts["seed"]) if few else None,
        facts={**_sizes(rows, fitted), **facts, "usable_draws": usable},
    )


def _adjusted(rows: pd.DataFrame, beside: list[str], counts: Floats) -> Solution:
    """Solve the equations of both series, errors as large in each year as least squares finds them."""
    freed = moments(rows, columns=[*PAST, *NOW], controls=beside, unit="unit", time="year", counts=counts)
    return solve(freed, PAST, NOW, _profile(rows, beside), counts)


def _serial(
    rows: pd.DataFrame, beside: list[str], solution: Solution | None, counts: Floats
) -> tuple[Serial, Serial]:
    """Test both equations for serial correlation, on the draws that made the estimate."""
    if solution is None:
        return Serial(), Serial()
    made = adjusted_serial.products(_by_unit(rows, _freed(rows, beside)))
    first, second = (adjusted_serial.test(made, solution.matrix, counts, place) for place in (0, 1))
    return first, second


def _told(found: Serial) -> dict[str, Any]:
    return {"serial_statistic": found.statistic, "serial_p": found.p}


def _freed(rows: pd.DataFrame, beside: list[str]) -> Floats:
    """PAST and NOW freed of effects and controls, (rows x 4); zero where a row is alone in unit or year."""
    names = [*PAST, *NOW]
    design = prepare(rows, names[0], [*names[1:], *beside], "unit", "year", ("unit", "time"), None, None)
    projection = design.projection()
    swept = np.stack([projection.sweep(design.column(place)) for place in range(len(design.names))])
    series, controls = swept[: len(names)], swept[len(names) :]
    if len(controls):
        scale = np.sqrt((controls**2).mean(axis=1, keepdims=True))
        unit = (controls / np.where(scale > 0, scale, 1.0)).T
        series = series - (unit @ np.linalg.lstsq(unit, series.T, rcond=None)[0]).T
    found = np.zeros((len(rows), len(names)))
    found[slice(None) if design.kept is None else design.kept] = series.T
    return found


def _by_unit(rows: pd.DataFrame, values: Floats) -> Floats:
    """Lay rows out by unit, earliest first, (units x T x k), NaN after a unit's last; rows sorted."""
    place, order = rows.groupby("unit").ngroup().to_numpy(), rows.groupby("unit").cumcount().to_numpy()
    table = np.full((place.max() + 1, order.max() + 1, values.shape[1]), np.nan)
    table[place, order] = values
    return table


def _profile(rows: pd.DataFrame, beside: list[str]) -> Floats:
    """SDs of the errors in the rows of each unit, earliest first, (units x T x 2); rows sorted."""
    squares = pd.DataFrame({name: _residual(rows, name, beside) ** 2 for name in NOW}).groupby(rows["year"])
    years, sizes = squares.mean(), squares.size().to_numpy().astype(np.float64)
    found = pd.DataFrame(profile_of(years.to_numpy(), sizes), index=years.index)
    return _by_unit(rows, found.loc[rows["year"]].to_numpy())


def _residual(rows: pd.DataFrame, outcome: str, beside: list[str]) -> Floats:
    """Residual of least squares, in the order of the rows; zero where a row is alone in its unit or year."""
    design = prepare(rows, outcome, [*PAST, *beside], "unit", "year", ("unit", "time"), None, None)
    swept = sweep(design)
    coef = swept.bread @ (swept.regressors @ swept.outcome)
    found = np.zeros(len(rows))
    found[slice(None) if design.kept is None else design.kept] = swept.outcome - coef @ swept.regressors
    return found


def _usable(found: Floats | None) -> int:
    return 0 if found is None else int((~np.isnan(found[1:]).any(axis=1)).sum())


def _solved(solution: Solution | None) -> dict[str, Any]:
    """Whether the adjusted equations have a solution in the sample, and in which share of the draws."""
    if solution is None:
        return {"solved": None, "solved_share": None}
    return {"solved": bool(solution.solved[0]), "solved_share": float(solution.solved[1:].mean())}


def _rows(
    sample: pd.DataFrame, outcome: str, other: str, controls: list[str], lags: int, unit: str, time: str
) -> tuple[pd.DataFrame, list[str]]:
    """Complete rows with columns unit, year, NOW, PAST, and the names of what stands beside them."""
    check(sample, outcome, other, lags, unit, time)
    for name in controls:
        if name not in sample.columns or name in (outcome, other):
            why = "it is one of the two series" if name in sample.columns else "the sample has no such column"
            raise SpecError(f"'{name}' cannot be a control: {why}.")
    flat = sample[[unit, time, outcome, other, *controls]].rename(columns={unit: "unit", time: "year"})
    columns = dict(zip(NOW, (flat[outcome], flat[other]), strict=True))
    columns |= {past: lagged(flat, name, 1) for past, name in zip(PAST, (outcome, other), strict=True)}
    more = {
        f"{past} {k} less 1": lagged(flat, name, k) - columns[past]
        for past, name in zip(PAST, (outcome, other), strict=True)
        for k in range(2, lags + 1)
    }
    more |= {f"{name} before": lagged(flat, name, 1) for name in controls}
    rows = pd.DataFrame({"unit": flat["unit"], "year": flat["year"], **columns, **more}).dropna()
    if rows.empty:
        raise DataError(f"no unit has {lags + 1} years in a row of '{outcome}', '{other}' and the controls.")
    return rows.sort_values(["unit", "year"], ignore_index=True), list(more)


def _uncorrected(fitted: Estimate, own: str, other: str) -> pd.DataFrame:
    table = fitted.terms.join(fitted.interval(LEVEL)).assign(standardised=fitted.standardised)
    return table.loc[[own, other], list(COLUMNS)].set_axis([OWN, OTHER])


def _of_draws(found: Floats | None, scale: Floats, units: int) -> pd.DataFrame:
    """SD of the draws as error, p and interval from t(G - 1); found: (1 + draws x 2), first the sample."""
    from scipy.special import stdtr, stdtrit

    table = pd.DataFrame(np.nan, index=[OWN, OTHER], columns=list(COLUMNS))
    if found is None or np.isnan(found[0]).any():
        return table
    drawn = found[1:][~np.isnan(found[1:]).any(axis=1)]
    se = drawn.std(axis=0, ddof=1) if len(drawn) > 1 else np.full(2, np.nan)
    reach = stdtrit(units - 1, 0.5 + LEVEL / 2) * se
    p = 2 * stdtr(units - 1, -np.abs(found[0] / se))
    values = (found[0], se, found[0] - reach, found[0] + reach, p, found[0] * scale)
    return table.assign(**dict(zip(COLUMNS, values, strict=True)))


def _plain_long_run(fitted: Estimate, own: str, other: str) -> "pd.Series[float]":
    """Beta / (1 - rho) with its delta-method interval from t(G - 1)."""
    from scipy.special import stdtrit

    rho, beta = fitted.terms.loc[[own, other], "coef"].to_numpy(float)
    if rho >= 1:
        return pd.Series(np.nan, index=list(LONG_RUN))
    gradient = np.array([beta / (1 - rho) ** 2, 1 / (1 - rho)])
    variance = fitted.covariance.loc[[own, other], [own, other]].to_numpy(float)
    reach = stdtrit(fitted.facts["df"], 0.5 + LEVEL / 2) * np.sqrt(gradient @ variance @ gradient)
    effect = beta / (1 - rho)
    return pd.Series([effect, effect - reach, effect + reach], index=list(LONG_RUN))


def _long_run(found: Floats | None) -> "pd.Series[float]":
    """Beta / (1 - rho) with percentiles of the draws; no ends where more draws than a tail have rho >= 1."""
    nothing = pd.Series(np.nan, index=list(LONG_RUN))
    if found is None or not found[0, 0] < 1:
        return nothing
    drawn, tail = found[1:][~np.isnan(found[1:]).any(axis=1)], (1 - LEVEL) / 2
    ends = [np.nan, np.nan]
    if len(drawn) and (drawn[:, 0] >= 1).mean() <= tail:
        stable = drawn[drawn[:, 0] < 1]
        ends = [float(end) for end in np.quantile(stable[:, 1] / (1 - stable[:, 0]), [tail, 1 - tail])]
    return pd.Series([found[0, 1] / (1 - found[0, 0]), *ends], index=list(LONG_RUN))


def _sizes(rows: pd.DataFrame, fitted: Estimate) -> dict[str, Any]:
    clusters = fitted.facts["clusters"]
    return {
        **{key: fitted.facts[key] for key in ("n", "units", "years", "clusters", "recipe", "r2_within")},
        "first_year": int(rows["year"].min()),
        "last_year": int(rows["year"].max()),
        "drawn_recipe": f"SD over redraws of whole units (G = {clusters}), t({clusters - 1})",
    }
