"""Transitions between quantile classes of an index (Quah 1993; Rey 2001; Bickenbach & Bode 2003).

p_ab is the share of the units in class a that are in class b one horizon later. Conditioned on the unit's
region and, as a spatial lag without a weights file, on its *neighbours*: the mean score of the other units of
its region, in classes by quantiles of those means. Homogeneity over conditions by the likelihood ratio and
Pearson tests of Anderson & Goodman (1957), with the degrees of freedom of Bickenbach & Bode (2003):
sum_a (c_a - 1)(b_a - 1), c_a the conditions with units in class a, b_a the classes that are reached from it.
"""

from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.analysis import Analysis, Material
from nqpf.errors import DataError, SpecError
from nqpf.scored import scored
from nqpf.specs.analyses import AnalysisSpec
from nqpf.specs.study import Study

Floats = npt.NDArray[np.float64]
Rule = Literal["pooled", "first_year", "yearly"]
ALL = "all"
NOTHING = 1e-12  # of the whole: rounding noise of the solver in a class that is left for good


def analyse(
    spec: AnalysisSpec,
    study: Study,
    material: Material,
    *,
    classes: int = 4,
    cuts: Rule = "pooled",
    horizon: int = 1,
) -> Analysis:
    """Count transitions over `horizon` years, overall, by region and by the neighbours' class.

    cuts: quantiles of all unit-years (pooled), of the first year, or of each year by itself (yearly: rank
    mobility). rows: by (all, group, neighbours), of, from, to, count, probability (empty where no unit starts
    in the class). Facts: cut points, ergodic distribution by condition (absent where it is not unique), the
    share of each class in the first and last year, how far a unit's group tells its neighbours' class, tests.
    Raises SpecError for fewer than two classes or a
    horizon below 1, DataError where cut points coincide or no unit is seen twice.
    """
    if classes < 2 or horizon < 1:
        raise SpecError(
            f"the analysis '{spec.label.en}': give two or more classes and a horizon of 1 or more."
        )
    frame = scored(spec, study, material)
    frame = frame.assign(neighbours=neighbours(frame))
    points = {name: _points(frame, name, classes, cuts) for name in ("score", "neighbours")}
    coded = frame.assign(**{key: _classes(frame, column, points[column]) for key, column in _CODED.items()})
    moves = _moves(coded, horizon)
    counts = _conditions(moves, classes)
    rows = [_rows(by, of, table) for (by, of), table in counts.items()]
    options = {"classes": classes, "cuts": cuts, "horizon": horizon}
    facts = {
        "index": study.indices[spec.index].label.model_dump(),
        **options,
        "neighbours_by_group": known_by_group(moves),
        **_facts(coded, points, counts),
    }
    return Analysis(pd.concat(rows, ignore_index=True), facts)


_CODED = {"class": "score", "lag": "neighbours"}


def neighbours(frame: pd.DataFrame) -> pd.Series:
    """Mean score of the other units of the same group and year; missing where there is no other."""
    parts = frame.groupby(["group", "year"])["score"]
    others = parts.transform("count") - 1
    return (parts.transform("sum") - frame["score"]) / others.where(others > 0)


def _points(frame: pd.DataFrame, column: str, classes: int, rule: Rule) -> pd.DataFrame:
    """Cut points (years x classes - 1), quantiles that interpolate linearly."""
    shares = np.arange(1, classes) / classes
    years = sorted(frame["year"].unique())
    chosen = {"pooled": years, "first_year": years[:1]}
    points = {}
    for year in years:
        rows = frame["year"].isin(chosen.get(rule, [year]))
        values = frame.loc[rows, column].dropna().to_numpy(float)
        # Where every group is a single unit, nobody has neighbours: no cut points, no classes.
        points[int(year)] = np.quantile(values, shares) if len(values) else np.full(len(shares), np.nan)
    table = pd.DataFrame.from_dict(points, orient="index")
    if (table.diff(axis=1).iloc[:, 1:] <= 0).to_numpy().any():
        raise DataError(
            f"cut points of {classes} classes coincide (many equal scores); choose fewer classes."
        )
    return table


def _classes(frame: pd.DataFrame, column: str, points: pd.DataFrame) -> Floats:
    """Class of each row, 0 the lowest; a score at a cut point belongs below it. Missing stays missing."""
    cut = points.loc[frame["year"]].to_numpy()
    value = frame[column].to_numpy(float)
    below = (value[:, None] > cut).sum(axis=1)
    found: Floats = np.where(np.isnan(value), np.nan, below)
    return found


def _moves(coded: pd.DataFrame, horizon: int) -> pd.DataFrame:
    """Pair each row with the same unit's row `horizon` calendar years later: group, lag, from, to."""
    later = coded[["unit", "year", "class"]].assign(year=coded["year"] - horizon)
    moves = coded.merge(later.rename(columns={"class": "to"}), on=["unit", "year"], validate="1:1")
    if moves.empty:
        raise DataError(f"no unit is seen {horizon} years apart; choose a shorter horizon.")
    return moves.rename(columns={"class": "from"})[["group", "lag", "from", "to"]]


def known_by_group(moves: pd.DataFrame) -> float | None:
    """Share of the moves in which the neighbours' class is the most frequent one of their group.

    moves: columns group, lag. Near one, conditioning on neighbours repeats conditioning on groups: so it is
    where there are as few groups as classes. None where nobody has neighbours.
    """
    pairs = moves.dropna(subset=["lag"]).groupby(["group", "lag"]).size()
    return float(pairs.groupby(level="group").max().sum() / pairs.sum()) if len(pairs) else None


def _conditions(moves: pd.DataFrame, classes: int) -> dict[tuple[str, str], Floats]:
    counts = {(ALL, ALL): count(moves, classes)}
    for name, part in moves.groupby("group"):
        counts["group", str(name)] = count(part, classes)
    for lag, part in moves.dropna(subset=["lag"]).groupby("lag"):
        counts["neighbours", f"{float(str(lag)) + 1:.0f}"] = count(part, classes)
    return counts


def count(moves: pd.DataFrame, classes: int) -> Floats:
    """Counts of moves (from x to). moves: columns from, to with classes from 0."""
    table = np.zeros((classes, classes))
    np.add.at(table, (moves["from"].to_numpy(int), moves["to"].to_numpy(int)), 1.0)
    return table


def probabilities(counts: Floats) -> Floats:
    """Shares by row; a class in which no unit starts has none."""
    totals = counts.sum(axis=1, keepdims=True)
    shares: Floats = np.divide(counts, totals, out=np.full_like(counts, np.nan), where=totals > 0)
    return shares


def ergodic(counts: Floats) -> list[float] | None:
    """Solve q P = q, sum q = 1; None where a class is never left from or more than one q does."""
    shares = probabilities(counts)
    if np.isnan(shares).any():
        return None
    system = np.vstack([shares.T - np.eye(len(shares)), np.ones(len(shares))])
    solution, _, rank, _ = np.linalg.lstsq(system, np.append(np.zeros(len(shares)), 1.0), rcond=None)
    settled = [0.0 if q < NOTHING else float(q) for q in solution]
    return settled if rank == len(shares) else None


def homogeneity(tables: list[Floats]) -> dict[str, float]:
    """Test that all conditions share one matrix: lr, lr_p, chi2, chi2_p, df. tables: counts, one each."""
    from scipy.special import chdtrc

    stack = np.stack(tables)
    pooled = probabilities(stack.sum(axis=0))
    expected = stack.sum(axis=2, keepdims=True) * np.nan_to_num(pooled)
    seen, hit = expected > 0, stack > 0
    ratio = np.log(np.divide(stack, expected, out=np.ones_like(stack), where=hit))
    gap = np.divide((stack - expected) ** 2, expected, out=np.zeros_like(stack), where=seen)
    conditions, reached = (stack.sum(axis=2) > 0).sum(axis=0), (stack.sum(axis=0) > 0).sum(axis=1)
    df = int((np.maximum(conditions - 1, 0) * np.maximum(reached - 1, 0)).sum())
    lr, chi2 = float(2 * (stack * ratio).sum()), float(gap.sum())
    p = {"lr_p": float(chdtrc(df, lr)) if df else 1.0, "chi2_p": float(chdtrc(df, chi2)) if df else 1.0}
    return {"lr": lr, "chi2": chi2, "df": df, **p}


def _rows(by: str, of: str, counts: Floats) -> pd.DataFrame:
    start, end = np.indices(counts.shape)
    columns = {"from": start.ravel() + 1, "to": end.ravel() + 1}
    numbers = {"count": counts.ravel().astype(int), "probability": probabilities(counts).ravel()}
    return pd.DataFrame({"by": by, "of": of, **columns, **numbers})


def _off(counts: dict[tuple[str, str], Floats], side: int) -> int:
    """Count the moves to a higher (1) or a lower (-1) class."""
    table = counts[ALL, ALL]
    return int((np.triu(table, 1) if side > 0 else np.tril(table, -1)).sum())


def _facts(
    coded: pd.DataFrame, points: dict[str, pd.DataFrame], counts: dict[tuple[str, str], Floats]
) -> dict[str, Any]:
    years = [int(coded["year"].min()), int(coded["year"].max())]
    number = counts[ALL, ALL].shape[0]
    shares = {
        str(year): coded.loc[coded["year"] == year, "class"].value_counts(normalize=True)
        .reindex(range(number), fill_value=0.0).tolist()
        for year in years
    }  # fmt: skip
    by: dict[str, list[Floats]] = {"group": [], "neighbours": []}
    for (kind, _), table in counts.items():
        by.setdefault(kind, []).append(table)
    return {
        "years": years,
        "units": int(coded["unit"].nunique()),
        "moves": {"up": _off(counts, 1), "down": _off(counts, -1), "stay": int(np.trace(counts[ALL, ALL]))},
        "cut_points": {name: table.iloc[[0, -1]].to_numpy().tolist() for name, table in points.items()},
        "shares": shares,
        "ergodic": {f"{kind} {of}": ergodic(table) for (kind, of), table in counts.items()},
        "tests": {name: homogeneity(tables) for name, tables in by.items() if len(tables) > 1},
    }
