"""Coupling coordination of two indices: C, T, D and ten grades, beside D under random pairing of units.

The formulas, their sources and the placebo stand in `nqpf.dynamics.coupling`. D describes; it is never put
into a regression, for it is made of both sides of every equation here (METHOD 4).
"""

from typing import Any

import numpy as np
import pandas as pd

from nqpf.analyses.markov import count, probabilities
from nqpf.analysis import Analysis, Material
from nqpf.dynamics.coupling import ALL, GRADES, coordination, coupling, grade, placebo
from nqpf.errors import DataError, SpecError
from nqpf.registry import suggest
from nqpf.scored import refuse_unknown_columns, scored
from nqpf.specs.analyses import AnalysisSpec
from nqpf.specs.study import Study

COLUMNS = [
    "part", "unit", "group", "year", "first", "second", "c", "t", "d", "grade", "units", "share",
    "placebo_mean", "placebo_low", "placebo_high", "p", "from", "to", "count", "probability",
]  # fmt: skip


def analyse(
    spec: AnalysisSpec,
    study: Study,
    material: Material,
    *,
    other: str,
    weight: float = 0.5,
    draws: int = 999,
) -> Analysis:
    """Compute D of the analysis' index (first) and another one (second), which has the weight 1 - weight.

    rows by part: "unit" (unit, group, year, both scores, c, t, d, grade); "mean" (group, year, units, mean c,
    t, d, placebo_mean, placebo_low, placebo_high, p; an empty year: all years; group "all": every unit);
    "grade" (group, year, grade, units, share); "move" (group, from, to, count, probability: grades one year
    later). A score above 1, from outside the base window, is kept; a D above 1 has grade ten. Raises
    SpecError where `other` is no other index, DataError for a negative score.
    """
    frame = _pairs(spec, study, material, other)
    first, second = (frame[one].to_numpy(float) for one in ("first", "second"))
    d = coordination(first, second, weight)
    levels = {"c": coupling(first, second), "t": weight * first + (1 - weight) * second, "d": d}
    frame = frame.assign(part="unit", **levels, grade=grade(d))
    dealt = placebo(frame, weight=weight, draws=draws, seed=spec.seed)
    means = _averaged(frame).merge(dealt.table().drop(columns="mean"), on=["group", "year"], validate="1:1")
    parts = [frame, means.assign(part="mean"), _shares(frame), _moves(frame)]
    rows = pd.concat([part.reindex(columns=COLUMNS) for part in parts], ignore_index=True)
    rows = rows.astype(dict.fromkeys(("year", "grade", "units", "from", "to", "count"), "Int64"))
    names = {"first": spec.index, "second": other}
    facts = {
        **{key: study.indices[name].label.model_dump() for key, name in names.items()},
        "weight": weight,
        "draws": draws,
        "seed": spec.seed,
        "movable": dealt.movable,
        **_facts(frame, means, rows[rows["part"] == "move"]),
    }
    return Analysis(rows, facts)


def _pairs(spec: AnalysisSpec, study: Study, material: Material, other: str) -> pd.DataFrame:
    """List unit, year, group, first, second where both have a score; refuse what D cannot take."""
    if other not in study.indices or other == spec.index:
        choices = [name for name in study.indices if name != spec.index]
        raise SpecError(
            f"the analysis '{spec.label.en}': 'other' names '{other}'; {suggest(other, choices)}."
        )
    refuse_unknown_columns(spec, "other", [other], material.sample)
    second = material.sample[["unit", "year", other]].rename(columns={other: "second"})
    frame = scored(spec, study, material).rename(columns={"score": "first"})
    frame = frame.merge(second, on=["unit", "year"], validate="1:1").dropna(subset=["second"])
    for column, name in (("first", spec.index), ("second", other)):
        bad = frame[frame[column] < 0]
        if len(bad):
            row = bad.iloc[0]
            raise DataError(
                f"the score '{name}' of '{row['unit']}' in {row['year']} is {row[column]:.3g}: coupling "
                "needs scores that are not negative; widen the index's base window or scale it otherwise."
            )
    if frame.empty:
        raise DataError(f"no unit and year has a score of both '{spec.index}' and '{other}'.")
    return frame.reset_index(drop=True)


def _twice(frame: pd.DataFrame) -> pd.DataFrame:
    """Every row once under "all" and once under its group."""
    return pd.concat([frame.assign(group=ALL), frame], ignore_index=True)


def _averaged(frame: pd.DataFrame) -> pd.DataFrame:
    """Means of c, t and d with the number of units, by group and year and over all years."""
    rows = _twice(frame)
    every_year = rows.drop(columns="year")
    rows = pd.concat([rows, every_year], ignore_index=True).astype({"year": "Int64"})
    parts = rows.groupby(["group", "year"], dropna=False)
    means = parts[["c", "t", "d"]].mean().assign(units=parts["unit"].nunique())
    return means.reset_index()


def _shares(frame: pd.DataFrame) -> pd.DataFrame:
    """Units by group, year and grade that occurs, and their share of the group's."""
    counts = _twice(frame).groupby(["group", "year", "grade"]).size().reset_index(name="units")
    whole = counts.groupby(["group", "year"])["units"].transform("sum")
    return counts.assign(part="grade", share=counts["units"] / whole)


def _moves(frame: pd.DataFrame) -> pd.DataFrame:
    """Moves between grades from one year to the next, by group; classes from 0 while counted."""
    later = frame[["unit", "year", "grade"]].assign(year=frame["year"] - 1, to=frame["grade"] - 1)
    pairs = frame.merge(later[["unit", "year", "to"]], on=["unit", "year"], validate="1:1")
    pairs = _twice(pairs.assign(**{"from": pairs["grade"] - 1}))
    parts = []
    for group, part in pairs.groupby("group"):
        table = count(part, len(GRADES))
        start, end = np.indices(table.shape)
        numbers = {"count": table.ravel(), "probability": probabilities(table).ravel()}
        parts.append(
            pd.DataFrame({"group": group, "from": start.ravel() + 1, "to": end.ravel() + 1, **numbers})
        )
    moves = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["group", "count"])
    return moves.assign(part="move")


def _facts(frame: pd.DataFrame, means: pd.DataFrame, moves: pd.DataFrame) -> dict[str, Any]:
    years = [int(frame["year"].min()), int(frame["year"].max())]
    own = means[means["group"] == ALL].set_index("year")
    ends, over = own.loc[years], own[own.index.isna()].iloc[0]
    seen = moves[moves["group"] == ALL]
    step = np.sign(seen["to"].astype(float) - seen["from"].astype(float))
    named = {"up": 1, "down": -1, "stay": 0}
    return {
        "years": years,
        "units": int(frame["unit"].nunique()),
        "rows": len(frame),
        "zeros": int((frame["d"] == 0).sum()),
        "above_one": int((frame[["first", "second"]] > 1).any(axis=1).sum()),
        "mean": {key: float(over[key]) for key in ("d", "placebo_mean", "placebo_low", "placebo_high", "p")},
        "change": {key: float(ends[key].iloc[1] - ends[key].iloc[0]) for key in ("d", "placebo_mean")},
        "moves": {name: int(seen.loc[step == sign, "count"].sum()) for name, sign in named.items()},
        "grades": [label.model_dump() for label in GRADES],
    }
