"""An invented panel of the simulated study, and the analyses of variants of its index."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from nqpf.analysis import Material
from nqpf.index import fit
from nqpf.registry import load
from nqpf.specs.analyses import AnalysisSpec
from nqpf.specs.study import load_study

CONFIG = Path(__file__).parents[3] / "config"
KINDS = ("uncertainty", "sensitivity", "drop_one", "schemes", "coherence")
TABLES = (*KINDS, "sensitivity_levels")
SMALL = {"uncertainty": {"draws": 60}, "sensitivity": {"points": 16, "resamples": 20}}
LABEL = {"en": "name", "zh": "名"}
UNITS, YEARS = 14, range(2011, 2016)


@cache
def study(simulated=True):
    real = load_study("simulated_cities", CONFIG)
    facts = real.facts.model_copy(update={"notes": []})
    return real if simulated else replace(real, simulation=None, facts=facts)


@cache
def material():
    rng = np.random.default_rng(5)
    names = [f"u{k:02d}" for k in range(UNITS)]
    index = pd.MultiIndex.from_product([names, YEARS], names=["unit", "year"])
    model, indicators = study().models["twoway"], study().indices["nqpf"].indicators
    common = np.repeat(rng.normal(size=UNITS), len(YEARS))[:, None]
    values = np.exp(0.3 * common + rng.normal(0, 0.5, (len(index), len(indicators))))
    panel = pd.DataFrame(values, index=index, columns=indicators)
    panel[model.controls] = rng.normal(size=(len(index), len(model.controls)))
    spec = study().indices["nqpf"].model_copy(update={"base_window": None})
    fitted = fit(panel, spec)
    scores = fitted.apply(panel)
    sample = panel.assign(nqpf=scores, innovation=scores + rng.normal(0, 0.1, len(index))).reset_index()
    units = pd.DataFrame({"unit": names, "label_en": names, "label_zh": names})
    return Material(panel, units, sample, {"nqpf": scores.to_frame("score")}, {"nqpf": fitted})


def spec_of(kind, **more):
    return AnalysisSpec(kind=kind, label=LABEL, index="nqpf", **({"model": "twoway"} | more))


def run(kind, a_study, a_material, **options):
    options = SMALL.get(kind, {}) | options
    return load("nqpf.analyses", kind).analyse(spec_of(kind), a_study, a_material, **options)


@cache
def found(kind):
    return run(kind, study(), material())


def inputs(kind):
    """What a table or figure of a kind is given, as it comes back from the files."""
    one = found(kind.removesuffix("_levels"))
    truth = pd.DataFrame({"quantity": ["total"], "name": [""], "structural": [0.7], "index_scale": [0.25]})
    return {"rows": one.rows, "facts": one.facts, "truth": truth}


def spec_in(folder, kind):
    """The spec of a kind among the tables or figures of the study."""
    return getattr(study(), folder)["scheme_correlations" if kind == "schemes" else kind]
