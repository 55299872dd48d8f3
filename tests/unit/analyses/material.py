"""An invented panel with its index, and what the analyses make of it."""

from functools import cache

import numpy as np
import pandas as pd
from unit.tables import fake_study as fake

from nqpf.analysis import Material
from nqpf.index.model import fit
from nqpf.registry import load
from nqpf.sample import build_sample
from nqpf.specs.analyses import AnalysisSpec
from nqpf.specs.base import Span

YEARS = range(2011, 2023)
REGIONS = ("East", "Middle", "West")
INDICATORS = ("rd_staff", "students", "robots_stock", "broadband", "patents", "so2")
OPTIONS = {
    "convergence": {"controls": ["gdp_pc"], "draws": 49},
    "validity": {"against": ["gdp_pc", "tfp"], "others": ["nqpf_equal"], "draws": 19},
    "markov": {"classes": 3},
    "coupling": {"other": "nqpf_equal", "draws": 49},
    "two_way": {"other": "tfp", "controls": ["gdp_pc"], "draws": 49},
    "panel_var": {"other": "nqpf_equal", "controls": ["gdp_pc"], "max_lags": 2, "draws": 29},
    "three_stage": {
        "other": "tfp",
        "controls": ["gdp_pc"],
        "draws": 29,
        "instruments": {"nqpf": ["nqpf_lag1", "nqpf_lag2"], "tfp": ["tfp_lag1"]},
        "reasons": {name: {"en": "As is said here.", "zh": "理由如此。"} for name in ("nqpf", "tfp")},
    },
}


def panel(units=24, seed=3):
    """Six indicators that grow and persist, and two variables that move with them."""
    rng = np.random.default_rng(seed)
    index = pd.MultiIndex.from_product([[f"u{k:02d}" for k in range(units)], YEARS], names=["unit", "year"])
    trend = np.tile(np.linspace(0.0, 1.0, len(YEARS)), units)
    level = np.repeat(rng.normal(size=units), len(YEARS))
    frame = pd.DataFrame(index=index)
    for name in INDICATORS:
        frame[name] = np.exp(0.5 * level + trend + 0.2 * rng.normal(size=len(index)))
    return frame.assign(
        gdp_pc=level + trend + 0.3 * rng.normal(size=len(index)), tfp=rng.normal(size=len(index))
    )


def units(frame):
    names = sorted(frame.index.get_level_values("unit").unique())
    return pd.DataFrame({"unit": names, "region": [REGIONS[k % len(REGIONS)] for k in range(len(names))]})


def material(study, frame=None):
    """The material of the fake study's two indices of the same indicators."""
    frame = panel() if frame is None else frame
    models = {name: fit(frame, study.indices[name]) for name in ("nqpf", "nqpf_equal")}
    scores = {name: model.parts(frame).assign(score=model.apply(frame)) for name, model in models.items()}
    series = {name: table["score"] for name, table in scores.items()}
    span = Span(first=YEARS[0], last=YEARS[-1])
    sample = build_sample(frame, series, units(frame), study.samples["main"], span)
    return Material(frame, units(frame), sample, scores, models)


def given(scores):
    """Material of which only the sample counts. scores: frame with unit, year, region, nqpf."""
    return Material(pd.DataFrame(), pd.DataFrame(), scores, {}, {})


def spec(kind, **options):
    label = {"en": kind, "zh": kind}
    return AnalysisSpec(kind=kind, label=label, index="nqpf", group="region", options=options)


def analyse(kind, study, known, **options):
    chosen = spec(kind, **options)
    return load("nqpf.analyses", kind).analyse(chosen, study, known, **options)


@cache
def _found(kind):
    study = fake.study()
    return analyse(kind, study, material(study), **OPTIONS.get(kind, {}))


def inputs(kind):
    """What a table or figure of the kind gets."""
    found = _found(kind.removesuffix("_moves").removesuffix("_roots"))
    return {"rows": found.rows.copy(), "facts": dict(found.facts)}
