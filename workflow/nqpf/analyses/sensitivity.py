"""Which choice behind the index matters: Sobol indices for scores, ranks and the regression coefficient.

Saisana, Saltelli & Tarantola (2005) for scores and ranks. The third output is the standardised effect of
the index in a regression of the study, so that the reader sees how far the coefficient travels when the
index is built in another way that would have been just as legal.

Normalising inside each year is a factor of its own (`scaling`). It takes the trend out of the scores, so an
index built that way says nothing about levels over time: to compare it with a pooled one is to compare
two estimands, not two ways to measure one. Ranks within a year never look at the trend, and a regression
with time effects has taken it out already (what is left differs still: each year is stretched to the same
range). There the factor varies. The shift of scores, and the coefficient of a regression without time
effects, keep the study's own scaling in every variant, and its index is 0 by construction.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from nqpf.analysis import Analysis, Material
from nqpf.errors import SpecError
from nqpf.specs.analyses import AnalysisSpec
from nqpf.specs.models import ModelSpec
from nqpf.specs.study import Study
from nqpf.variants.choices import FACTORS, Codes
from nqpf.variants.coefficient import Regression, describe
from nqpf.variants.engine import Engine
from nqpf.variants.ranks import mean_shift, standardise, year_ranks
from nqpf.variants.setting import DEFAULT, engine_of, regression_of, varied, years_of
from nqpf.variants.sobol import indices, saltelli

OUTPUTS = ("scores", "ranks", "coefficient")
BINS = 40
_COLUMNS = {"scores": ["scores"], "coefficient": ["coef", "se", "t", "p", "coefficient"]}
PARTS = ("normaliser", "weights", "aggregator")


def analyse(
    spec: AnalysisSpec,
    study: Study,
    material: Material,
    *,
    points: int = 512,
    resamples: int = 500,
    yearly: bool = True,
) -> Analysis:
    """Estimate first-order and total indices of every choice on three outputs.

    points: base points of Saltelli's sample, a power of two; it costs points x (factors + 2) variants.
    resamples: of the bootstrap behind the intervals. yearly: let the scaling vary where it leaves the
    question the same. rows: output, factor, levels, first, first_low, first_high, total, total_low,
    total_high. Raises SpecError for points that are no power of two.
    """
    if points < 2 or points & (points - 1):
        raise SpecError(f"the analysis '{spec.label.en}': 'points' is {points}; give a power of two.")
    engine = engine_of(spec, study, material, yearly=yearly)
    name, model, regression = regression_of(spec, study, material, engine)
    codes = engine.choices.codes(saltelli(engine.choices.levels, points, spec.seed))
    held = held_outputs(model.effects)
    runs = _runs(engine, regression, codes, held)
    rows = _rows(engine, runs, resamples, spec.seed)
    counts = {"index": spec.index, "model": name, "points": points, "runs": len(runs), "seed": spec.seed}
    counts |= {"distinct": len(np.unique(codes, axis=0)), "resamples": resamples}
    counts["held"] = list(held) if len(engine.choices.scalings) > 1 else []
    return Analysis(rows, {**counts, "most": _most(rows), **_facts(engine, model, regression, codes, runs)})


def _facts(
    engine: Engine, model: ModelSpec, regression: Regression, codes: Codes, runs: pd.DataFrame
) -> dict[str, Any]:
    """Describe what was varied, and the runs that are independent draws."""
    free = _independent(engine, len(runs))
    drawn, own = runs.iloc[free], outputs(engine, regression, DEFAULT).iloc[0]
    return {
        **varied(engine),
        "coefficient": _travel(drawn, own),
        "own": own.to_dict(),
        "rank_shift": _spread(drawn["ranks"]),
        "regression": describe(model, regression),
        "by_level": _by_level(engine, codes[free], drawn),
        "sd_within": deviations(regression, engine),
    }


def outputs(engine: Engine, regression: Regression, codes: Codes) -> pd.DataFrame:
    """Compute the outputs of variants (variants x factors): one row each.

    scores: mean absolute distance of standardised scores from the study's own. ranks: the same of ranks
    within the year. coefficient: standardised effect; coef, se, p beside it.
    """
    years, own = years_of(engine), engine.scores(DEFAULT)
    own_ranks, own_scores = year_ranks(own, years)[:, 0], standardise(own)[:, 0]
    parts = []
    for _, scores in engine.blocks(codes):
        shifts = {
            "scores": mean_shift(standardise(scores), own_scores),
            "ranks": mean_shift(year_ranks(scores, years), own_ranks),
        }
        estimates = regression.estimate(scores).rename(columns={"standardised": "coefficient"})
        parts.append(pd.DataFrame(shifts).join(estimates))
    return pd.concat(parts, ignore_index=True)


def held_outputs(effects: Sequence[str]) -> tuple[str, ...]:
    """Name the outputs in which the trend counts, so that the study's own scaling is kept for them."""
    return ("scores",) if "time" in effects else ("scores", "coefficient")


def _runs(engine: Engine, regression: Regression, codes: Codes, held: Sequence[str]) -> pd.DataFrame:
    """Compute the outputs of every run (variants x factors); those that are held with the own scaling."""
    own = codes.copy()
    own[:, FACTORS.index("scaling")] = 0
    distinct, places = np.unique(np.concatenate([codes, own]), axis=0, return_inverse=True)
    found = outputs(engine, regression, distinct)
    as_drawn, as_own = (
        found.iloc[part].reset_index(drop=True) for part in np.split(places.ravel(), [len(codes)])
    )
    columns = [name for output in held for name in _COLUMNS[output]]
    return as_drawn.assign(**{name: as_own[name] for name in columns})


def _rows(engine: Engine, runs: pd.DataFrame, resamples: int, seed: int) -> pd.DataFrame:
    levels = engine.choices.levels
    parts = []
    for output in OUTPUTS:
        frame = indices(runs[output].to_numpy(), FACTORS, levels, resamples, seed)
        frame.insert(0, "output", output)
        frame.insert(2, "levels", levels)
        parts.append(frame)
    return pd.concat(parts, ignore_index=True)


def _independent(engine: Engine, runs: int) -> Codes:
    """List the runs that are independent draws: Saltelli's matrices A and B, not their crossings."""
    step = sum(levels > 1 for levels in engine.choices.levels) + 2
    return np.sort(np.concatenate([np.arange(0, runs, step), np.arange(step - 1, runs, step)]))


def _most(rows: pd.DataFrame) -> dict[str, str]:
    """Name the factor with the largest total index of each output."""
    at = rows.groupby("output")["total"].idxmax()
    return {str(output): str(rows.loc[place, "factor"]) for output, place in at.items()}


def _travel(runs: pd.DataFrame, own: pd.Series) -> dict[str, Any]:
    """Say how far the standardised effect travels over independently drawn variants."""
    effect, p = runs["coefficient"].dropna(), runs["p"].dropna()
    counts, edges = np.histogram(effect, bins=BINS)
    significant = runs["p"] < 0.05
    return {
        "draws": len(effect),
        "positive": float((effect > 0).mean()),
        "same_sign": float((np.sign(effect) == np.sign(own["coefficient"])).mean()),
        **_spread(effect),
        "median_p": float(p.median()),
        "positive_p05": float((significant & (runs["coefficient"] > 0)).mean()),
        "negative_p05": float((significant & (runs["coefficient"] < 0)).mean()),
        "histogram": {"counts": counts.tolist(), "edges": edges.tolist()},
    }


def _spread(values: pd.Series) -> dict[str, float]:
    low, median, high = values.quantile([0.05, 0.5, 0.95])
    return {"low": float(low), "median": float(median), "high": float(high)}


def _by_level(engine: Engine, codes: Codes, runs: pd.DataFrame) -> list[dict[str, Any]]:
    """Average rank shift and effect over the draws that took a level, each part of a method apart."""
    choices = engine.choices
    named = {
        "imputation": [choices.imputations[code] for code in codes[:, 0]],
        "treatment": [choices.treatments[code] for code in codes[:, 1]],
        **{part: [choices.methods[c][k] for c in codes[:, 2]] for k, part in enumerate(PARTS)},
        "indicator": [choices.indicators[code] or "" for code in codes[:, 3]],
        "scaling": [choices.scalings[code] for code in codes[:, 4]],
    }
    frame = pd.DataFrame(named).join(runs[["ranks", "coefficient"]].reset_index(drop=True))
    found = []
    for part in named:
        columns = frame.assign(positive=frame["coefficient"] > 0).groupby(part)
        means = columns[["ranks", "coefficient", "positive"]].mean()
        explained = _ratio(frame, part)
        found += [
            {"part": part, "level": str(level), **line, **explained}
            for level, line in means.to_dict(orient="index").items()
        ]
    return found


def _ratio(frame: pd.DataFrame, part: str) -> dict[str, float]:
    """Correlation ratio: the share of the variance that lies between the levels of a part."""
    result = {}
    for output in ("ranks", "coefficient"):
        between = frame.groupby(part)[output].transform("mean").var()
        whole = frame[output].var()
        result[f"eta2_{output}"] = float(between / whole) if whole > 0 else 0.0
    return result


def deviations(regression: Regression, engine: Engine) -> dict[str, float]:
    """State the SD within units of the outcome and the study's own index: they make coefficients effects."""
    own = regression.estimate(engine.scores(DEFAULT)).iloc[0]
    return {
        "outcome": regression.spread,
        "treatment": float(own["standardised"] / own["coef"] * regression.spread),
    }
