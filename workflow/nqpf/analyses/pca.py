"""What stands behind PCA weights: loadings, signs, share of variance and KMO (`nqpf.weights.pca`).

PCA weights are squared loadings, and a square has no sign: an indicator that runs against the first component
weighs as if it ran with it (Nicoletti, Scarpetta & Boylaud 2000; OECD/JRC Handbook 2008, section 6.1).
Scores are normalised, cost indicators turned, so a negative loading contradicts the declared direction. KMO
below 0.5 is unacceptable (Kaiser 1974): partial correlations outweigh what the indicators have in common.
"""

from typing import Any

import numpy as np
import pandas as pd

from nqpf.analysis import Analysis, Material
from nqpf.errors import SpecError
from nqpf.index.model import IndexModel
from nqpf.registry import suggest
from nqpf.specs.analyses import AnalysisSpec
from nqpf.specs.study import Study
from nqpf.weights import pca

UNACCEPTABLE = 0.5
"""Kaiser's limit of KMO."""


def analyse(
    spec: AnalysisSpec,
    study: Study,  # noqa: ARG001 - one signature for all
    material: Material,
    *,
    others: list[str] = [],  # noqa: B006 - read only; the spec's options are plain lists
) -> Analysis:
    """Report the first component of the analysis' index, and of others beside it.

    Whatever weights an index uses itself, what is reported are the PCA weights of its normalised indicators
    on its base window. rows: index, dimension, indicator, direction, loading (correlation with the component,
    missing for a constant), sign, weight, against (the loading contradicts the declared direction). facts:
    limit of KMO; per index n, window, indicators, own scheme, KMO (None where it does not exist), share of
    variance in [0, 1], the names that run against. Raises SpecError for an unknown index.
    """
    for name in others:
        if name not in material.indices:
            raise SpecError(
                f"the analysis '{spec.label.en}': 'others' names '{name}'; "
                f"{suggest(name, list(material.indices))}."
            )
    names = list(dict.fromkeys([spec.index, *others]))
    found = {name: _report(material.indices[name], material.panel) for name in names}
    rows = pd.concat([part.assign(index=name) for name, (part, _) in found.items()], ignore_index=True)
    ordered = rows[["index", *rows.columns.drop("index")]]
    facts = {"limit": UNACCEPTABLE, "indices": {name: one for name, (_, one) in found.items()}}
    return Analysis(ordered, facts)


def _report(fitted: IndexModel, panel: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The rows and the facts of one index, from the scores that its weights are fitted on."""
    years, spec = panel.index.get_level_values("year"), fitted.spec
    base = panel[(years >= fitted.window.first) & (years <= fitted.window.last)]
    scores = fitted.scores(base)
    report, names = pca.report(scores), spec.indicators
    signs = report.signs.reindex(names)
    columns = {
        "dimension": [spec.groups[name] for name in names],
        "indicator": names,
        "direction": [spec.directions.get(name, 1) for name in names],
        "loading": report.loadings.reindex(names).to_numpy(float),
        "sign": signs.to_numpy(float),
        "weight": pca.weights(scores).reindex(names).to_numpy(float),
        "against": (signs < 0).to_numpy(bool),
    }
    facts = {
        "n": len(scores),
        "window": [fitted.window.first, fitted.window.last],
        "indicators": len(names),
        "own": spec.weights,
        "kmo": None if np.isnan(report.kmo) else report.kmo,
        "share": report.share,
        "against": list(signs.index[signs < 0]),
    }
    return pd.DataFrame(columns), facts
