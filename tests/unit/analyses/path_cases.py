"""An invented panel of the simulated study with moderators and regions, and what the paths' analyses find."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from nqpf.analysis import Material
from nqpf.registry import load
from nqpf.specs.analyses import AnalysisSpec
from nqpf.specs.study import load_study

CONFIG = Path(__file__).parents[3] / "config"
LABEL = {"en": "name", "zh": "名"}
UNITS, YEARS = 48, range(2011, 2019)
REGIONS = ("East", "North", "South")
TABLES = ("practice_paths", "scenarios", "heterogeneity")
FIGURES = ("practice_paths", "tornado", "heterogeneity")
OPTIONS = {
    "practice_paths": {"draws": 99},
    "scenario": {"draws": 60},
    "heterogeneity": {"groups": ["region"], "initial": ["nqpf"], "draws": 99},
}
SCENARIOS = {"scenario_p1": ("path_p1", "moderator"), "scenario_treatment": ("twoway", "treatment")}
TOTAL, P1 = 0.5, 0.2  # true effect at the mean moderator, and its change per unit of it


@cache
def study(simulated=True):
    real = load_study("simulated_cities", CONFIG)
    facts = real.facts.model_copy(update={"notes": []})
    return real if simulated else replace(real, simulation=None, facts=facts)


@cache
def sample():
    """The treatment grows and persists; the first path moderates its effect, the others do not."""
    rng = np.random.default_rng(11)
    years = len(YEARS)
    unit = np.repeat([f"u{k:02d}" for k in range(UNITS)], years)
    frame = pd.DataFrame({"unit": unit, "year": np.tile(YEARS, UNITS)})
    frame["region"] = np.repeat([REGIONS[k % len(REGIONS)] for k in range(UNITS)], years)
    moderators = [study().models[f"path_p{k}"].moderator for k in (1, 2, 3, 4)]
    for name in moderators:
        frame[name] = np.repeat(rng.gamma(4.0, 0.5, UNITS), years)
    for name in study().models["twoway"].controls:
        frame[name] = rng.normal(size=len(frame))
    own = np.repeat(rng.normal(size=UNITS), years)
    frame["nqpf"] = own + 0.3 * (frame["year"] - YEARS[0]) + rng.normal(size=len(frame))
    slope = TOTAL + P1 * (frame[moderators[0]] - frame[moderators[0]].mean())
    frame["innovation"] = slope * frame["nqpf"] + own + rng.normal(0, 0.8, len(frame))
    return frame


def material(frame=None):
    frame = sample() if frame is None else frame
    names = sorted(frame["unit"].unique())
    units = pd.DataFrame({"unit": names, "label_en": [f"Unit {n}" for n in names], "label_zh": names})
    return Material(pd.DataFrame(), units, frame, {}, {})


def spec_of(kind, **more):
    return AnalysisSpec(kind=kind, label=LABEL, index="nqpf", **more)


def run(kind, frame=None, a_study=None, model=None, group="region", **options):
    options = OPTIONS[kind] | options
    chosen = spec_of(kind, options=options, model=model, group=group)
    return load("nqpf.analyses", kind).analyse(chosen, a_study or study(), material(frame), **options)


@cache
def found(kind):
    if kind == "practice_paths":
        return run(kind)
    if kind == "heterogeneity":
        return run(kind, model="twoway")
    model, raises = SCENARIOS[kind]
    return run("scenario", model=model, raises=raises)


def truth():
    rows = [("total", "", 1.0, TOTAL), ("moderation", "2.P1", 1.0, P1)]
    rows += [("moderation", f"2.P{k}", 0.0, 0.0) for k in (2, 3, 4)]
    return pd.DataFrame(rows, columns=["quantity", "name", "structural", "index_scale"])


def inputs(kind, *, simulated=True):
    """What a table or figure of a kind is given, as it comes back from the files."""
    true = {"truth": truth()} if simulated else {}
    if kind in ("scenarios", "tornado"):
        each = {name: found(name) for name in SCENARIOS}
        rows = {name: one.rows for name, one in each.items()}
        return {"rows": rows, "facts": {name: one.facts for name, one in each.items()}, **true}
    return {"rows": found(kind).rows, "facts": found(kind).facts, **true}


def spec_in(folder, kind):
    """The spec of a kind among the tables or figures of the study."""
    own = getattr(study(), folder)[kind]
    return own.model_copy(update={"analyses": list(SCENARIOS)}) if own.analyses else own
