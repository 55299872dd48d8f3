"""What each indicator does: the index without it, one at a time (OECD/JRC Handbook 2008, step 7).

Nominal weight and effective weight (Paruolo, Saisana & Saltelli 2013) stand beside the change of ranks
and of the coefficient.
"""

from typing import Any

import numpy as np
import pandas as pd

from nqpf.analyses.sensitivity import deviations, outputs
from nqpf.analysis import Analysis, Material
from nqpf.errors import SpecError
from nqpf.index.report import effective_weights
from nqpf.specs.analyses import AnalysisSpec
from nqpf.specs.study import Study
from nqpf.variants.choices import FACTORS
from nqpf.variants.coefficient import describe
from nqpf.variants.engine import Engine
from nqpf.variants.ranks import year_ranks
from nqpf.variants.setting import DEFAULT, engine_of, regression_of, varied, years_of


def analyse(spec: AnalysisSpec, study: Study, material: Material) -> Analysis:
    """Build the index without each indicator; all other choices are the study's own.

    rows: indicator ("" for the whole index), dimension, weight, effective, rank_shift (mean absolute),
    rank_most, coef, se, p, standardised, low, high (95% of the standardised effect).
    Raises SpecError for an index of fewer than three indicators.
    """
    from scipy.special import stdtrit

    engine = engine_of(spec, study, material)
    count = engine.choices.levels[FACTORS.index("indicator")]
    if count == 1:
        raise SpecError(f"the analysis '{spec.label.en}': '{spec.index}' has fewer than three indicators.")
    name, model, regression = regression_of(spec, study, material, engine)
    codes = np.repeat(DEFAULT, count, axis=0)
    codes[:, FACTORS.index("indicator")] = np.arange(count)
    found = outputs(engine, regression, codes).rename(columns={"coefficient": "standardised"})
    reach = (
        stdtrit(regression.counted.df, 0.975) * (found["se"] / found["coef"] * found["standardised"]).abs()
    )
    weights = _weights(spec, material, engine)
    rows = weights.assign(
        rank_shift=found["ranks"],
        rank_most=_largest(engine, codes),
        **{key: found[key] for key in ("coef", "se", "p", "standardised")},
        low=found["standardised"] - reach,
        high=found["standardised"] + reach,
    )
    facts = {"index": spec.index, "model": name, "regression": describe(model, regression)}
    facts["sd_within"] = deviations(regression, engine)
    return Analysis(rows, {**facts, **varied(engine), **_summary(rows)})


def _weights(spec: AnalysisSpec, material: Material, engine: Engine) -> pd.DataFrame:
    """Nominal and effective weights of the study's own index, the whole index first."""
    fitted = material.indices[spec.index]
    years = years_of(engine)
    base = engine.panel[(years >= fitted.window.first) & (years <= fitted.window.last)]
    effective = effective_weights(fitted.scores(base), fitted.apply(base))
    names = [name for name in engine.choices.indicators if name]
    rows: dict[str, Any] = {
        "indicator": ["", *names],
        "dimension": ["", *(fitted.spec.groups[name] for name in names)],
        "weight": [1.0, *fitted.weights[names]],
        "effective": [1.0, *effective[names]],
    }
    return pd.DataFrame(rows)


def _largest(engine: Engine, codes: Any) -> Any:
    ranks = year_ranks(engine.scores(codes), years_of(engine))
    return np.abs(ranks - ranks[:, :1]).max(axis=0)


def _summary(rows: pd.DataFrame) -> dict[str, Any]:
    dropped = rows.iloc[1:]
    moved = (dropped["standardised"] - rows["standardised"].iloc[0]).abs()
    return {
        "most_ranks": str(dropped["indicator"].iloc[int(dropped["rank_shift"].argmax())]),
        "most_coefficient": str(dropped["indicator"].iloc[int(moved.argmax())]),
        "lowest": float(dropped["standardised"].min()),
        "highest": float(dropped["standardised"].max()),
    }
