"""Draw one panel from the model under test, with every coefficient known (METHOD: known truth).

The treatment's indicators come first, then its index x, by the package's own functions. From it follow
    channels    m_k = a_k x + g_k'z + city + year + AR(1)
    outcome     y*  = (c' + sum_p theta_p w_p) x + sum_k b_k m_k + h'z + city + year + AR(1)
    indicators  q_j = loading_j y* + city + year + AR(1),
and last the raw series that a statistical office would have published, rounded as it would have rounded.

With feedback (a switch) the base window of the treatment's index is drawn first, which freezes its weights
and bounds; then years are drawn one after another, x_t + feedback (y*_t-1 - mean of its year), to rounding.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import pandas as pd

from nqpf import index
from nqpf.errors import SpecError
from nqpf.simulate import recipes
from nqpf.simulate.gaps import gaps
from nqpf.simulate.geography import NAME, roster
from nqpf.simulate.processes import Factors, Floats, ar1, factors, lifted, stream, values
from nqpf.simulate.truth import Truth, check_affine
from nqpf.specs.simulation import Channel, Process, SimulationSpec
from nqpf.specs.study import Study

CellsT = TypeVar("CellsT", pd.Series, pd.DataFrame)


@dataclass(frozen=True)
class Drawn:
    """One simulated panel.

    roster: one row per city. raw: the series as published, by (unit, year), with gaps. variables: what the
    codebook makes of the series without gaps, and the treatment index under its name. latent: y*. truth: the
    coefficients.
    """

    roster: pd.DataFrame
    raw: pd.DataFrame
    variables: pd.DataFrame
    latent: pd.Series
    truth: Truth


@dataclass(frozen=True)
class _Stage:
    """A panel in the making: the study, its random factors, and the series and variables known so far."""

    study: Study
    spec: SimulationSpec
    shared: Factors
    rows: pd.MultiIndex
    known: Mapping[str, pd.Series]

    def column(self, cells: Floats) -> pd.Series:
        """Lay (N x T) cells out by (unit, year)."""
        return pd.Series(np.ravel(cells), self.rows, dtype=float)

    def variables(self, names: Iterable[str]) -> pd.DataFrame:
        """Take variables that are known."""
        return pd.DataFrame({name: self.known[name] for name in names}, index=self.rows)

    def with_variables(self, names: Iterable[str]) -> "_Stage":
        """Compute variables whose raw series are known."""
        return replace(self, known={**self.known, **recipes.compute(self.study.codebook, self.known, names)})

    def with_target(self, name: str, process: Process, target: pd.Series) -> "_Stage":
        """Publish the raw series behind a variable whose exact values are `target`, and the variable with it.

        A name that is itself a raw series is published as it is.
        """
        book, cells = self.study.codebook, lifted(target, process.above)
        series = recipes.numerator(book, name)
        exact = cells if series == name else recipes.raw_cells(book, self.known, name, cells)
        grown = replace(self, known={**self.known, series: self._published(name, process, exact)})
        return grown.with_variables([name])

    def _published(self, name: str, process: Process, exact: pd.Series) -> pd.Series:
        if process.counts:
            counted = stream(self.shared.seed, f"{name}: counts").poisson(exact.to_numpy())
            return pd.Series(counted, exact.index, dtype=float)
        return exact.round(process.decimals)


def draw(study: Study, seed: int | None = None) -> Drawn:
    """Draw the panel of a simulated study; the same seed gives the same panel.

    seed: in place of the one in simulation.yaml. Raises SpecError for a study without simulation.yaml or one
    whose generator and codebook do not fit, or whose treatment cannot take up feedback.
    """
    spec = _checked(study)
    cities = roster(spec.geography)
    stage = _start(study, spec, cities, spec.seed if seed is None else seed)
    for name, process in {**spec.series, **spec.exogenous}.items():
        stage = stage.with_target(name, process, stage.column(values(name, process, stage.shared)))
    stage = stage.with_variables(_controls(spec))
    stage = _fed_back(stage) if spec.switches.feedback else stage
    x = _treatment(stage)
    stage = _with_channels(stage, x)
    latent = _latent(stage, x)
    for name, indicator in spec.indicators.items():
        own = stage.column(values(name, indicator, stage.shared))
        stage = stage.with_target(name, indicator, indicator.loading * latent + own)
    return _drawn(stage, cities, x, latent)


def _checked(study: Study) -> SimulationSpec:
    spec = study.simulation
    if spec is None:
        raise SpecError(
            f"the study '{study.name}' has no simulation.yaml; only a simulated study can be drawn."
        )
    known = [*spec.exogenous, *spec.channels, *spec.indicators]
    for name in (*known, *_controls(spec)):
        if name not in study.codebook.variables:
            raise SpecError(
                f"simulation.yaml names '{name}', which variables.yaml does not have; correct one of them."
            )
    return spec


def _controls(spec: SimulationSpec) -> list[str]:
    """Every control that acts on a channel or the outcome, once each."""
    acting = [spec.latent.controls, *(channel.controls for channel in spec.channels.values())]
    return list(dict.fromkeys(name for effects in acting for name in effects))


def _start(study: Study, spec: SimulationSpec, cities: pd.DataFrame, seed: int) -> _Stage:
    years = study.facts.years.years
    rows = pd.MultiIndex.from_product([cities[NAME], years], names=["unit", "year"])
    return _Stage(study, spec, factors(seed, spec.persistence, cities, len(years)), rows, {})


def _fed_back(stage: _Stage) -> _Stage:
    """Let last year's y* move the treatment, a year after the other, from the end of the base window on.

    Additive indicators take the shift up in equal parts, so that x moves by it to rounding.
    """
    chosen = stage.study.indices[stage.study.facts.treatment]
    model = index.fit(stage.variables(chosen.indicators), chosen)
    years = [year for year in stage.study.facts.years.years if year > model.window.last]
    carriers = _carriers(stage, model)
    if not years:
        raise SpecError(
            "simulation.yaml: with feedback the base window of the treatment's index "
            "has to end before the study does."
        )
    shift, now = stage.column(np.zeros(len(stage.rows))), stage
    for year in years:
        x = _treatment(now)
        before = _latent(_with_channels(now, x), x).xs(year - 1, level="year")
        reached = stage.rows.get_level_values("year") == year
        shift[reached] = stage.spec.switches.feedback * (before - before.mean()).to_numpy()
        now = _shifted(stage, carriers, shift)
    return now


def _carriers(stage: _Stage, model: index.IndexModel) -> dict[str, float]:
    """Indicators that can be shifted -> by how much, for a shift of the index by one."""
    check_affine(model)
    drawn = {name: stage.spec.exogenous.get(name) for name in model.spec.indicators}
    free = [n for n, p in drawn.items() if p and p.form == "additive" and not p.counts and p.above is None]
    steps = pd.DataFrame(np.vstack([np.zeros(len(drawn)), np.eye(len(drawn))]), columns=list(drawn))
    rows = [(str(place), model.window.first) for place in range(len(steps))]
    steps.index = pd.MultiIndex.from_tuples(rows, names=["unit", "year"])
    level = model.apply(steps).to_numpy()
    slopes = dict(zip(drawn, level[1:] - level[0], strict=True))
    able = [name for name in free if slopes[name]]
    if not able:
        raise SpecError(
            "simulation.yaml: feedback needs an additive indicator of the treatment, "
            "no count and without 'above'."
        )
    return {name: 1 / (len(able) * slopes[name]) for name in able}


def _shifted(stage: _Stage, carriers: Mapping[str, float], shift: pd.Series) -> _Stage:
    """Publish the carriers anew, moved by their parts of a shift of the index."""
    known = {name: cells for name, cells in stage.known.items() if name not in carriers}
    moved = replace(stage, known=known)
    for name, part in carriers.items():
        process = stage.spec.exogenous[name]
        own = stage.column(values(name, process, stage.shared))
        moved = moved.with_target(name, process, own + part * shift)
    return moved


def _with_channels(stage: _Stage, x: pd.Series) -> _Stage:
    """Publish the channels that follow from the treatment index."""
    for name, channel in stage.spec.channels.items():
        stage = stage.with_target(name, channel, _channel(stage, name, channel, x))
    return stage


def _treatment(stage: _Stage) -> pd.Series:
    """The treatment index of the indicators drawn, exactly as the study builds it."""
    chosen = stage.study.indices[stage.study.facts.treatment]
    panel = stage.variables(chosen.indicators)
    return index.fit(panel, chosen).apply(panel)


def _channel(stage: _Stage, name: str, channel: Channel, x: pd.Series) -> pd.Series:
    own = stage.column(values(name, channel, stage.shared) + channel.noise * _common_cause(stage))
    return own + channel.a * _centred(x) + _pull(stage, channel.controls)


def _latent(stage: _Stage, x: pd.Series) -> pd.Series:
    process = stage.spec.latent
    own = stage.column(values("y*", process, stage.shared) + process.noise * _common_cause(stage))
    effect = process.direct + _moderation(stage)
    carried = _pull(stage, {name: channel.b for name, channel in stage.spec.channels.items()})
    return (own + effect * _centred(x) + carried + _pull(stage, process.controls)).rename("latent")


def _common_cause(stage: _Stage) -> Floats:
    """The unobserved cause of all channels and y*, in SDs of their noise (a switch; zero by default)."""
    shape = stage.shared.swing.shape
    loading = stage.spec.switches.common_cause
    return loading * ar1(stream(stage.shared.seed, "common cause"), shape, stage.shared.persistence)


def _moderation(stage: _Stage) -> pd.Series:
    """By how much the moderators of a city change its c'."""
    moderators, per_unit = _moderators(stage), _per_unit_of_moderator(stage)
    return _pull(stage, {moderators[claim]: change for claim, change in per_unit.items()})


def _per_unit_of_moderator(stage: _Stage) -> dict[str, float]:
    """Change of c' per unit of each moderator; the switch gives it per SD."""
    moderators, wanted = _moderators(stage), stage.spec.switches.moderation
    spread = stage.variables(moderators.values()).std(ddof=0)
    return {claim: change / float(spread[moderators[claim]]) for claim, change in wanted.items()}


def _moderators(stage: _Stage) -> dict[str, str]:
    """The variable of every path whose moderation is switched on."""
    claims = stage.study.facts.claims
    found = {
        claim: claims[claim].variable if claim in claims else None for claim in stage.spec.switches.moderation
    }
    for claim, variable in found.items():
        if variable is None:
            raise SpecError(
                f"simulation.yaml: moderation names '{claim}', which has no variable in study.yaml."
            )
    return {claim: str(variable) for claim, variable in found.items()}


def _pull(stage: _Stage, effects: Mapping[str, float]) -> pd.Series:
    """Sum of effect x variable, each variable about its mean (which only moves a constant)."""
    cells = _centred(stage.variables(effects))
    return cells.mul(pd.Series(effects, dtype=float), axis="columns").sum(axis="columns")


def _centred(cells: CellsT) -> CellsT:
    return cells - cells.mean()


def _drawn(stage: _Stage, cities: pd.DataFrame, x: pd.Series, latent: pd.Series) -> Drawn:
    names = [*stage.spec.exogenous, *stage.spec.channels, *stage.spec.indicators, *_controls(stage.spec)]
    variables = stage.variables(dict.fromkeys(names)).assign(**{stage.study.facts.treatment: x})
    series = stage.variables(name for name in stage.known if name in stage.study.codebook.series)
    raw = gaps(stage.study, stage.spec, series, stage.shared.seed)
    return Drawn(cities, raw, variables, latent, _truth(stage))


def _truth(stage: _Stage) -> Truth:
    spec, facts = stage.spec, stage.study.facts
    return Truth(
        seed=stage.shared.seed,
        treatment=facts.treatment,
        outcome=facts.outcome,
        direct=spec.latent.direct,
        a={name: channel.a for name, channel in spec.channels.items()},
        b={name: channel.b for name, channel in spec.channels.items()},
        controls_y=spec.latent.controls,
        controls_m={name: channel.controls for name, channel in spec.channels.items()},
        loadings={
            **dict.fromkeys(spec.switches.shared, 0.0),
            **{name: indicator.loading for name, indicator in spec.indicators.items()},
        },
        moderation=_per_unit_of_moderator(stage),
        feedback=spec.switches.feedback,
    )
