"""What analyses of variants share: the engine of an index, the regression it enters, what was varied."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.analysis import Material
from nqpf.errors import SpecError
from nqpf.specs.analyses import AnalysisSpec
from nqpf.specs.models import ModelSpec
from nqpf.specs.study import Study
from nqpf.variants.choices import FACTORS
from nqpf.variants.coefficient import Regression, prepare_regression
from nqpf.variants.engine import Engine, prepare_engine
from nqpf.variants.imputation import rests_on_filled

DEFAULT = np.zeros((1, len(FACTORS)), dtype=np.intp)
"""The codes of the variant that is the study's own index."""


def engine_of(spec: AnalysisSpec, study: Study, material: Material, *, yearly: bool = False) -> Engine:
    """Prepare every variant of the analysis' index; yearly: also those normalised inside each year."""
    index = material.indices[spec.index].spec
    marks = rests_on_filled(material.panel, index.indicators, material.imputed, study.codebook)
    return prepare_engine(index, material.panel, marks, yearly=yearly)


def model_of(spec: AnalysisSpec, study: Study) -> tuple[str, ModelSpec]:
    """Find the regression whose coefficient is followed: the analysis' own, else that of the main claim.

    Raises SpecError where its treatment is not the index.
    """
    name = spec.model or study.facts.claims[next(iter(study.theory.of_kind("total")))].model
    if name is None:
        raise SpecError(f"the analysis '{spec.label.en}' follows no model; add 'model: <name>'.")
    model = study.models[name]
    if model.treatment != spec.index:
        raise SpecError(
            f"the analysis '{spec.label.en}' is about the index '{spec.index}', but the treatment of its "
            "model "
            f"'{name}' is '{model.treatment}'; name a model of that index."
        )
    return name, model


def regression_of(
    spec: AnalysisSpec, study: Study, material: Material, engine: Engine
) -> tuple[str, ModelSpec, Regression]:
    """Prepare the regression for all variants of the index."""
    name, model = model_of(spec, study)
    index = engine.panel.index
    assert isinstance(index, pd.MultiIndex)
    return name, model, prepare_regression(material.sample, model, index)


def varied(engine: Engine) -> dict[str, Any]:
    """State the factors with their levels, and what these data do not allow, JSON-ready."""
    names = engine.choices.names()
    methods = engine.choices.methods
    parts = {
        part: sorted({method[place] for method in methods})
        for place, part in enumerate(("normalisers", "weights", "aggregators"))
    }
    return {
        "levels": dict(zip(FACTORS, engine.choices.levels, strict=True)),
        "imputation": names["imputation"],
        "treatment": names["treatment"],
        "scaling": names["scaling"],
        "own_method": list(methods[0]),
        **parts,
        "filled_cells": int(engine.marks.to_numpy().sum()),
        "left_out": engine.left_out,
        "size": engine.choices.size,
    }


def years_of(engine: Engine) -> npt.NDArray[np.int64]:
    """List the year of every row."""
    return engine.panel.index.get_level_values("year").to_numpy()
