"""What a declared overlap does by itself: leave-overlap-out estimates and mechanical placebo bands.

Leave-overlap-out: one index of the pair is built anew without the indicators that carry a shared series,
and the same regression is run with the same recipe.

Mechanical placebo: of that index the indicators that carry a shared series stay as they are, all others are
replaced by independent look-alikes (`nqpf.audit.redraw`), the index is built by its own scheme, the
regression is run again, R times. Were the rest of the index unrelated to the other variable, the estimate
would be one more such draw: the 2.5% and 97.5% points of the draws are the band of coefficients that the
shared series alone produce (a conditional randomisation test; Candes, Fan, Janson & Lv 2018, JRSS B 80).
Whatever else ties the shared series to the other variable counts as overlap, which is the cautious side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
import pandas as pd

from nqpf import index
from nqpf.algebra.groups import Floats, Integers
from nqpf.audit.cases import Case, Side, cases, side, why_not, without
from nqpf.audit.partial import coefficients
from nqpf.audit.redraw import Likeness, likeness, permutations
from nqpf.errors import DataError
from nqpf.regression import Column, fit_model
from nqpf.specs.index import IndexSpec
from nqpf.specs.models import ModelSpec
from nqpf.specs.study import Study

DRAWS = 500
AT_ONCE = 50
"""Draws held at a time: 12 indicators x 3,420 unit-years x 50 draws are 16 MB."""
BAND = (2.5, 97.5)
KEY = ("coef", "se", "p")
SAME = 1e-10
"""Relative gap below which a weighted sum of dealt-out scores is the index built anew: rounding only."""
COLUMNS = ["first", "second", "roles", "model", "path", "shared", "estimate", "se", "rebuilt"]
COLUMNS += ["leave_out", "leave_out_se", "leave_out_p", "placebo_low", "placebo_high", "placebo_draws"]
COLUMNS += ["covers", "note"]


class Task(NamedTuple):
    """A case with the side that is rebuilt, its sample, and where the sample's rows lie in the panel."""

    case: Case
    side: Side
    sample: pd.DataFrame
    rows: Integers


def placebo(
    study: Study,
    panel: pd.DataFrame,
    samples: Mapping[str, pd.DataFrame],
    seed: int,
    draws: int = DRAWS,
) -> pd.DataFrame:
    """One row per declared overlap and regression, with the columns of COLUMNS.

    panel: every variable by (unit, year), sorted. samples: name -> flat frame with variables and indices.
    covers: "yes" where the band holds the estimate, "no" where not, "" where there is no band (see note).
    """
    found = cases(study)
    tasks = [task for case in found if (task := _task(study, case, panel, samples))]
    bands = {id(task.case): band for task, band in _bands(study, panel, tasks, draws, seed)}
    sides = {id(task.case): task for task in tasks}
    rows = [
        _row(study, panel, samples, case, sides.get(id(case)), bands.get(id(case), np.empty(0)))
        for case in found
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def used_rows(samples: Mapping[str, pd.DataFrame], case: Case) -> pd.DataFrame:
    """The rows of a case's sample; a mechanism uses those complete in all its variables."""
    sample = samples[case.model.sample]
    return sample.dropna(subset=list(case.complete)) if case.complete else sample


def _task(study: Study, case: Case, panel: pd.DataFrame, samples: Mapping[str, pd.DataFrame]) -> Task | None:
    chosen = side(study, case)
    if chosen is None:
        return None
    sample = used_rows(samples, case)
    rows = panel.index.get_indexer(pd.MultiIndex.from_frame(sample[["unit", "year"]]))
    if (rows < 0).any():
        raise DataError(f"sample '{case.model.sample}' holds unit-years that the panel lacks; build it anew.")
    return Task(case, chosen, sample, rows)


def _row(
    study: Study,
    panel: pd.DataFrame,
    samples: Mapping[str, pd.DataFrame],
    case: Case,
    task: Task | None,
    band: Floats,
) -> dict[str, Any]:
    estimate = key_row(fit_model(used_rows(samples, case), bare(case)))
    shared = ", ".join(case.shared.content)
    row = {**names_of(case), "shared": shared, "estimate": estimate["coef"], "se": estimate["se"]}
    if task is None:
        return {**row, "rebuilt": "", "placebo_draws": 0, "covers": "", "note": why_not(study, case)}
    low, high = limits(band)
    return {
        **row,
        "rebuilt": task.side.index,
        **_leave_out(study, panel, task),
        "placebo_low": low,
        "placebo_high": high,
        "placebo_draws": len(band),
        "covers": "yes" if low <= estimate["coef"] <= high else "no",
        "note": f"{task.side.index} without {', '.join(task.side.dropped)}",
    }


def limits(band: Floats) -> tuple[float, float]:
    """The 2.5% and 97.5% points of draws (R,), at ranks p (R + 1): one draw more is outside in 5%."""
    low, high = np.percentile(band, BAND, method="weibull").tolist()
    return low, high


def names_of(case: Case) -> dict[str, str]:
    """Cause, effect, roles, model and path of a case, as both files of the audit name them."""
    first, second = case.ends
    return {"first": first, "second": second, "roles": case.roles, "model": case.name, "path": case.path}


def bare(case: Case) -> ModelSpec:
    """The case's model without its diagnostics, which say nothing about the coefficient."""
    return case.model.model_copy(update={"diagnostics": []})


def key_row(column: Column) -> dict[str, float]:
    """coef, se, p of the key regressor; the wild bootstrap p where clusters are few."""
    terms = column.estimate.terms
    found = {name: float(terms[name].to_numpy(float)[terms.index.get_loc(column.key)]) for name in KEY}
    return found if column.wild_p is None else {**found, "p": column.wild_p}


def _leave_out(study: Study, panel: pd.DataFrame, task: Task) -> dict[str, float]:
    """Build the index without the carriers and run the same regression."""
    spec = without(study.indices[task.side.index], task.side.dropped)
    scores = index.fit(panel, spec).apply(panel).to_numpy(float)
    column = fit_model(task.sample.assign(**{task.side.index: scores[task.rows]}), bare(task.case))
    found = key_row(column)
    return {"leave_out": found["coef"], "leave_out_se": found["se"], "leave_out_p": found["p"]}


def _bands(
    study: Study, panel: pd.DataFrame, tasks: Sequence[Task], draws: int, seed: int
) -> Iterator[tuple[Task, Floats]]:
    """Draws of the coefficient of every task; tasks of one index share the look-alikes of its indicators."""
    for name in dict.fromkeys(task.side.index for task in tasks):
        own = [task for task in tasks if task.side.index == name]
        likes = {
            one: likeness(panel[one]) for one in dict.fromkeys(k for task in own for k in task.side.kept)
        }
        parts = [
            _chunk(panel, study.indices[name], own, likes, size, (seed, place))
            for place, size in enumerate(_sizes(draws))
        ]
        yield from zip(own, np.concatenate(parts, axis=1), strict=True)


def _sizes(draws: int) -> list[int]:
    whole, rest = divmod(draws, AT_ONCE)
    return [AT_ONCE] * whole + [rest] * (rest > 0)


def _chunk(
    panel: pd.DataFrame,
    spec: IndexSpec,
    tasks: Sequence[Task],
    likes: Mapping[str, Likeness],
    size: int,
    key: tuple[int, int],
) -> Floats:
    """Coefficients (tasks x size) of one block of draws; a stream per indicator, whatever the tasks."""
    dealt = {
        name: permutations(like, size, np.random.default_rng([*key, crc32(name.encode())]))
        for name, like in likes.items()
    }
    found = []
    for task in tasks:
        scores = rebuilt(panel, spec, {name: dealt[name] for name in task.side.kept})
        found.append(coefficients(task.sample, task.case.model, task.side.index, scores[:, task.rows]))
    return np.array(found)


def rebuilt(panel: pd.DataFrame, spec: IndexSpec, dealt: Mapping[str, Integers]) -> Floats:
    """The index (draws x unit-years) of a panel in which some indicators are dealt out anew.

    dealt: indicator -> positions (draws x unit-years). Where the scheme looks at each indicator's
    distribution alone and aggregates linearly, weights and bounds stand still and a draw is a weighted sum
    of dealt-out scores; the first draw is built in full to see whether that is so, else every draw is.
    """
    model = index.fit(panel, spec)
    scores = model.scores(panel)
    quick = np.zeros((len(next(iter(dealt.values()))), len(panel)))
    for name, weight in model.weights.items():
        column = scores[str(name)].to_numpy(float) * weight
        quick += column[dealt[str(name)]] if name in dealt else column
    first = _in_full(panel, spec, dealt, 0)
    if np.abs(quick[0] - first).max() <= SAME * np.abs(first).max():
        return quick
    return np.array([first, *(_in_full(panel, spec, dealt, draw) for draw in range(1, len(quick)))])


def _in_full(panel: pd.DataFrame, spec: IndexSpec, dealt: Mapping[str, Integers], draw: int) -> Floats:
    """Fit and apply the index to a panel with the dealt-out cells of one draw."""
    columns = {name: panel[name].to_numpy(float)[positions[draw]] for name, positions in dealt.items()}
    changed = panel.assign(**columns)
    return index.fit(changed, spec).apply(changed).to_numpy(float)
