"""A small invented study with estimates, for tests of what a reader sees. No registry is asked."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from unit.analyses import path_cases, variant_cases
from unit.tables import fake_mechanism

from nqpf.registry import names
from nqpf.specs.analyses import AnalysisSpec
from nqpf.specs.base import Label, Span, read_spec
from nqpf.specs.index import Dimension, IndexSpec
from nqpf.specs.models import MechanismSpec, ModelSpec, SampleSpec
from nqpf.specs.outputs import FigureSpec, TableSpec
from nqpf.specs.simulation import SimulationSpec
from nqpf.specs.study import Evidence, Study, StudySpec
from nqpf.specs.theory import Theory
from nqpf.specs.units import Units
from nqpf.specs.variables import Break, Codebook, Recipe, Series, Variable

CONFIG = Path(__file__).parents[3] / "config"
RECIPE = "clustered by unit (G = 30), CR1, nested convention, t(29)"
CHECK = "the parallel-trends test fails before 2013"
VARIANTS = ("uncertainty", "sensitivity", "sensitivity_levels", "drop_one", "schemes", "coherence")
DESCRIPTIONS = (
    "obstacle", "gini", "density", "markov", "convergence", "validity", "coupling", "two_way", "panel_var",
)  # fmt: skip
PATHS = ("practice_paths", "scenarios", "tornado", "heterogeneity")
MECHANISM_TABLES = ("products", "fragility", "alternatives", "moderated")
MECHANISM_FIGURES = ("products", "curve", "diagram")
PATH = {"2.P1": "research_base"}
MODELS = ("pooled", "controls", "unit_fe", "two_way")
CHANNELS = {
    "1.technology.digital": "internet",
    "1.technology.intelligent": "robots",
    "1.dynamics.efficiency": "tfp",
    "1.dynamics.driving_force": "rd_share",
    "1.dynamics.quality": "structure",
    "1.model.networked": "coauthors",
    "1.model.collaborative": "contracts",
}
DIMENSIONS = {"talent": "人才", "means": "生产资料", "green": "绿色"}
INDICATORS = {
    "talent": {"rd_staff": "R&D staff 研发人员", "students": "Students 在校大学生"},
    "means": {
        "robots_stock": "Robots 机器人",
        "broadband": "Broadband lines 宽带接入",
        "patents": "Patents 专利",
    },
    "green": {"so2": "SO2 per output 二氧化硫强度"},
}


def label(en, zh="标签"):
    return Label(en=en, zh=zh)


def _variable(text, unit="index"):
    en, _, zh = text.rpartition(" ")
    recipe = Recipe.model_construct(transform="take", of=["raw"], options={})
    return Variable.model_construct(label=label(en, zh), unit=unit, direction=1, recipe=recipe)


def _codebook():
    texts = {
        "gdp_pc": ("GDP per head 人均GDP", "yuan"),
        "density": ("Population density 人口密度", "persons per km²"),
        "internet": ("Internet users 互联网用户", "per 100 persons"),
        "robots": ("Industrial robots 工业机器人", "per 10k workers"),
        "tfp": ("Total factor productivity 全要素生产率", "index"),
        "rd_share": ("R&D share of output 研发强度", "%"),
        "structure": ("Industry structure 产业结构", "ratio"),
        "coauthors": ("Co-author links 合著网络", "links"),
        "contracts": ("University-firm contracts 产学研合同", "yuan per head"),
        "research_base": ("Research staff 科研人员", "‰"),
    }
    variables = {name: _variable(*text) for name, text in texts.items()}
    for part in INDICATORS.values():
        variables |= {name: _variable(text) for name, text in part.items()}
    mark = Break(year=2013, note="persons are counted where they live.")
    series = Series.model_construct(
        source="book", column="c", unit="yuan", breaks=[mark], part_of=[], contains=[]
    )
    return Codebook.model_construct(series={"raw": series}, variables=variables)


def _index(en, zh, role, weights="entropy", only=None):
    dimensions = {
        key: Dimension(label=label(key.title(), DIMENSIONS[key]), indicators=list(part))
        for key, part in INDICATORS.items()
        if only is None or key in only
    }  # fmt: skip
    window = Span(first=2011, last=2022)
    return IndexSpec.model_construct(
        label=label(en, zh), role=role, dimensions=dimensions, directions={}, base_window=window,
        normaliser="minmax", weights=weights, aggregator="linear", note=None,
    )  # fmt: skip


def _facts(theory):
    claims = {name: Evidence(not_observed="no series is published") for name in theory.claims if "." in name}
    claims = {name: one for name, one in claims.items() if theory.claims[name].kind != "effect"}
    claims |= {name: Evidence(variable=variable) for name, variable in CHANNELS.items()}
    claims["1"] = Evidence(model="two_way")
    claims |= {name: Evidence(variable=variable) for name, variable in PATH.items()}
    return StudySpec(
        title=label("Fictional cities", "虚构城市"), unit=label("city", "城市"), years=[2011, 2022],
        region="region", treatment="nqpf", outcome="innovation", mechanism="channels", baseline="baseline",
        claims=claims, notes=["Two prefectures were merged in 2019."],
    )  # fmt: skip


def _model(name):
    words = {
        "pooled": ("Pooled OLS", "混合回归"),
        "controls": ("With controls", "加入控制变量"),
        "unit_fe": ("City effects", "城市固定效应"),
        "two_way": ("Two-way effects", "双向固定效应"),
    }
    controls = [] if name == "pooled" else ["gdp_pc", "density"]
    effects = {"unit_fe": ["unit"], "two_way": ["unit", "time"]}.get(name, [])
    return ModelSpec.model_construct(
        label=label(*words[name]), outcome="innovation", treatment="nqpf", controls=controls, effects=effects,
        sample="main", lags={}, cluster=None,
    )  # fmt: skip


REGIONS = {"东部": "East", "中部": "Central", "西部": "West", "东北": "North-east"}
PLACES = {"East": "东部", "Middle": "中部", "West": "西部", "North": "北部", "South": "南部"}
UNITS = Units.model_construct(
    group_labels={
        **{name: label(en, name) for name, en in REGIONS.items()},
        **{name: label(name, zh) for name, zh in PLACES.items()},
    }
)


def study(*, simulated=True):
    theory = read_spec(CONFIG / "theory.yaml", Theory)
    return Study(
        name="fake", facts=_facts(theory), theory=theory, sources=None, units=UNITS, codebook=_codebook(),
        indices={
            "nqpf": _index("New quality productive forces", "新质生产力", "treatment"),
            "nqpf_equal": _index("NQPF, equal weights", "新质生产力（等权）", "other", "equal"),
            "innovation": _index("Innovative-city index", "创新型城市指数", "outcome", only=["green"]),
        },
        samples={"main": SampleSpec(label=label("all cities, 2011 to 2022", "全部城市"))},
        models={name: _model(name) for name in MODELS},
        analyses={
            name: AnalysisSpec.model_construct(kind=name, index="nqpf") for name in (*DESCRIPTIONS, "pca")
        },
        mechanisms={
            "channels": MechanismSpec(
                label=label("Channels"), treatment="nqpf", outcome="innovation", seed=1,
                moderators=list(PATH.values()),
            )
        },
        tables=tables(), figures=figures(),
        simulation=SimulationSpec.model_construct(seed=1) if simulated else None,
    )  # fmt: skip


def _described(model):
    title = label("A description of the index", "指数描述")
    return {name: model(kind=name, title=title, analysis=name) for name in DESCRIPTIONS}


def tables():
    return {
        **_described(TableSpec),
        "coupling_moves": TableSpec(
            kind="coupling_moves", title=label("Moves between grades", "等级转移"), analysis="coupling"
        ),
        "three_stage": TableSpec(
            kind="three_stage", title=label("Both at once", "双向联立"), analysis="three_stage"
        ),
        "pca": TableSpec(kind="pca", title=label("Behind PCA weights", "PCA权重的依据"), analysis="pca"),
        "descriptives": TableSpec(kind="descriptives", title=label("Descriptive statistics", "描述性统计")),
        "correlations": TableSpec(kind="correlations", title=label("Correlations", "相关系数")),
        "weights_nqpf": TableSpec(
            kind="weights", title=label("Weights of the NQPF index", "新质生产力指数权重"), index="nqpf"
        ),
        "baseline": TableSpec(
            kind="regression",
            title=label("Baseline: NQPF and innovative cities", "基准回归"),
            columns=list(MODELS),
        ),
        "mechanisms": TableSpec(
            kind="mechanism",
            title=label("Nine channels under three effects", "机制检验"),
            mechanism="channels",
        ),
        "overlap": TableSpec(kind="overlap", title=label("Which series enters which role", "序列与角色")),
        **{name: _of_mechanism(TableSpec, name) for name in MECHANISM_TABLES},
    }


def _of_mechanism(model, name):
    title = label(f"The channels: {name}", "作用渠道")
    return model(kind=f"mechanism_{name}", title=title, mechanism="channels")


def figures():
    return {
        **_described(FigureSpec),
        **{name: _of_mechanism(FigureSpec, name) for name in MECHANISM_FIGURES},
        "overlap": FigureSpec(kind="overlap", title=label("Which series enters which role", "序列与角色")),
        "index_by_region": FigureSpec(
            kind="index_by_region",
            title=label("The NQPF index by region", "各区域新质生产力指数"),
            index="nqpf",
        ),
        "panel_var_roots": FigureSpec(
            kind="panel_var_roots", title=label("Stability", "稳定性"), analysis="panel_var"
        ),
        "tile_map": FigureSpec(
            kind="tile_map",
            title=label("The NQPF index on a map", "新质生产力地图"),
            index="nqpf",
            group="province",
        ),
        "weights": FigureSpec(
            kind="weights", title=label("What the indicators weigh", "指标权重"), index="nqpf"
        ),
        "channels": FigureSpec(
            kind="channels",
            title=label("NQPF and the nine channels", "新质生产力与九个机制"),
            mechanism="channels",
        ),
        "coefficient_path": FigureSpec(
            kind="coefficient_path",
            title=label("The coefficient from column to column", "系数路径"),
            table="baseline",
        ),
    }


def sample(units=40, years=range(2011, 2023)):
    rng = np.random.default_rng(7)
    rows = pd.MultiIndex.from_product(
        [[f"city_{k:03d}" for k in range(units)], years], names=["unit", "year"]
    )
    frame = rows.to_frame(index=False)
    regions = np.array(list(REGIONS))
    place = frame["unit"].str[-3:].astype(int)
    frame["region"] = regions[place % 4]
    trend = (frame["year"] - 2011) * 0.02
    frame["nqpf"] = 0.15 + 0.05 * (3 - place % 4) + trend + rng.normal(0, 0.05, len(frame))
    frame["innovation"] = 0.4 * frame["nqpf"] + rng.normal(0, 0.05, len(frame))
    frame["gdp_pc"] = np.exp(rng.normal(10.8, 0.5, len(frame)))
    frame["density"] = rng.normal(400, 120, len(frame))
    for name in CHANNELS.values():
        frame[name] = frame["nqpf"] + rng.normal(0, 1, len(frame))
    frame["robots"] = np.where(rng.random(len(frame)) < 0.4, 0.0, frame["robots"].abs())
    frame.loc[[3, 17], "tfp"] = np.nan
    return frame


def scores():
    return sample()[["unit", "year", "nqpf"]].rename(columns={"nqpf": "score"})


def unit_groups():
    return sample()[["unit", "region"]].drop_duplicates()


def unit_provinces():
    """Units with a region and one of eight provinces, by their letters."""
    units = unit_groups().reset_index(drop=True)
    letters = ("HL", "BJ", "HE", "GD", "HI", "XJ", "SC", "GZ")
    return units.assign(province=[letters[place % len(letters)] for place in units.index])


def weights(scheme="entropy"):
    rng = np.random.default_rng(3)
    lines = [(name, key) for key, part in INDICATORS.items() for name in part]
    frame = pd.DataFrame(lines, columns=["indicator", "dimension"])
    d = np.array([0.05, 0.02, 0.12, 0.04, 0.08, 0.004])
    w = d / d.sum() if scheme == "entropy" else np.full(len(d), 1 / len(d))
    frame = frame.assign(direction=[1, 1, 1, 1, 1, -1], e=1 - d, d=d, w=w, theil=d * np.log(480))
    frame = frame.assign(zeros=[0, 0, 0.41, 0, 0.08, 0], skewness=[1.2, 0.4, 5.1, -0.2, 2.9, -3.4])
    effective = w * rng.uniform(0.6, 1.4, len(w))
    return frame.assign(effective=effective / effective.sum(), flag=np.where(w > 0.25, "over 25%", ""))


def terms():
    treated = {
        "pooled": (0.81, 0.05),
        "controls": (0.66, 0.06),
        "unit_fe": (0.47, 0.041),
        "two_way": (0.412, 0.039),
    }
    rows = []
    for model, (coef, se) in treated.items():
        rows.append((model, "nqpf", coef, se, 0.6 * coef))
        if model != "pooled":
            rows += [
                (model, "gdp_pc", 0.0000421, 0.0000182, 0.08),
                (model, "density", -0.0131, 0.0204, -0.02),
            ]
    frame = pd.DataFrame(rows, columns=["model", "term", "coef", "se", "standardised"])
    t, reach = frame["coef"] / frame["se"], 2.045 * frame["se"]
    return frame.assign(t=t, p=0.01, ci_low=frame["coef"] - reach, ci_high=frame["coef"] + reach)


def facts(**changes):
    made = {}
    for name in MODELS:
        model = _model(name)
        made[name] = {
            "label": model.label.model_dump(), "outcome": "innovation", "treatment": "nqpf",
            "controls": list(model.controls), "effects": list(model.effects), "estimator": "panelols",
            "n": 12345, "units": 30, "years": 12, "rows_given": 12360, "rows_missing": 12, "singletons": 3,
            "clusters": 30, "cluster": "unit", "recipe": RECIPE, "r2_within": 0.312, "r2": 0.7,
            "mean_outcome": 0.234, "wild_p": 0.0004 if name == "two_way" else None, "design_check": None,
            "diagnostics": {"vif": {"nqpf": 1.8, "gdp_pc": 2.4}, "mundlak": {"statistic": 9.1, "p": 0.011},
                            "wooldridge": None, "pesaran_cd": {"p": 0.2}, "unit_root": None},
        }  # fmt: skip
        made[name] |= changes.get(name, {})
    return {"models": made}


def truth():
    rows = [("total", "", 2.0, 0.4), ("direct", "", 1.1, 0.22)]
    for place, name in enumerate(CHANNELS.values()):
        a, b = 0.2 + 0.1 * place, 0.12
        rows += [("a", name, a, a), ("b", name, b * 5, b), ("indirect", name, a * b * 5, a * b)]
        rows += [("direct", name, 2 - a * b * 5, 0.4 - a * b)]
    return pd.DataFrame(rows, columns=["quantity", "name", "structural", "index_scale"])


def groups():
    """Effect -> the mediators of its observed channels."""
    found = {}
    for claim, name in CHANNELS.items():
        found.setdefault(claim.rpartition(".")[0], []).append(name)
    return {effect: tuple(names) for effect, names in found.items()}


def mechanism_facts(**changes):
    return {"facts": fake_mechanism.facts(**changes), "effects": fake_mechanism.joint(groups())}


def overlap_matrix():
    """Robots are shared by treatment and mediator; GDP stands below the line in one and is a control."""
    rows = [
        ("robots", "treatment", "nqpf", "content", "robots_stock", "robots"),
        ("gdp", "treatment", "nqpf", "denominator", "so2", ""),
        ("students", "treatment", "nqpf", "content", "students", ""),
        ("robots", "mediator", "robots", "content", "robots", "nqpf"),
        ("patents", "outcome", "innovation", "content", "patents", ""),
        ("gdp", "control", "gdp_pc", "content", "gdp_pc", ""),
    ]
    columns = ["series", "role", "variable", "use", "indicators", "overlaps"]
    return pd.DataFrame(rows, columns=columns).replace("", np.nan)  # as read from a file


def placebo(**changes):
    """The audit of one column and of one channel; the second has no band."""
    line = {
        "first": "nqpf", "second": "innovation", "roles": "treatment x outcome", "model": "two_way",
        "path": np.nan,
        "shared": "robots", "estimate": 0.412, "se": 0.083, "rebuilt": "nqpf", "leave_out": 0.111,
        "leave_out_se": 0.222, "leave_out_p": 0.333, "placebo_low": -0.044, "placebo_high": 0.055,
        "placebo_draws": 500, "covers": "no", "note": "nqpf without robots_stock",
    }  # fmt: skip
    a = {"second": "robots", "roles": "treatment x mediator", "model": "channels", "path": "a"}
    a["covers"] = "yes"
    b = dict.fromkeys(("leave_out", "leave_out_se", "leave_out_p", "placebo_low", "placebo_high"), np.nan)
    b |= {"first": "tfp", "model": "channels", "path": "b", "covers": np.nan, "placebo_draws": 0}
    b["note"] = "not computable: because"
    return pd.DataFrame([line | changes, line | a, line | b])


def inputs(kind, *, simulated=True):
    if kind in (*DESCRIPTIONS, "pca", "coupling_moves", "panel_var_roots", "three_stage"):
        from unit.analyses import material

        return material.inputs(kind)
    if kind in VARIANTS:
        return variant_cases.inputs(kind)
    if kind in PATHS:
        return path_cases.inputs(kind, simulated=simulated)
    true = truth() if simulated else None
    index = {"window": [2011, 2022], "spec": {}, "bounds": {}, "weights": {}}
    mechanism = fake_mechanism.inputs(groups(), list(PATH.values()), true)
    if true is not None:
        moderation = pd.DataFrame([("moderation", "2.P1", 0.5, 0.1)], columns=true.columns)
        mechanism["truth"] = pd.concat([true, moderation], ignore_index=True)
    if kind.startswith("mechanism"):
        return mechanism
    return {
        "descriptives": {"sample": sample()},
        "correlations": {"sample": sample()},
        "weights": {"weights": weights(), "facts": index},
        "regression": {"terms": terms(), "facts": facts(), "truth": true},
        "overlap": {"matrix": overlap_matrix()},
        "index_by_region": {"scores": scores(), "units": unit_groups()},
        "tile_map": {"scores": scores(), "units": unit_provinces()},
        "figure weights": {"weights": {"nqpf": weights(), "nqpf_equal": weights("equal")}},
        "channels": mechanism,
        "coefficient_path": {"terms": terms(), "facts": facts(), "truth": true},
    }[kind]


def build(kind, *, simulated=True, **changes):
    from nqpf.registry import load

    spec, fake = _spec_and_study("tables", tables(), kind, simulated)
    given = inputs(kind, simulated=simulated) | changes
    return load("nqpf.tables", kind).build(spec, fake, given)


def _spec_and_study(folder, own, kind, simulated):
    """The invented study knows most kinds; the analyses of variants need a whole one."""
    if kind in VARIANTS:
        return variant_cases.spec_in(folder, kind), variant_cases.study(simulated)
    if kind in PATHS:
        return path_cases.spec_in(folder, kind), path_cases.study(simulated)
    return next(one for one in own.values() if one.kind == kind), study(simulated=simulated)


def draw(kind, *, simulated=True, language="en", **changes):
    from nqpf.registry import load

    key = "figure weights" if kind == "weights" else kind
    spec, fake = _spec_and_study("figures", figures(), kind, simulated)
    given = inputs(key, simulated=simulated) | changes
    module = load("nqpf.figures", kind)
    return module.draw(spec, fake, given, language), module.data(spec, fake, given)


@cache
def drawn(kind, *, simulated=True, language="en"):
    """The figure and its data, drawn once for all tests that look at it and change nothing."""
    return draw(kind, simulated=simulated, language=language)


TABLE_KINDS = names("nqpf.tables")
FIGURE_KINDS = names("nqpf.figures")
