"""How certain a rank is: Monte Carlo over all choices behind the index jointly.

Saisana, Saltelli & Tarantola (2005); OECD/JRC Handbook 2008, step 7. Every draw takes one level of every
factor, all equally likely: filling of cells, treatment of outliers, a legal combination of normaliser,
weights and aggregator, the indicator that is left out (or none), and the years that the normaliser is fitted
on: all of them, or each by itself. The last takes the trend out of the scores, but ranks are those of units
within one year and never look at it, so both levels answer the same question and both are drawn.
"""

from typing import Any

import numpy as np
import pandas as pd

from nqpf.analysis import Analysis, Material
from nqpf.specs.analyses import AnalysisSpec
from nqpf.specs.study import Study
from nqpf.variants.choices import draw
from nqpf.variants.engine import Engine
from nqpf.variants.ranks import Floats, mean_ranks, quantiles, year_ranks
from nqpf.variants.setting import DEFAULT, engine_of, varied, years_of

SHARES = (0.05, 0.5, 0.95)
COLUMNS = ["unit", "label_en", "label_zh", "year", "rank", "low", "median", "high", "width"]


def analyse(
    spec: AnalysisSpec, study: Study, material: Material, *, draws: int = 2000, yearly: bool = True
) -> Analysis:
    """Rank every unit in every year under many drawn indices.

    draws: how many. yearly: draw normalisation within each year too; without it all draws keep the study's
    own, and the other choices of every draw are the same. rows: unit with its labels, year, rank (the
    study's own), low, median, high (5%, 50%, 95% of the draws), width; a row without year is about the
    unit's mean rank over the years. Rank 1 is the highest.
    """
    engine = engine_of(spec, study, material, yearly=yearly)
    codes, times = np.unique(draw(engine.choices, draws, spec.seed), axis=0, return_counts=True)
    years = years_of(engine)
    ranks = np.concatenate([year_ranks(scores, years) for _, scores in engine.blocks(codes)], axis=1)
    own = year_ranks(engine.scores(DEFAULT), years)
    rows = _labelled(_rows(engine, np.repeat(ranks, times, axis=1), own), material.units)
    counts = {"index": spec.index, "draws": draws, "seed": spec.seed, "distinct": len(codes)}
    return Analysis(rows, {**counts, **varied(engine), **_summary(rows)})


def _rows(engine: Engine, ranks: Floats, own: Floats) -> pd.DataFrame:
    units = engine.panel.index.get_level_values("unit")
    yearly = _tidy(units.to_numpy(), years_of(engine), own[:, 0], ranks)
    means, own_means = mean_ranks(ranks, units), mean_ranks(own, units)
    mean = _tidy(means.index.to_numpy(), None, own_means.to_numpy()[:, 0], means.to_numpy())
    return pd.concat([yearly, mean], ignore_index=True)


def _tidy(units: Any, years: Any, own: Floats, ranks: Floats) -> pd.DataFrame:
    low, median, high = quantiles(ranks, SHARES).T
    years = pd.array([pd.NA] * len(units) if years is None else years, dtype="Int64")
    frame = {"unit": units, "year": years, "rank": own, "low": low, "median": median, "high": high}
    return pd.DataFrame(frame).assign(width=high - low)


def _labelled(rows: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    return rows.merge(units[["unit", "label_en", "label_zh"]], on="unit", how="left")[COLUMNS]


def _summary(rows: pd.DataFrame) -> dict[str, Any]:
    """Describe the last year: how wide intervals are, and how many units surely stand in either half."""
    last = rows[rows["year"] == rows["year"].max()]
    middle = (len(last) + 1) / 2
    widest = last.sort_values(["width", "unit"], ascending=[False, True]).iloc[0]
    return {
        "last_year": int(last["year"].iloc[0]),
        "units": len(last),
        "median_width": float(last["width"].median()),
        "widest_unit": str(widest["unit"]),
        "widest": float(widest["width"]),
        "surely_upper_half": int((last["high"] < middle).sum()),
        "surely_lower_half": int((last["low"] > middle).sum()),
        "own_outside": int(((last["rank"] < last["low"]) | (last["rank"] > last["high"])).sum()),
    }
