"""Convergent validity: how an index moves with what it should move with.

The OECD/JRC Handbook (2008) asks for links to other indicators. Pearson and Spearman correlations, in levels
(pooled) and after unit and year means are taken out (two-way within), with percentile intervals over redrawn
units (Efron 1979; whole units, so serial dependence is kept). A redrawn unit enters as a new unit: its own
mean is untouched, the year means follow the draw.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.analysis import Analysis, Material
from nqpf.audit.overlap import uses
from nqpf.errors import DataError
from nqpf.scored import refuse_unknown_columns
from nqpf.specs.analyses import AnalysisSpec
from nqpf.specs.study import Study

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]
LEVEL = 0.95
ROUNDS = 200  # of alternating de-meaning; a balanced sample needs one
STILL = 1e-10  # of the spread: moves below it change no rank that rounding does not
LEAST_UNITS = 3


def analyse(
    spec: AnalysisSpec,
    study: Study,
    material: Material,
    *,
    against: list[str],
    others: list[str] = [],  # noqa: B006 - read only; the spec's options are plain lists
    draws: int = 499,
) -> Analysis:
    """Correlate the index, and others beside it, with each variable named under `against`.

    Each pair uses its own complete rows. rows: part "estimate" (index, against, form, method, r, low, high,
    n, units, first, last) and part "point" (index, against, unit, year, x, y: two-way-within values of the
    analysis' own index). Facts: the draws, the raw series that both sides share. Raises SpecError for an
    unknown name, DataError for a pair with fewer than three units.
    """
    refuse_unknown_columns(spec, "against", against, material.sample)
    refuse_unknown_columns(spec, "others", others, material.sample)
    pairs = [(index, variable) for variable in against for index in (spec.index, *others)]
    complete = {pair: _complete(material.sample, *pair) for pair in pairs}
    estimates = [_estimates(frame, pair, draws, spec.seed) for pair, frame in complete.items()]
    points = [_points(complete[spec.index, variable], spec.index, variable) for variable in against]
    shared = [{"index": i, "against": v, "series": _shared(study, i, v)} for i, v in pairs]
    facts = {"draws": draws, "level": LEVEL, "index": spec.index, "against": list(against), "shared": shared}
    return Analysis(pd.concat([*estimates, *points], ignore_index=True), facts)


def _shared(study: Study, index: str, variable: str) -> list[str]:
    return sorted(set(uses(study, index)) & set(uses(study, variable)))


def _complete(sample: pd.DataFrame, index: str, variable: str) -> pd.DataFrame:
    frame = sample[["unit", "year"]].assign(x=sample[variable], y=sample[index]).dropna()
    if frame["unit"].nunique() < LEAST_UNITS:
        raise DataError(
            f"'{index}' and '{variable}' are both present for {frame['unit'].nunique()} units; a "
            "correlation with "
            f"an interval over units needs {LEAST_UNITS} or more."
        )
    return frame.sort_values(["unit", "year"], ignore_index=True)


def _estimates(frame: pd.DataFrame, pair: tuple[str, str], draws: int, seed: int) -> pd.DataFrame:
    units = frame["unit"].nunique()
    redrawn = np.random.default_rng(seed).multinomial(units, np.full(units, 1 / units), size=draws)
    counts = np.vstack([np.ones(units), redrawn]).astype(float)
    found = correlations(frame, counts)
    tail = (1 - LEVEL) / 2
    rows = []
    for (form, method), values in found.items():
        low, high = np.nanquantile(values[1:], [tail, 1 - tail]) if draws else (np.nan, np.nan)
        rows.append({"form": form, "method": method, "r": values[0], "low": low, "high": high})
    size = {"n": len(frame), "units": units, "first": frame["year"].min(), "last": frame["year"].max()}
    return pd.DataFrame(rows).assign(part="estimate", index=pair[0], against=pair[1], **size)


def correlations(frame: pd.DataFrame, counts: Floats) -> dict[tuple[str, str], Floats]:
    """Four correlations in every draw: (levels or within, pearson or spearman) -> (draws,).

    frame: flat, unit, year, x, y, complete, sorted by unit. counts: (draws x units), how often a draw takes
    each unit.
    """
    units = np.unique(frame["unit"].to_numpy(str), return_inverse=True)[1]
    years = np.unique(frame["year"].to_numpy(), return_inverse=True)[1]
    weight = np.ascontiguousarray(counts[:, units])
    found = {}
    pooled = [frame[name].to_numpy(float)[None, :] for name in ("x", "y")]
    inner = [within(frame[name].to_numpy(float), units, years, weight) for name in ("x", "y")]
    for form, (x, y) in (("levels", pooled), ("within", inner)):
        found[form, "pearson"] = _pearson(x, y, weight)
        found[form, "spearman"] = _pearson(ranks(x, weight), ranks(y, weight), weight)
    return found


def within(values: Floats, units: Codes, years: Codes, weight: Floats) -> Floats:
    """Take out unit and year means by turns, in every draw: (draws x n).

    values: (n,), sorted by unit; weight: (draws x n), the same for all rows of a unit, whose means need none.
    """
    starts = np.flatnonzero(np.diff(units, prepend=-1))
    sizes = np.diff(starts, append=len(units))
    member = np.eye(years.max() + 1)[years]
    mass = weight @ member
    left, scale = np.repeat(values[None, :], len(weight), axis=0), values.std() or 1.0
    for _ in range(ROUNDS):
        left -= np.repeat(np.add.reduceat(left, starts, axis=1) / sizes, sizes, axis=1)
        means = np.divide((left * weight) @ member, mass, out=np.zeros_like(mass), where=mass > 0)
        left -= means[:, years]
        drift = np.abs(np.add.reduceat(left, starts, axis=1) / sizes).max()
        if drift < STILL * scale:
            break
    return left


def ranks(values: Floats, weight: Floats) -> Floats:
    """Mid-ranks of values repeated `weight` times: (draws x n). values: (draws or 1 x n)."""
    order = np.argsort(values, axis=1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=1)
    fresh = np.diff(ordered, axis=1, prepend=-np.inf) > 0
    order = np.broadcast_to(order, weight.shape)
    mass = np.take_along_axis(weight, order, axis=1)
    return _unsorted(_mid(np.cumsum(mass, axis=1), mass, np.broadcast_to(fresh, weight.shape)), order)


def _mid(total: Floats, mass: Floats, fresh: npt.NDArray[np.bool_]) -> Floats:
    """Mean rank of each tie: what lies below its first member, and half of what it holds."""
    below = np.maximum.accumulate(np.where(fresh, total - mass, 0.0), axis=1)
    last = np.append(fresh[:, 1:], np.ones((len(fresh), 1), dtype=bool), axis=1)
    upto = np.where(last, total, np.inf)
    upto = np.minimum.accumulate(upto[:, ::-1], axis=1)[:, ::-1]
    middle: Floats = (below + upto + 1) / 2
    return middle


def _unsorted(values: Floats, order: Codes) -> Floats:
    back = np.empty_like(values)
    np.put_along_axis(back, order, values, axis=1)
    return back


def _pearson(x: Floats, y: Floats, weight: Floats) -> Floats:
    """Weighted correlation by draw (draws,); NaN where a side does not vary."""
    total = weight.sum(axis=1, keepdims=True)
    x, y = (v - (v * weight).sum(axis=1, keepdims=True) / total for v in (x, y))
    both, own, other = ((a * b * weight).sum(axis=1) for a, b in ((x, y), (x, x), (y, y)))
    size = np.sqrt(own * other)
    found: Floats = np.divide(both, size, out=np.full_like(both, np.nan), where=size > 0)
    return found


def _points(frame: pd.DataFrame, index: str, variable: str) -> pd.DataFrame:
    units = np.unique(frame["unit"].to_numpy(str), return_inverse=True)[1]
    years = np.unique(frame["year"].to_numpy(), return_inverse=True)[1]
    once = np.ones((1, len(frame)))
    inner = {name: within(frame[name].to_numpy(float), units, years, once)[0] for name in ("x", "y")}
    return frame[["unit", "year"]].assign(**inner, part="point", index=index, against=variable)
