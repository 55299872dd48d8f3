"""Do the estimates find the truth? Many panels, drawn in memory, through the functions of the pipeline.

Bias and the coverage of 95% intervals, each with its Monte-Carlo error (Morris, White & Crowther 2019).
The truth on the scale of the built index differs a little from panel to panel (its bounds and weights are
drawn too): every estimate is compared with the truth of its own panel.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from nqpf import bootstrap, index
from nqpf.errors import SpecError
from nqpf.estimate import Estimate
from nqpf.estimators import twfe
from nqpf.panel.recipes import make_variables
from nqpf.simulate.generator import Drawn, draw
from nqpf.simulate.truth import Truth, slope, truth_table
from nqpf.specs.study import Study

DRAWS = 500  # of the bootstrap in each panel: fewer than in a study, for many panels
LEVEL = 0.95
KEYS = ["quantity", "name"]
PANEL = {"unit": "unit", "time": "year"}
CROSS = "treatment x moderator"


def verify(study: Study, panels: int, seed: int, draws: int = DRAWS) -> pd.DataFrame:
    """Estimate the known effects of a simulated study on many panels.

    Quantities: total, control_y, a, moderation (intervals from t(G - 1)), and from the percentile bootstrap
    direct with all channels (no name), and direct and indirect of every channel on its own.
    Returns columns quantity, name, truth, mean_estimate, bias, bias_mc_error, coverage, coverage_mc_error,
    panels; truth is the mean over panels, on the scale of the built outcome index.
    Raises what `draw` and `truth_table` raise.
    """
    if panels < 2:
        raise SpecError(f"panels is {panels}: coverage needs at least 2 panels.")
    seeds = np.random.SeedSequence(seed).generate_state(panels)
    return summary(pd.concat([one_panel(study, int(one), draws) for one in seeds]))


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """Summarise estimates (columns quantity, name, truth, estimate, low, high) over panels."""
    error = rows["estimate"] - rows["truth"]
    covered = (rows["low"] <= rows["truth"]) & (rows["truth"] <= rows["high"])
    groups = rows.assign(error=error, covered=covered.astype(float)).groupby(KEYS, sort=False)
    panels, coverage = groups.size(), groups["covered"].mean()
    columns = {
        "truth": groups["truth"].mean(),
        "mean_estimate": groups["estimate"].mean(),
        "bias": groups["error"].mean(),
        "bias_mc_error": groups["error"].std(ddof=1) / np.sqrt(panels),
        "coverage": coverage,
        "coverage_mc_error": np.sqrt(coverage * (1 - coverage) / panels),
        "panels": panels,
    }
    return pd.DataFrame(columns).reset_index()


def one_panel(study: Study, seed: int, draws: int) -> pd.DataFrame:
    """Draw one panel and estimate it: columns quantity, name, truth, estimate, low, high."""
    drawn = draw(study, seed)
    panel, outcome = _indexed(study, drawn)
    sample = panel.reset_index()
    found = pd.concat([*_by_regression(study, sample), *_by_bootstrap(study, sample, draws, seed)])
    truth = _truth(study, drawn.truth, outcome)
    return found.reset_index(drop=True).merge(truth, on=KEYS, validate="one_to_one")


def _indexed(study: Study, drawn: Drawn) -> tuple[pd.DataFrame, index.IndexModel]:
    """The panel that the pipeline would build, with both indices, and the model of the outcome index."""
    used = drawn.raw if study.simulation and study.simulation.switches.missing else None
    variables = drawn.variables if used is None else make_variables(study.codebook, used)[0]
    specs = {role: study.indices[role] for role in (study.facts.treatment, study.facts.outcome)}
    models = {role: index.fit(variables, spec) for role, spec in specs.items()}
    scores = {role: model.apply(variables) for role, model in models.items()}
    return variables.assign(**scores), models[study.facts.outcome]


def _truth(study: Study, truth: Truth, outcome: index.IndexModel) -> pd.DataFrame:
    """The truth table, with a zero for every path that changes nothing."""
    table = truth_table(truth, outcome).rename(columns={"index_scale": "truth"})
    still = [claim for claim in study.theory.of_kind("path") if claim not in truth.moderation]
    zeros = pd.DataFrame({"quantity": "moderation", "name": still, "truth": 0.0 * slope(truth, outcome)})
    return pd.concat([table[[*KEYS, "truth"]], zeros], ignore_index=True)


def _by_regression(study: Study, sample: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """What the two-way columns report: total, controls, paths a, moderation."""
    mechanism = study.mechanisms[study.facts.mechanism]
    x, y, controls = mechanism.treatment, mechanism.outcome, list(mechanism.controls)
    total = _twoway(sample, y, [x, *controls])
    yield _rows(total, [("total", "", x), *(("control_y", z, z) for z in controls)])
    for channel in study.mediators(study.facts.mechanism):
        yield _rows(_twoway(sample, channel, [x, *controls]), [("a", channel, x)])
    for claim in study.theory.of_kind("path"):
        moderator = study.facts.claims[claim].variable
        if moderator:
            crossed = sample.assign(**{CROSS: _centred(sample[x]) * _centred(sample[moderator])})
            yield _rows(_twoway(crossed, y, [x, CROSS, *controls]), [("moderation", claim, CROSS)])


def _twoway(sample: pd.DataFrame, outcome: str, regressors: list[str]) -> Estimate:
    return twfe.estimate(sample, outcome=outcome, regressors=regressors, **PANEL)


def _centred(cells: pd.Series) -> pd.Series:
    return cells - cells.mean()


def _rows(estimate: Estimate, wanted: list[tuple[str, str, str]]) -> pd.DataFrame:
    """Take (quantity, name, term) out of an estimate."""
    terms = [term for _, _, term in wanted]
    limits = estimate.interval(LEVEL).loc[terms]
    found = limits.assign(estimate=estimate.terms.loc[terms, "coef"]).reset_index(drop=True)
    return pd.DataFrame([key[:2] for key in wanted], columns=KEYS).join(found)


def _by_bootstrap(study: Study, sample: pd.DataFrame, draws: int, seed: int) -> Iterator[pd.DataFrame]:
    """What the mechanism table reports: direct and indirect by channel, then direct beside all channels."""
    single = _intervals(study, sample, draws, seed, joint=False)
    for quantity in ("direct", "indirect"):
        found = single.xs(quantity, level="effect").rename_axis("name")
        yield found.reset_index().assign(quantity=quantity)
    joint = _intervals(study, sample, draws, seed, joint=True).xs("direct", level="effect")
    yield joint.iloc[:1].assign(quantity="direct", name="")


def _intervals(study: Study, sample: pd.DataFrame, draws: int, seed: int, joint: bool) -> pd.DataFrame:
    """Point estimates with percentile limits, by (channel, effect); columns estimate, low, high."""
    mechanism = study.mechanisms[study.facts.mechanism]
    design: dict[str, Any] = {
        "treatment": mechanism.treatment,
        "mediators": study.mediators(study.facts.mechanism),
        "outcome": mechanism.outcome,
        "controls": mechanism.controls,
        "joint": joint,
        **PANEL,
    }
    point = bootstrap.point(sample, **design)
    redrawn = bootstrap.mediation(sample, draws=draws, seed=seed, **design)
    found = bootstrap.intervals(redrawn, point, LEVEL).drop(index=bootstrap.SUM, level="mediator")
    return found.rename(columns={"lower": "low", "upper": "high"})[["estimate", "low", "high"]]
