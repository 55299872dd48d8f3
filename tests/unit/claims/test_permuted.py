"""Verdicts are computed: deal the treatment to other units, and "supported" turns into "inconclusive".

One SIMULATED panel in which every claim is true. Whole paths of the treatment index are dealt to other units,
which leaves its trend, its skew and its persistence, and takes away what it does. Everything from the sample
to the verdict then runs anew. A two-sided test at 5% calls a true null "supported" in 2.5% of the deals,
and a family adjusted by Holm in no more.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from nqpf.analyses import practice_paths, two_way
from nqpf.analysis import Material
from nqpf.claims.ledger import ledger
from nqpf.claims.results import Results
from nqpf.mechanisms.influence import equations
from nqpf.mechanisms.paths import joint_tests, paths
from nqpf.mechanisms.setting import Setting
from nqpf.regression import facts, fit_model, tidy
from nqpf.specs import load_study
from nqpf.specs.base import Label
from nqpf.verify.design import study_of
from nqpf.verify.panels import make_case
from nqpf.verify.scenario import Scenario

CONFIG = Path(__file__).parents[3] / "config"
CITIES, YEARS, DEALS, DRAWS = 80, 12, 40, 99
LAYER_3 = ("rho_zero", "rho_low", "rho_high", "rv_a", "rv_a_interval", "rv_b", "rv_b_interval")
SURE = 0.999
"""A correct program fails the bound by chance once in a thousand seeds; the seed is fixed."""


@dataclass(frozen=True)
class World:
    study: object
    sample: pd.DataFrame


@pytest.fixture(scope="module")
def world():
    small = Scenario(
        label=Label(en="Small", zh="小"), purpose="size", panels=2, cities=CITIES, years=YEARS, seed=3
    )
    study = study_of(load_study("simulated_cities", CONFIG), small)
    fast = {name: model.model_copy(update={"estimator": "twfe"}) for name, model in study.models.items()}
    case = make_case(study, 3, DRAWS)
    return World(replace(study, models=fast), case.sample)


def models_of(study):
    return {proof.model for proof in study.facts.claims.values() if proof.model}


def mechanism_of(study, sample):
    """Paths with joint tests by the fast engine; layer 3, words beside a verdict, is left out."""
    spec, name = study.mechanisms[study.facts.mechanism], study.facts.mechanism
    groups = {effect: tuple(members) for effect, members in study.groups(name).items()}
    mediators, controls = tuple(study.mediators(name)), tuple(spec.controls)
    setting = Setting(spec.treatment, mediators, spec.outcome, controls, "unit", "year", None, None, groups)
    rows = paths(sample, setting, draws=DRAWS, permutations=0, seed=1, estimator="twfe")
    return rows, joint_tests(equations(sample, setting), setting, rows)


def results(world, sample):
    """What the pipeline would hand to the ledger, with few draws."""
    study = world.study
    columns = {name: fit_model(sample, study.models[name]) for name in models_of(study)}
    rows, effects = mechanism_of(study, sample)
    df = sample["unit"].nunique() - 1
    return Results(
        terms={name: tidy(name, column) for name, column in columns.items()},
        facts={name: facts(study.models[name], column) for name, column in columns.items()},
        table=dict.fromkeys(columns, "baseline"),
        paths=rows,
        fragility=rows[["mediator"]].assign(**dict.fromkeys(LAYER_3, float("nan"))),
        mechanism_facts={"treatment": study.facts.treatment, "recipe": "CR1 by unit", "df": df},
        effects=effects,
        truth=None,
        analyses=analyses(study, sample),
    )


def analyses(study, sample):
    """The analyses that judge directions and paths."""
    named = {proof.analysis for proof in study.facts.claims.values() if proof.analysis}
    kinds = {name: (two_way, {**study.analyses[name].options, "orders": [1]}) for name in named}
    kinds |= {name: (practice_paths, {}) for name, s in study.analyses.items() if s.kind == "practice_paths"}
    material = Material(sample, sample[["unit"]].drop_duplicates(), sample, {}, {})
    found = {}
    for name, (kind, options) in kinds.items():
        studied = kind.analyse(study.analyses[name], study, material, **{**options, "draws": DRAWS})
        found[name] = (studied.rows, studied.facts)
    return found


def judged(world, sample):
    return ledger(world.study, results(world, sample)).set_index("claim")["verdict"]


def dealt(world, rng):
    """Give every unit the treatment's whole path of another."""
    treatment = world.study.facts.treatment
    own = world.sample.pivot_table(index="unit", columns="year", values=treatment)
    mixed = own.to_numpy()[rng.permutation(len(own))]
    row, column = own.index.get_indexer(world.sample["unit"]), own.columns.get_indexer(world.sample["year"])
    return world.sample.assign(**{treatment: mixed[row, column]})


@pytest.fixture(scope="module")
def verdicts(world):
    """One column per deal."""
    rng = np.random.default_rng(20)
    return pd.DataFrame({deal: judged(world, dealt(world, rng)) for deal in range(DEALS)})


def families(study, rows):
    """Whether any claim of each kind is called supported, by deal."""
    kinds = {name: study.theory.claims[name].kind for name in rows.index}
    return (rows == "supported").groupby(kinds).any()


@pytest.mark.slow
def test_with_its_own_treatment_the_panel_supports_the_theory(world):
    own = judged(world, world.sample)
    for claim in ("1", "1.technology", "1.dynamics", "1.model", "1.technology.digital"):
        assert own[claim] == "supported"


@pytest.mark.slow
def test_with_another_treatment_support_is_as_rare_as_chance(world, verdicts):
    found = families(world.study, verdicts)
    for kind, deals in found.iterrows():
        assert deals.sum() <= binom.ppf(SURE, DEALS, 0.05), kind
    assert found.to_numpy().mean() <= 0.05
    for claim in ("1", "1.technology", "1.technology.digital"):
        assert verdicts.loc[claim].isin(["inconclusive", "negligible"]).mean() > 0.5
