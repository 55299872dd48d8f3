"""What every estimator takes and gives: the design that a sample makes, and the estimate with its recipe."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.algebra.gram import ABSORBED, inverse_gram
from nqpf.algebra.groups import Flags, Floats, Grouping, Integers, compact, grouping, whole
from nqpf.algebra.projection import Projection, project
from nqpf.errors import DataError, SpecError
from nqpf.inference.clusters import Counting, count
from nqpf.registry import suggest

EFFECTS = ("unit", "time")
Scalar = TypeVar("Scalar", bound=np.generic)


@dataclass(frozen=True)
class Estimate:
    """One fitted column of a table.

    terms: index "term" (the regressors), columns coef, se, t, p.
    covariance: (k x k) cluster-robust covariance of the coefficients.
    facts: what stands under the column. n, units, years, rows_given, rows_missing (rows with an empty cell),
        missing_by_column (a row may count in several), rows_weightless, singletons (n = rows_given less the
        three), clusters (G), cluster, effects, convention, k, factor, df, reference, recipe,
        r2_within (after the column's effects, as reghdfe's within R2 and fixest's wr2), r2 (effects counted
        as explaining), constant (mean of y less fitted means), mean_outcome, sd_within by variable.
    """

    terms: pd.DataFrame
    covariance: pd.DataFrame
    facts: Mapping[str, Any]

    def interval(self, level: float = 0.95) -> pd.DataFrame:
        """Confidence intervals from t(G - 1); index "term", columns low, high."""
        from scipy.special import stdtrit

        reach = stdtrit(self.facts["df"], 0.5 + level / 2) * self.terms["se"]
        return pd.DataFrame({"low": self.terms["coef"] - reach, "high": self.terms["coef"] + reach})

    @property
    def standardised(self) -> pd.Series:
        """Effect of one within-SD of x in within-SDs of y.

        Within means de-meaned by unit in every column, whatever its effects, so that columns compare.
        """
        sd = pd.Series(self.facts["sd_within"], dtype=float)
        effect: pd.Series = self.terms["coef"] * sd[self.terms.index] / sd.iloc[0]
        return effect.rename("standardised")


def largest_difference(first: Estimate, second: Estimate) -> float:
    """Find the largest relative difference in coefficients and errors between two estimates of one column."""
    one = first.terms[["coef", "se"]].to_numpy(float)
    other = second.terms.loc[first.terms.index, ["coef", "se"]].to_numpy(float)
    size = np.maximum(np.abs(one), np.abs(other))
    return float((np.abs(one - other) / np.where(size > 0, size, 1.0)).max())


@dataclass(frozen=True)
class Design:
    """The complete rows of a sample, coded and sorted, so that the order of the rows given is irrelevant.

    names: outcome, then regressors; sources: their columns as given; kept: (n,) the rows of them that stay,
        in the order of the longer effect, then of the other (None: all, as they stand, nothing is copied).
    unit, time, cluster: groupings of the n rows; weight: (n,) or None. counts: the facts on dropped rows.
    """

    names: tuple[str, ...]
    sources: tuple[Floats, ...]
    kept: Integers | None
    unit: Grouping
    time: Grouping
    cluster: Grouping
    cluster_name: str
    weight: Floats | None
    effects: tuple[str, ...]
    counts: Mapping[str, Any]

    @property
    def rows(self) -> int:
        """Number of complete rows, n."""
        return len(self.unit.codes)

    def column(self, place: int) -> Floats:
        """Return the complete rows (n,) of one variable; 0 is the outcome."""
        # Contiguous, for sums run in another order over strided columns: the last bit would differ.
        return np.ascontiguousarray(_in_order(self.sources[place], self.kept))

    @property
    def groupings(self) -> list[Grouping]:
        """The groupings that enter as effects, the one that sorts the rows first."""
        chosen = [self.unit if name == "unit" else self.time for name in self.effects]
        return sorted(chosen, key=lambda effect: effect.starts is None)

    def projection(self) -> Projection:
        """Prepare what removes the effects (the constant where there are none)."""
        effects = self.groupings or [whole(self.rows)]
        return project(effects[0], effects[1] if len(effects) == 2 else None, self.weight)

    def total(self, column: Floats) -> float:
        """Weighted sum of a column (n,)."""
        return float(column.sum() if self.weight is None else column @ self.weight)

    def squares(self, column: Floats) -> float:
        """Weighted sum of squares of a column (n,)."""
        return float(column @ self.weighted(column))

    def weighted(self, column: Floats) -> Floats:
        """Multiply a column (n,) by the weights, if there are any."""
        return column if self.weight is None else column * self.weight


@dataclass(frozen=True)
class Swept:
    """A design without its effects.

    outcome: (n,); regressors: (k x n); bread: (X~'WX~)^-1 (k x k); components: connected parts of the panel.
    means, spread: (1 + k,) mean of each variable, and its SD de-meaned by unit on n - 1 (as Stata's xtsum).
    total: sum of squares of the outcome about its mean. All sums are weighted if the design is.
    """

    outcome: Floats
    regressors: Floats
    bread: Floats
    components: int
    means: Floats
    spread: Floats
    total: float


@dataclass(frozen=True)
class Fit:
    """What an estimator found: coefficients (k,), CR0 covariance (k x k), both R2."""

    coef: Floats
    robust: Floats
    r2_within: float
    r2: float


def prepare(
    sample: pd.DataFrame,
    outcome: str,
    regressors: Sequence[str],
    unit: str,
    time: str,
    effects: Sequence[str],
    cluster: str | None,
    weights: str | None,
) -> Design:
    """Turn a flat sample into a design; drop and count incomplete rows and singletons (iteratively).

    Raises SpecError for senseless arguments, DataError for unusable columns, repeated unit-years, no rows.
    """
    chosen = check_effects(effects)
    cluster_name = _check_arguments(outcome, regressors, cluster) or unit
    numbers = (outcome, *regressors) + (() if weights is None else (weights,))
    keys = tuple(dict.fromkeys((unit, time, cluster_name)))
    _check_columns(sample, (*numbers, *keys))
    columns = {name: _numbers(sample, name) for name in numbers}
    codes = {name: pd.factorize(sample[name], sort=True)[0].astype(np.intp, copy=False) for name in keys}
    rows, counts = _complete_rows(sample.index, columns, codes, weights)
    kept = _without_singletons(rows, [codes[unit if name == "unit" else time] for name in chosen])
    if not len(kept):
        raise DataError(f"no row is complete in {', '.join((*numbers, *keys))} (singletons aside).")
    order = _sorted_rows(sample, kept, (unit, time), (codes[unit], codes[time]), chosen)
    counts["singletons"] = len(rows) - len(kept)
    roles = (outcome, *regressors), (unit, time, cluster_name), weights
    return _design(roles, columns, codes, order, chosen, counts)


def _design(
    roles: tuple[tuple[str, ...], tuple[str, str, str], str | None],
    columns: Mapping[str, Floats],
    codes: Mapping[str, Integers],
    rows: Integers,
    effects: tuple[str, ...],
    counts: Mapping[str, Any],
) -> Design:
    """Put the sorted rows together; roles: variables, (unit, time, cluster), weights."""
    names, (unit, time, cluster), weights = roles
    as_given = len(rows) == counts["rows_given"] and bool((np.diff(rows) > 0).all())
    kept = None if as_given else rows
    groups = {name: grouping(compact(_in_order(code, kept))) for name, code in codes.items()}
    return Design(
        names=names,
        sources=tuple(columns[name] for name in names),
        kept=kept,
        unit=groups[unit],
        time=groups[time],
        cluster=groups[cluster],
        cluster_name=cluster,
        weight=None if weights is None else _in_order(columns[weights], kept),
        effects=effects,
        counts=counts,
    )


def check_effects(effects: Sequence[str]) -> tuple[str, ...]:
    """Return the effects in the order unit, time; SpecError for anything else."""
    given = list(effects) if not isinstance(effects, str) else [effects, effects]
    if len(set(given)) != len(given) or not set(given) <= set(EFFECTS):
        raise SpecError(f"effects = {effects!r} is none of (), ('unit',), ('time',), ('unit', 'time').")
    return tuple(name for name in EFFECTS if name in given)


def _check_arguments(outcome: str, regressors: Sequence[str], cluster: object) -> str | None:
    if isinstance(regressors, str) or not len(regressors):
        raise SpecError(f"regressors = {regressors!r}: give a list of at least one column.")
    twice = [name for name in dict.fromkeys(regressors) if [outcome, *regressors].count(name) > 1]
    if twice:
        raise SpecError(f"'{twice[0]}' stands twice among outcome and regressors; name it once.")
    if cluster is not None and not isinstance(cluster, str):
        raise NotImplementedError("cluster takes the name of one column; two-way clusters are not built yet.")
    return cluster


def _check_columns(sample: pd.DataFrame, wanted: Sequence[str]) -> None:
    for name in wanted:
        if not sample.columns.is_unique and list(sample.columns).count(name) > 1:
            raise DataError(f"sample has two columns '{name}'; keep one.")
        if name not in sample.columns:
            where = "is an index level: use sample.reset_index()" if name in sample.index.names else ""
            raise DataError(
                f"sample has no column '{name}'; {where or suggest(name, map(str, sample.columns))}."
            )


def _in_order(source: npt.NDArray[Scalar], rows: Integers | None) -> npt.NDArray[Scalar]:
    return source if rows is None else source.take(rows)


def _numbers(sample: pd.DataFrame, name: str) -> Floats:
    """Read one column as floats; DataError that shows the first text."""
    column = sample[name]
    if not pd.api.types.is_numeric_dtype(column):
        text = column[pd.to_numeric(column, errors="coerce").isna() & column.notna()]
        shown = f"'{text.iloc[0]}' (row {text.index[0]})" if len(text) else f"type {column.dtype}"
        raise DataError(f"column '{name}' is not numeric: {shown}; convert it first.")
    return column.to_numpy(dtype=float, na_value=np.nan)


def _complete_rows(
    index: pd.Index, columns: Mapping[str, Floats], codes: Mapping[str, Integers], weights: str | None
) -> tuple[Integers, dict[str, Any]]:
    """List the rows without an empty cell and with a weight above 0, and count the others by reason."""
    complete, missing = np.ones(len(index), dtype=bool), {}
    for name, column in (*columns.items(), *codes.items()):
        present = np.isfinite(column) if name in columns else column >= 0
        if not present.all():
            _refuse(
                np.isinf(column), index, f"column '{name}' is infinite", "settle the log or ratio of zero"
            )
            missing[name] = int((~present).sum())
            complete &= present
    positive = complete
    if weights is not None:
        _refuse(columns[weights] < 0, index, f"weight '{weights}' is negative", "weights are 0 or more")
        positive = complete & (columns[weights] > 0)
    rows = np.flatnonzero(positive)
    whole_rows = int(complete.sum())
    counts = {"rows_missing": len(index) - whole_rows, "rows_weightless": whole_rows - len(rows)}
    return rows, {"rows_given": len(index), "missing_by_column": missing, **counts}


def _refuse(wrong: Flags, index: pd.Index, what: str, advice: str) -> None:
    """Raise DataError for the first row that is wrong."""
    if wrong.any():
        raise DataError(f"{what} in row {index[int(wrong.argmax())]}; {advice}.")


def _without_singletons(rows: Integers, effects: Sequence[Integers]) -> Integers:
    """Drop rows alone in a level of an effect until none is left (Correia 2015)."""
    while len(rows):
        lone = np.zeros(len(rows), dtype=bool)
        for codes in effects:
            level = codes[rows]
            single = np.bincount(level) == 1
            if single.any():
                lone |= single[level]
        if not lone.any():
            break
        rows = rows[~lone]
    return rows


def _sorted_rows(
    sample: pd.DataFrame,
    rows: Integers,
    names: tuple[str, str],
    codes: tuple[Integers, Integers],
    effects: Sequence[str],
) -> Integers:
    """Sort rows by the effect with more levels, then the other; DataError for a repeated unit-year."""
    unit, time = codes[0][rows], codes[1][rows]
    by_time = effects == ("time",) or (len(effects) == 2 and time.max() > unit.max())
    lead, follow = (time, unit) if by_time else (unit, time)
    place = lead * (follow.max() + 1) + follow
    if (np.diff(place) > 0).all():
        return rows
    order = np.argsort(place, kind="stable")
    again = np.diff(place[order]) == 0
    if again.any():
        where = sample.iloc[rows[order[int(again.argmax())]]]
        raise DataError(
            f"unit '{where[names[0]]}' has more than one row in {names[1]} {where[names[1]]}; keep one."
        )
    return np.asarray(rows[order])


def sweep(design: Design) -> Swept:
    """Remove the effects from all columns and invert the regressors' cross-product.

    Raises DataError that names an outcome without variation, or regressors that are absorbed.
    """
    projection, mass = design.projection(), design.total(np.ones(design.rows))
    units = Projection(design.unit, None, design.weight, design.unit.mass(design.weight))
    swept = np.empty((len(design.names), design.rows))
    means, raw, within = (np.empty(len(design.names)) for _ in range(3))
    for place in range(len(design.names)):  # one column at a time, so that little memory is needed
        column = design.column(place)
        means[place], raw[place] = design.total(column) / mass, np.sqrt(design.squares(column))
        centred = projection.centre(column, out=swept[place])
        same = projection.longer is design.unit
        within[place] = design.squares(centred if same else units.centre(column))
        projection.finish(centred, out=centred)
    refuse_constant(design, swept[0], raw[0])
    return Swept(
        outcome=swept[0],
        regressors=swept[1:],
        bread=inverse_gram(swept[1:], raw[1:], design.weight, design.names[1:]),
        components=projection.components,
        means=means,
        spread=np.sqrt(within / mass * design.rows / max(design.rows - 1, 1)),
        total=design.squares(design.column(0) - means[0]),
    )


def refuse_constant(design: Design, swept: Floats, raw: float) -> None:
    """Raise DataError for an outcome (n,) of which the effects leave nothing; raw: its length before."""
    if np.sqrt(design.squares(swept)) <= ABSORBED * raw:
        beyond = f" beyond its {' and '.join(design.effects)} effects" if design.effects else ""
        raise DataError(f"outcome '{design.names[0]}' does not vary{beyond}; there is nothing to explain.")


def counting(design: Design, convention: str, components: int) -> Counting:
    """Count K, the factor and t's degrees of freedom for a design."""
    slopes = len(design.names) - 1
    return count(convention, slopes, design.groupings, components, design.cluster, design.rows)


def conclude(design: Design, swept: Swept, counted: Counting, fit: Fit) -> Estimate:
    """Put coefficients, the house standard errors and the facts of a column together."""
    from scipy.special import stdtr

    names = pd.Index(design.names[1:], name="term")
    covariance = fit.robust * counted.factor
    se = np.sqrt(np.diag(covariance))
    t = np.divide(fit.coef, se, out=np.full(len(se), np.nan), where=se > 0)
    p = 2.0 * stdtr(counted.df, -np.abs(t))
    terms = pd.DataFrame(np.column_stack([fit.coef, se, t, p]), index=names, columns=["coef", "se", "t", "p"])
    facts = {**_facts_on_rows(design, swept, fit), **facts_on_errors(design, counted)}
    return Estimate(terms, pd.DataFrame(covariance, index=names, columns=names), facts)


def _facts_on_rows(design: Design, swept: Swept, fit: Fit) -> dict[str, Any]:
    return {
        "n": design.rows,
        "units": design.unit.size,
        "years": design.time.size,
        **design.counts,
        "effects": design.effects,
        "r2_within": fit.r2_within,
        "r2": fit.r2,
        "constant": float(swept.means[0] - fit.coef @ swept.means[1:]),
        "mean_outcome": float(swept.means[0]),
        "sd_within": dict(zip(design.names, swept.spread.tolist(), strict=True)),
    }


def facts_on_errors(design: Design, counted: Counting) -> dict[str, Any]:
    """The recipe of the clustered errors, in pieces and as a sentence."""
    groups, reference = design.cluster.size, f"t({counted.df})"
    clusters = f"clustered by {design.cluster_name} (G = {groups})"
    return {
        "clusters": groups,
        "cluster": design.cluster_name,
        "convention": counted.convention,
        "k": counted.k,
        "factor": counted.factor,
        "df": counted.df,
        "reference": reference,
        "recipe": f"{clusters}, CR1, {counted.convention} convention, {reference}",
    }
