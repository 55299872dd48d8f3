"""How far weighting schemes agree: rank correlations of their scores (Spearman 1904), levels and within.

Within: unit and year effects taken out of the scores first, which is the variation a two-way regression
uses. Two schemes may rank levels alike and still disagree about the changes.
"""

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from nqpf.analysis import Analysis, Material
from nqpf.specs.analyses import AnalysisSpec
from nqpf.specs.study import Study
from nqpf.variants.choices import FACTORS
from nqpf.variants.columns import within
from nqpf.variants.engine import Engine
from nqpf.variants.ranks import Floats
from nqpf.variants.setting import DEFAULT, engine_of


def analyse(
    spec: AnalysisSpec,
    study: Study,
    material: Material,
    *,
    normaliser: str = "minmax",
    aggregator: str = "linear",
) -> Analysis:
    """Correlate the scores of all legal schemes under one normaliser and one aggregator.

    Filling and treatment are the study's own. rows: first, second (schemes, each pair once), level, within.
    """
    engine = engine_of(spec, study, material)
    schemes = _schemes(engine, normaliser, aggregator)
    codes = np.repeat(DEFAULT, len(schemes), axis=0)
    codes[:, FACTORS.index("method")] = list(schemes.values())
    scores = engine.scores(codes)
    index = engine.panel.index
    assert isinstance(index, pd.MultiIndex)
    level, inside = _spearman(scores), _spearman(within(scores, index))
    rows = _pairs(list(schemes), level, inside)
    choices = {"normaliser": normaliser, "aggregator": aggregator, "treatment": engine.spec.treatment.method}
    facts = {"index": spec.index, "schemes": list(schemes), "own": engine.spec.weights, **choices}
    return Analysis(rows, {**facts, **_summary(rows)})


def _schemes(engine: Engine, normaliser: str, aggregator: str) -> dict[str, int]:
    """Find the schemes that go with a normaliser and an aggregator, the study's own first."""
    found = {
        method[1]: code
        for code, method in enumerate(engine.choices.methods)
        if (method[0], method[2]) == (normaliser, aggregator)
    }
    own = engine.spec.weights
    return {name: found[name] for name in sorted(found, key=lambda name: (name != own, name))}


def _pairs(names: list[str], level: Floats, inside: Floats) -> pd.DataFrame:
    rows = [(names[i], names[j], level[i, j], inside[i, j]) for i, j in combinations(range(len(names)), 2)]
    return pd.DataFrame(rows, columns=["first", "second", "level", "within"])


def _spearman(columns: Floats) -> Floats:
    from scipy.stats import rankdata

    found = np.corrcoef(rankdata(columns, axis=0), rowvar=False)
    return np.asarray(found.reshape(columns.shape[1], -1))


def _summary(rows: pd.DataFrame) -> dict[str, Any]:
    """Name the pair that agrees least, in levels and within."""
    found = {}
    for key in ("level", "within"):
        if len(rows):
            line = rows.iloc[int(rows[key].argmin())]
            found[f"least_{key}"] = {"pair": [line["first"], line["second"]], "correlation": line[key]}
    return found
