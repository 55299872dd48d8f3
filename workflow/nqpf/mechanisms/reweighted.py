"""Index uncertainty: the weights of an index are estimates too (METHOD.md 3, "Index uncertainty").

Inside every draw of whole clusters the weights are estimated anew from the rows drawn; bounds and treatments
stay frozen, because the extremes of a resample are not consistent (Bickel & Freedman 1981, section 6). A
linear index is w'z, so its cross-products are w' M w with M those of its scores z, which are made once
(`nqpf.bootstrap.moments`). Entropy weights of all draws come from sums per cluster (Shannon 1948):
e_j = (ln S_j - sum z ln z / S_j) / ln n. What results is a sensitivity interval, not a confidence interval.
"""

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf import bootstrap
from nqpf.blocks.counts import BLOCK, plan, whole_counts
from nqpf.blocks.design import Floats, Ints, Roles, build
from nqpf.blocks.elimination import TOLERANCE
from nqpf.blocks.moments import Moments
from nqpf.errors import DataError, SpecError
from nqpf.index import IndexModel
from nqpf.progress import track
from nqpf.registry import load, suggest

SETTLED = 1e-13
"""Divergence below which an indicator is constant in a draw: ln S and sum z ln z / S cancel to this."""
MATCH = 1e-8
"""Gap between a column and the index its model makes, relative to the column's spread: rounding in files."""


@dataclass(frozen=True)
class Draws:
    """Which clusters are drawn how often.

    number: of draws; seed: of their streams, unless counts (number x clusters) are given; clusters: how many.
    """

    number: int
    seed: int
    clusters: int
    counts: Floats | None = None


def reweighted_moments(
    sample: pd.DataFrame,
    *,
    columns: Sequence[str],
    parts: Mapping[str, IndexModel],
    controls: Sequence[str] = (),
    unit: str,
    time: str,
    draws: int | None = None,
    seed: int = 0,
    cluster: str | None = None,
    weights: str | None = None,
    counts: npt.ArrayLike | None = None,
) -> Moments:
    """Moments of columns, some of them indices whose weights are estimated inside each draw.

    sample: flat frame that holds the columns and, in the variables' own units, every indicator of the parts.
    parts: column -> the fitted index it is. The other arguments, the rows used (complete in all columns and
    controls) and which clusters draw d takes are those of `bootstrap.moments`.

    A draw's weights come from those of its rows that lie in the index's base window. The published weights
    rest on every row of the base window, also on those that are no part of the sample, so that counts of ones
    give the published weights only where the sample holds the whole base window. Regression weights do not
    enter. A draw in which no indicator varies is NaN. Entropy (also within dimensions) costs little more than
    a plain bootstrap; schemes that do not look at the scores are constant; any other runs draw by draw.

    Raises SpecError for a part that is no column, not linear, yearly, or not the index its column holds;
    DataError for absent indicators, missing cells, no row in the base window; else what `moments` raises.
    """
    _check(columns, parts)
    shared: dict[str, Any] = {
        "controls": controls,
        "unit": unit,
        "time": time,
        "cluster": cluster,
        "weights": weights,
    }
    rows = _rows(sample, columns, **shared)
    code, labels = pd.factorize(rows[cluster or unit], sort=True)
    number, fixed = plan(draws, counts, len(labels))
    taken = Draws(number, seed, len(labels), fixed)
    scores = {name: _scores(rows, name, model, unit, time) for name, model in parts.items()}
    estimated = {}
    for name, model in parts.items():
        inside = _in_window(rows[time], name, model)
        estimated[name] = draw_weights(model, scores[name][inside], code[inside], taken, name)
    plain = rows.drop(columns=list(parts))
    made = [values.set_axis(_names(name, parts), axis=1) for name, values in scores.items()]
    wide = [one for name in columns for one in _names(name, parts)]
    frame = pd.concat([plain, *made], axis=1)
    cells = bootstrap.moments(frame, columns=wide, draws=number, seed=seed, counts=fixed, **shared)
    return _combined(cells, columns, estimated)


def draw_weights(
    model: IndexModel, scores: pd.DataFrame, cluster: Ints, draws: Draws, what: str = "the index"
) -> Floats:
    """Weights of an index in every draw, (draws x indicators); NaN in a draw where no indicator varies.

    scores: (rows x indicators) at frozen bounds, rows of the base window; cluster: (rows,) which cluster,
    counted from 0. Raises DataError for scores that the scheme does not accept.
    """
    scheme, groups = model.spec.weights, pd.Series(model.spec.groups)
    chosen = load("nqpf.weights", scheme)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a constant indicator was told of when the index was fitted
        once = chosen.weights(scores, groups)
        if chosen.NEEDS == "anything":  # does not look at the scores
            return np.tile(once.to_numpy(float), (draws.number, 1))
        blocks = whole_counts(draws.seed, draws.clusters, draws.number, draws.counts)
        if scheme in FAST:
            sums = _sums(scores.to_numpy(float), cluster, draws.clusters)
            passed = track(
                blocks, -(-draws.number // BLOCK), f"{scheme} weights of {what}", "blocks of draws"
            )
            totals = np.concatenate([block @ sums for block in passed])
            return FAST[scheme](_divergences(totals), groups.reindex(scores.columns))
        one_by_one = track(
            (c for b in blocks for c in b), draws.number, f"{scheme} weights of {what}", "draws"
        )
        return np.array([_again(scores, count[cluster], chosen.weights, groups) for count in one_by_one])


def _check(columns: Sequence[str], parts: Mapping[str, IndexModel]) -> None:
    """Refuse parts for which the algebra does not hold."""
    for name, model in parts.items():
        if name not in columns:
            raise SpecError(f"parts names {name!r}, which is none of the columns; {suggest(name, columns)}.")
        if model.spec.aggregator != "linear":
            raise SpecError(
                f"the index {name!r} is {model.spec.aggregator}: weights are re-estimated inside draws of "
                "linear indices only; leave it out of the parts or build it with the aggregator 'linear'."
            )
        if model.spec.yearly:
            raise SpecError(
                f"the index {name!r} is normalised year by year, so it has no bounds to hold fixed inside a "
                "draw; leave it out of the parts or normalise it over all years."
            )


def _rows(
    sample: pd.DataFrame,
    columns: Sequence[str],
    controls: Sequence[str],
    unit: str,
    time: str,
    cluster: str | None,
    weights: str | None,
) -> pd.DataFrame:
    """The complete rows that `bootstrap.moments` takes, sorted; what it would refuse is refused here."""
    if len(columns) < 2:
        raise SpecError(f"columns has {len(columns)} names: moments need at least two.")
    x, *between, y = columns
    roles = Roles(x, tuple(between), y, tuple(controls), unit, time, cluster or unit, weights)
    build(sample, roles)  # so that errors speak of the columns given, not of the scores below
    return sample.dropna(subset=roles.needed).sort_values([unit, time], ignore_index=True)


def _scores(rows: pd.DataFrame, name: str, model: IndexModel, unit: str, time: str) -> pd.DataFrame:
    """Scores of the indicators (rows x indicators); checks that they make up the column."""
    keys = pd.MultiIndex.from_arrays([rows[unit], rows[time]], names=["unit", "year"])
    scores = model.scores(rows.set_index(keys))
    made = scores.to_numpy(float) @ model.weights[scores.columns].to_numpy(float)
    column = rows[name].to_numpy(float)
    gap = np.abs(made - column).max()
    if gap > MATCH * max(float(np.ptp(column)), np.finfo(float).tiny):
        raise SpecError(
            f"the column {name!r} is not the index that its model makes (they differ by up to {gap:.3g}): "
            "give the model that made the column, and the column as it was made."
        )
    return scores.reset_index(drop=True)


def _in_window(time: pd.Series, name: str, model: IndexModel) -> npt.NDArray[np.bool_]:
    """Which rows lie in the base window of the index."""
    inside = time.between(model.window.first, model.window.last).to_numpy()
    if not inside.any():
        raise DataError(
            f"no row of the sample lies in the base window {model.window.first}-{model.window.last} of the "
            f"index {name!r}, so its weights cannot be estimated; widen the sample's years."
        )
    return np.asarray(inside)


def _names(name: str, parts: Mapping[str, IndexModel]) -> list[str]:
    """A column's own name, or one name per indicator of the index it is (one may serve two indices)."""
    return [f"{name}: {one}" for one in parts[name].spec.indicators] if name in parts else [name]


def _sums(scores: Floats, cluster: Ints, clusters: int) -> Floats:
    """Rows, sum z and sum z ln z of every cluster, (clusters x (1 + 2 indicators))."""
    from scipy.special import xlogy

    cells = np.column_stack([np.ones(len(scores)), scores, xlogy(scores, scores)])
    sums = np.zeros((clusters, cells.shape[1]))
    np.add.at(sums, cluster, cells)
    return sums


def _divergences(totals: Floats) -> Floats:
    """d_j = 1 - e_j of every draw, (draws x indicators), as `nqpf.weights.entropy`; zero where constant."""
    k = totals.shape[1] // 2
    rows, total, spread = np.maximum(totals[:, :1], 2.0), totals[:, 1 : 1 + k], totals[:, 1 + k :]
    filled = np.where(total > 0, total, 1.0)
    found = 1.0 - (np.log(filled) - spread / filled) / np.log(rows)
    return np.where((total > 0) & (found > SETTLED), found, 0.0)


def _entropy(divergence: Floats, groups: pd.Series) -> Floats:  # noqa: ARG001 - one signature for all
    """Shares of the divergence, (draws x indicators)."""
    return _shares(divergence)


def _entropy_within(divergence: Floats, groups: pd.Series) -> Floats:
    """Shares of the divergence of each dimension, dimensions equal, (draws x indicators)."""
    member = pd.get_dummies(groups).to_numpy(float)
    total = divergence @ member @ member.T
    return _shares(divergence / np.where(total > 0, total, 1.0))


def _shares(raw: Floats) -> Floats:
    """Rescale to a sum of one in every draw; NaN where the sum is zero."""
    total = raw.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(raw, total, out=np.full_like(raw, np.nan), where=total > 0))


FAST: Mapping[str, Callable[[Floats, pd.Series], Floats]] = {
    "entropy": _entropy,
    "entropy_within": _entropy_within,
}
"""Schemes whose weights are closed forms of sums per cluster."""


def _again(
    scores: pd.DataFrame, times: Floats, scheme: Callable[..., pd.Series], groups: pd.Series
) -> Floats:
    """Weights from the rows of one draw; times: (rows,) how often each row is taken."""
    drawn = scores.iloc[np.repeat(np.arange(len(scores)), times.astype(int))]
    try:
        return np.asarray(scheme(drawn.reset_index(drop=True), groups)[scores.columns], dtype=float)
    except DataError:  # nothing varies in this draw: the door has seen all other mistakes
        return np.full(scores.shape[1], np.nan)


def _combined(wide: Moments, columns: Sequence[str], estimated: Mapping[str, Floats]) -> Moments:
    """Add up the indicators of every index with the weights of each draw: w' M w."""
    turn = np.zeros((len(wide), len(wide.names), len(columns)))
    place = 0
    for column, name in enumerate(columns):
        weights = estimated.get(name, np.ones((len(wide), 1)))
        turn[:, place : place + weights.shape[1], column] = weights
        place += weights.shape[1]
    cells = turn.transpose(0, 2, 1) @ wide.cells @ turn
    cells = (cells + cells.transpose(0, 2, 1)) / 2
    length = np.sqrt(np.einsum("dii->di", wide.cells))
    longest = np.einsum("dk,dkc->dc", length, turn) ** 2
    dead = np.einsum("dii->di", cells) <= TOLERANCE * longest
    cells[dead] = 0.0
    cells.transpose(0, 2, 1)[dead] = 0.0
    return Moments(tuple(columns), cells)
