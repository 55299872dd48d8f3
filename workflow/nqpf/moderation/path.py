"""One practice path from a model and a sample: the line, its region, its linearity, how fragile it is.

The interaction itself comes from the model's own estimator, everything beside it from the fast engine (the
two agree to rounding, see results/<study>/checks/engines.json).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from nqpf.errors import DataError, SpecError
from nqpf.estimators import twfe
from nqpf.inference import attributes, wild_joint
from nqpf.moderation.binning import binned
from nqpf.moderation.influence import leave_one_out
from nqpf.moderation.johnson_neyman import Region, region
from nqpf.moderation.marginal import Line, curve, line_of, uniform_reach
from nqpf.moderation.within import NAME, varies_within, within_product
from nqpf.regression import Column, design, fit_model
from nqpf.specs.models import ModelSpec

GRID = 61


@dataclass(frozen=True)
class Path:
    """facts: numbers of the path, JSON-ready. line: the curve. bins: effects by third, empty where none."""

    facts: dict[str, Any]
    line: pd.DataFrame
    bins: pd.DataFrame


@dataclass(frozen=True)
class Fitted:
    """A fitted moderator model: its rows, complete and with the product; names; the marginal effect."""

    model: ModelSpec
    column: Column
    rows: pd.DataFrame
    regressors: list[str]
    line: Line

    @property
    def treatment(self) -> str:
        """The treatment's column, its lag where the model has one."""
        return self.regressors[0]

    @property
    def moderator(self) -> str:
        """The moderator's column."""
        return str(self.model.moderator)

    @property
    def controls(self) -> list[str]:
        """Everything but treatment, product and moderator."""
        return [name for name in self.regressors[2:] if name != self.moderator]

    @property
    def settings(self) -> dict[str, Any]:
        """What an estimator is told besides the variables."""
        model = self.model
        return {
            "effects": tuple(model.effects),
            "cluster": model.cluster,
            "weights": model.weights,
            "convention": model.convention,
        }

    @property
    def constant(self) -> bool:
        """Whether a unit keeps its value of the moderator for good."""
        return not varies_within(self.rows, self.moderator, "unit")


def fit(sample: pd.DataFrame, model: ModelSpec) -> Fitted:
    """Fit a model with a moderator. Raises SpecError for one without."""
    if model.moderator is None:
        raise SpecError(f"the model '{model.label.en}' has no moderator; name one under 'moderator'.")
    column = fit_model(sample, model)
    frame, regressors = design(sample, model)
    others = [model.weights] if model.weights else []
    needed = list(dict.fromkeys([model.outcome, model.moderator, *regressors, *others]))
    rows = frame.dropna(subset=needed).reset_index(drop=True)
    line = line_of(column.estimate, regressors[0], column.key, rows[model.moderator].mean())
    return Fitted(model, column, rows, regressors, line)


def examine(sample: pd.DataFrame, model: ModelSpec, *, draws: int, seed: int, level: float = 0.95) -> Path:
    """Everything about one path. draws: of permutations and of the wild bootstrap of linearity."""
    fitted = fit(sample, model)
    values = fitted.rows[fitted.moderator]
    grid = np.linspace(values.min(), values.max(), GRID)
    bins, linearity = _linearity(fitted, draws, seed, level)
    facts = {
        **_estimate(fitted, level),
        **_regions(fitted, level),
        **_placebo(fitted, draws, seed),
        **_alternatives(fitted, draws, seed),
        **_alone(fitted),
        **linearity,
    }
    return Path(facts, curve(fitted.line, grid, level), bins)


def _estimate(fitted: Fitted, level: float) -> dict[str, Any]:
    """The interaction with its errors, and the moderator's mean, spread and range."""
    estimate, key = fitted.column.estimate, fitted.column.key
    term = {name: float(estimate.terms[name][key]) for name in ("coef", "se", "p")}
    ends = {name: float(estimate.interval(level)[name][key]) for name in ("low", "high")}
    values = fitted.rows[fitted.moderator]
    kept = ("n", "units", "years", "clusters", "df", "recipe")
    spread = float(fitted.rows.groupby("unit")[fitted.moderator].mean().std())
    return {
        **{name: estimate.facts[name] for name in kept},
        "treatment": fitted.treatment,
        "outcome": fitted.model.outcome,
        "controls": fitted.controls,
        "slope": fitted.line.slope,
        "change": term["coef"],
        "se": term["se"],
        "p": term["p"],
        "wild_p": fitted.column.wild_p,
        "low": ends["low"],
        "high": ends["high"],
        "per_sd": term["coef"] * spread,
        "w_mean": fitted.line.centre,
        "w_sd": spread,
        "w_min": float(values.min()),
        "w_max": float(values.max()),
        "constant": fitted.constant,
        "zero_at": _zero(fitted.line),
    }


def _zero(line: Line) -> float | None:
    """Where the line crosses zero."""
    return None if line.change == 0 else line.centre - line.slope / line.change


def _regions(fitted: Fitted, level: float) -> dict[str, Any]:
    """Johnson-Neyman regions: pointwise (jn_) and for all w at once (jn_uniform_)."""
    values = fitted.rows[fitted.moderator]
    uniform = uniform_reach(fitted.line, values.min(), values.max(), level)
    point = fitted.line.reach(level)
    found = {"jn": region(fitted.line, values, point), "jn_uniform": region(fitted.line, values, uniform)}
    plain = {f"{name}_{key}": value for name, one in found.items() for key, value in _plain(one).items()}
    return {**plain, "reach": point, "uniform_reach": uniform}


def _plain(one: Region) -> dict[str, Any]:
    return {
        "case": one.case,
        "bounds": list(one.bounds),
        "parts": [list(part) for part in one.parts],
        "share": one.share,
        "positive": one.positive,
        "negative": one.negative,
    }


def _placebo(fitted: Fitted, draws: int, seed: int) -> dict[str, Any]:
    """Permutation p of the interaction: whole units exchange their moderator; none where it varies."""
    two_way = set(fitted.model.effects) == {"unit", "time"}
    if not (fitted.constant and two_way):
        return {"permutation_p": None, "permutations": 0}
    values = fitted.rows.groupby("unit")[[fitted.moderator]].first()
    dealt = attributes.placebo(
        fitted.rows,
        values,
        outcome=fitted.model.outcome,
        treatment=fitted.treatment,
        controls=fitted.controls,
        unit="unit",
        time="year",
        cluster=fitted.model.cluster,
        weights=fitted.model.weights,
        draws=draws,
        seed=seed,
        convention=fitted.model.convention,
    )
    return {"permutation_p": dealt.p, "permutations": dealt.draws}


def _alternatives(fitted: Fitted, draws: int, seed: int) -> dict[str, Any]:
    """The interaction freed of differences between units, and beside year effects that go with w."""
    key, found = fitted.column.key, {f"within_{name}": None for name in ("coef", "se", "p")}
    if not fitted.constant:
        product = within_product(fitted.rows, fitted.treatment, fitted.moderator, "unit")
        own = [NAME if name == key else name for name in fitted.regressors]
        found |= _term(fitted, fitted.rows.assign(**{NAME: product}), own, NAME, "within")
    trends = _by_year(fitted)
    frame, regressors = fitted.rows.assign(**trends), [*fitted.regressors, *trends]
    beside = _term(fitted, frame, regressors, key, "years")
    known = beside["years_p"] is not None
    wild = _wild(fitted, frame, regressors, [key], draws, seed) if known else None
    return {**found, **beside, "years_wild_p": wild}


def _alone(fitted: Fitted) -> dict[str, Any]:
    """The interaction without each unit in turn; nothing where effects are not two-way."""
    if set(fitted.model.effects) != {"unit", "time"}:
        return dict.fromkeys(("loo_low", "loo_high", "loo_unit", "loo_without"))
    alone = leave_one_out(
        fitted.rows, outcome=fitted.model.outcome, regressors=fitted.regressors, term=fitted.column.key,
        unit="unit", time="year", weights=fitted.model.weights,
    )  # fmt: skip
    return {
        "loo_low": alone.low,
        "loo_high": alone.high,
        "loo_unit": alone.unit,
        "loo_without": alone.without,
    }


def _by_year(fitted: Fitted) -> dict[str, pd.Series]:
    """The moderator in every year but the first: outcomes of units with high w may take their own course."""
    centred = fitted.rows[fitted.moderator] - fitted.line.centre
    years = sorted(fitted.rows["year"].unique())[1:]
    return {f"{fitted.moderator} in {year}": centred * (fitted.rows["year"] == year) for year in years}


def _term(fitted: Fitted, frame: pd.DataFrame, regressors: list[str], term: str, name: str) -> dict[str, Any]:
    try:
        estimate = twfe.estimate(
            frame, outcome=fitted.model.outcome, regressors=regressors, unit="unit", time="year",
            **fitted.settings,
        )  # fmt: skip
    except DataError:  # a moderator that moves in step with what else is in the model leaves nothing
        return {f"{name}_{key}": None for key in ("coef", "se", "p")}
    return {f"{name}_{key}": float(estimate.terms[key][term]) for key in ("coef", "se", "p")}


def _linearity(fitted: Fitted, draws: int, seed: int, level: float) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Effects by third of the moderator and the test of linearity; why not, where there is none."""
    try:
        made = binned(
            fitted.rows, outcome=fitted.model.outcome, treatment=fitted.treatment,
            moderator=fitted.moderator, controls=fitted.controls, unit="unit", time="year",
            level=level, settings=fitted.settings,
        )  # fmt: skip
    except DataError as error:
        none = dict.fromkeys(("linearity_f", "linearity_q", "linearity_p", "linearity_wild_p"))
        return pd.DataFrame(), {**none, "linearity_why_not": str(error)}
    return made.effects, {
        "linearity_f": made.test.statistic,
        "linearity_q": made.test.q,
        "linearity_p": made.test.p,
        "linearity_wild_p": _wild(fitted, made.frame, made.regressors, made.tested, draws, seed),
        "linearity_why_not": None,
    }


def _wild(
    fitted: Fitted, frame: pd.DataFrame, regressors: list[str], terms: list[str], draws: int, seed: int
) -> float | None:
    """Wild cluster bootstrap p of some terms; None where clusters are so many that it is not needed."""
    if fitted.column.estimate.facts["clusters"] > wild_joint.MOST_CLUSTERS:
        return None
    return wild_joint.p_value(
        frame, outcome=fitted.model.outcome, regressors=regressors, terms=terms, unit="unit", time="year",
        draws=draws, seed=seed, **fitted.settings,
    )  # fmt: skip
