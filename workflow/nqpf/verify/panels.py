"""Draw panels of a scenario and measure them; panel p is the same however the panels are shared out."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from nqpf import index
from nqpf.panel.recipes import make_variables
from nqpf.registry import load
from nqpf.simulate.generator import Drawn, draw
from nqpf.simulate.truth import truth_table
from nqpf.specs.study import Study
from nqpf.verify.design import study_of
from nqpf.verify.names import SUM
from nqpf.verify.scenario import MEASURES, Scenario

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Case:
    """One panel, ready to be measured.

    study: with the scenario laid over it. sample: flat, with both indices. seed: of the panel, and of what is
    drawn in it. truth: columns quantity, name, truth, on the scale of the built outcome index.
    """

    study: Study
    sample: pd.DataFrame
    truth: pd.DataFrame
    draws: int
    seed: int

    @cached_property
    def design(self) -> dict[str, Any]:
        """Treatment, mediators, outcome, controls, unit and time of the study's mechanism, by name."""
        name = self.study.facts.mechanism
        chosen = self.study.mechanisms[name]
        known = self.study.simulation.channels if self.study.simulation else {}
        return {
            "treatment": chosen.treatment,
            "mediators": [m for m in self.study.mediators(name) if m in known],
            "outcome": chosen.outcome,
            "controls": list(chosen.controls),
            "unit": "unit",
            "time": "year",
        }


def measure(
    study: Study, scenario: Scenario, first: int, last: int, progress: Progress | None = None
) -> pd.DataFrame:
    """Draw the panels first, ..., last - 1 of a scenario, and measure each.

    Returns columns panel, set, name, quantity, truth, estimate, se, and per method `<method>_low` and
    `<method>_high` (an interval at 95%) or `<method>_p`; empty where a method does not speak of a quantity.
    Raises what `study_of` and the generator raise.
    """
    altered = study_of(study, scenario)
    parts = []
    for panel in range(first, last):
        parts.append(one_panel(altered, scenario, panel).assign(panel=panel))
        if progress:
            progress(panel + 1 - first, last - first)
    return pd.concat(parts, ignore_index=True)


def one_panel(study: Study, scenario: Scenario, panel: int) -> pd.DataFrame:
    """Measure one panel of a study over which the scenario is laid already."""
    case = make_case(study, panel_seed(scenario, panel), scenario.draws)
    found = [load(MEASURES, name).measure(case) for name in scenario.measure]
    rows = pd.concat(found, ignore_index=True)
    joined: pd.DataFrame = rows.merge(case.truth, on=["quantity", "name"], how="left", validate="many_to_one")
    return joined


def panel_seed(scenario: Scenario, panel: int) -> int:
    """The seed of panel p: of the scenario's seed and p alone (SeedSequence; O'Neill 2015)."""
    return int(np.random.SeedSequence(scenario.seed or 0, spawn_key=(panel,)).generate_state(1)[0])


def make_case(study: Study, seed: int, draws: int) -> Case:
    """Draw one panel and build both indices as the pipeline does."""
    drawn = draw(study, seed)
    panel, outcome = _indexed(study, drawn)
    return Case(study, panel.reset_index(), truths(study, drawn, outcome), draws, seed)


def _indexed(study: Study, drawn: Drawn) -> tuple[pd.DataFrame, index.IndexModel]:
    """The panel that the pipeline would build, with both indices, and the model of the outcome index.

    Without gaps the treatment index of the generator is the pipeline's, built by the same functions.
    """
    treatment, outcome = study.facts.treatment, study.facts.outcome
    panel = drawn.variables
    if study.simulation is not None and study.simulation.switches.missing > 0:
        panel = make_variables(study.codebook, drawn.raw)[0]
        panel = panel.assign(**{treatment: index.fit(panel, study.indices[treatment]).apply(panel)})
    model = index.fit(panel, study.indices[outcome])
    return panel.assign(**{outcome: model.apply(panel)}), model


def truths(study: Study, drawn: Drawn, outcome: index.IndexModel) -> pd.DataFrame:
    """What every quantity of this panel ought to be: columns quantity, name, truth.

    On the scale of the built outcome index, whose bounds and weights are the panel's own. Beside what
    `truth_table` states: total of each mediator, sum of the indirect effects, shares of the total (none where
    the total is zero), and zero for a path that changes nothing.
    """
    table = truth_table(drawn.truth, outcome).rename(columns={"index_scale": "truth"})
    known = table.set_index(["quantity", "name"])["truth"]
    total, direct = float(known["total", ""]), float(known["direct", ""])
    more = [("indirect", SUM, total - direct)]
    more += [("total", name, total) for name in drawn.truth.a]
    indirect = {**known.xs("indirect").to_dict(), SUM: total - direct}
    more += [("share", str(name), one / total if total else np.nan) for name, one in indirect.items()]
    still = [claim for claim in study.theory.of_kind("path") if claim not in drawn.truth.moderation]
    more += [("moderation", claim, 0.0) for claim in still]
    added = pd.DataFrame(more, columns=["quantity", "name", "truth"])
    return pd.concat([table[["quantity", "name", "truth"]], added], ignore_index=True)
