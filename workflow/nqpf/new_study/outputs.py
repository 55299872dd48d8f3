"""The files that say what a reader sees: analyses/, tables/, figures/ - as far as the data carry them."""

from collections.abc import Mapping

from nqpf.new_study.drafts import Both
from nqpf.new_study.plan import Plan, distinct_cuts
from nqpf.new_study.yaml_text import label, listed

INDEX: Both = ("new quality productive forces", "新质生产力")
FEW_UNITS, FEW_YEARS = 12, 4
CLASSES = 4
POINTS, FEWER_POINTS, LARGE = 256, 128, 20_000
KINDS: Mapping[str, tuple[str, Both]] = {
    "coherence": ("coherence", ("Coherence of the indicators", "指标的内部一致性")),
    "pca": ("pca", ("What stands behind PCA weights", "PCA权重的依据")),
    "schemes": ("schemes", ("Agreement of weighting schemes", "赋权方法的一致性")),
    "drop_one": ("drop_one", ("The index without each indicator", "逐一剔除指标")),
    "uncertainty": ("uncertainty", ("How certain the ranks are", "排名的不确定性")),
    "sensitivity": ("sensitivity", ("Which choice behind the index matters", "指数构建选择的敏感性")),
    "validity": ("validity", ("Convergent validity", "收敛效度")),
    "gini": ("gini", ("Inequality within and between groups", "区域差异：Dagum基尼系数及其分解")),
    "obstacle": ("obstacle", ("Obstacle degrees", "障碍度")),
    "density": ("density", ("Kernel density by year", "核密度演进")),
    "convergence": ("convergence", ("Sigma and beta convergence", "σ收敛与β收敛")),
    "markov": ("markov", ("Transitions between classes", "马尔可夫转移")),
    "coupling": ("coupling", ("Coupling coordination with innovative cities", "与创新型城市的耦合协调度")),
    "two_way": ("two_way", ("Both directions with innovative cities", "与创新型城市的双向关系")),
    "practice_paths": ("practice_paths", ("The practice paths as moderators", "实践路径的调节作用")),
    "heterogeneity": ("heterogeneity", ("The effect by group of units", "分组效应")),
}
NO_FIGURE = ("pca",)
MECHANISM: Mapping[str, tuple[str, Both]] = {
    "mechanisms": ("mechanism", ("The observed channels", "可观测的作用渠道")),
    "mechanism_products": ("mechanism_products", ("The channels: indirect effects", "作用渠道：间接效应")),
    "mechanism_fragility": ("mechanism_fragility", ("The channels: how fragile", "作用渠道：脆弱程度")),
    "mechanism_alternatives": (
        "mechanism_alternatives",
        ("The channels: other designs", "作用渠道：其他设计"),
    ),
}


def analyses(plan: Plan) -> dict[str, str]:
    """Analyses of the treatment index that these data allow."""
    chosen = dict.fromkeys(_about_indicators(plan), "")
    chosen |= {name: "model: twoway\n" for name in ("drop_one", "sensitivity") if name in chosen}
    if "sensitivity" in chosen:
        chosen["sensitivity"] += f"options: {{points: {_points(plan)}}}\n"
    against = [one.name for one in plan.cast.role("control") if one.slot == "gdp_pc"]
    chosen |= (
        {"validity": f"options: {{against: {listed(against)}, others: [nqpf_equal]}}\n"} if against else {}
    )
    chosen |= _about_groups(plan) if plan.region else {}
    chosen |= _about_both(plan)
    return {
        name: f"kind: {KINDS[name][0]}\nlabel: {label(KINDS[name][1])}\nindex: nqpf\n{rest}"
        for name, rest in chosen.items()
    }


def _about_both(plan: Plan) -> dict[str, str]:
    """What is about both indices: how they go together, the two directions, the paths, who gains."""
    group, controls = f"group: {plan.region}\n" if plan.region else "", listed(plan.controls[:3])
    chosen = {"coupling": f"{group}options: {{other: innovation}}\n"}
    if plan.long_enough:
        chosen["two_way"] = f"options: {{other: innovation, controls: {controls}}}\n"
    if plan.moderators:
        chosen["practice_paths"] = ""
    groups = listed([plan.region] if plan.region else [])
    chosen["heterogeneity"] = f"model: twoway\noptions: {{groups: {groups}, initial: [innovation, nqpf]}}\n"
    return chosen


def _about_indicators(plan: Plan) -> list[str]:
    count = len(plan.cast.role("treatment"))
    return [*(["coherence", "schemes"] if count > 1 else []), *(_ALL_CHOICES if count > 2 else [])]


_ALL_CHOICES = ["pca", "drop_one", "uncertainty", "sensitivity"]


def _points(plan: Plan) -> int:
    size = plan.count * (plan.years[1] - plan.years[0] + 1)
    return POINTS if size <= LARGE else FEWER_POINTS


def _about_groups(plan: Plan) -> dict[str, str]:
    """What compares groups of units over the years."""
    group, scores = f"group: {plan.region}\n", plan.scores("treatment")
    chosen = dict.fromkeys(("gini", "obstacle", "density"), group)
    if plan.count >= FEW_UNITS and plan.years[1] - plan.years[0] + 1 >= FEW_YEARS:
        scale = "log" if scores.min() > 0 else "log1p"
        chosen["convergence"] = f"{group}options: {{scale: {scale}, controls: {listed(plan.controls[:3])}}}\n"
        if distinct_cuts(scores, CLASSES):
            chosen["markov"] = f"{group}options: {{classes: {CLASSES}, cuts: pooled}}\n"
    return chosen


def tables(plan: Plan, models: Mapping[str, str], studied: Mapping[str, str]) -> dict[str, str]:
    """Descriptives, regressions, mechanisms by layer, and one table for each analysis."""
    columns = {
        "baseline": [name for name in ("pooled", "controls", "unit_fe", "twoway") if name in models],
        "schemes": ["twoway", "twoway_equal"],
        "paths": [name for name in models if name.startswith("path_")],
    }
    found = {
        name: _table("regression", REGRESSIONS[name], f"columns: {listed(own)}\n")
        for name, own in columns.items()
        if own
    }
    found["descriptives"] = _table("descriptives", ("Descriptive statistics", "描述性统计"), _described(plan))
    correlated = listed(["innovation", "innovation_equal", "nqpf", "nqpf_equal", *plan.controls])
    found["correlations"] = _table("correlations", ("Correlations", "相关系数"), f"columns: {correlated}\n")
    found["overlap"] = _table("overlap", ("Which raw series enters which role", "原始序列与变量角色对照"), "")
    layers = dict(MECHANISM)
    if plan.moderators:
        layers["mechanism_moderated"] = (
            "mechanism_moderated",
            ("The channels: weak and strong paths", "作用渠道：路径强弱之别"),
        )
    found |= {name: _table(kind, both, "mechanism: channels\n") for name, (kind, both) in layers.items()}
    found |= {_named(name): _table(KINDS[name][0], _titled(name), f"analysis: {name}\n") for name in studied}
    if "sensitivity" in studied:
        title = ("What each choice does to ranks and to the coefficient", "各选择对排名与系数的影响")
        found["sensitivity_levels"] = _table("sensitivity_levels", title, "analysis: sensitivity\n")
    return found


REGRESSIONS: Mapping[str, Both] = {
    "baseline": (
        "Baseline: new quality productive forces and the innovative city",
        "基准回归：新质生产力与创新型城市",
    ),
    "schemes": ("The same under entropy and equal weights", "熵权与等权指数的比较"),
    "paths": ("The practice paths as moderators", "实践路径的调节作用"),
}


def _table(kind: str, title: Both, rest: str) -> str:
    return f"kind: {kind}\ntitle: {label(title)}\n{rest}"


def _named(analysis: str) -> str:
    """The regression table is called schemes already."""
    return "scheme_correlations" if analysis == "schemes" else analysis


def _titled(analysis: str) -> Both:
    en, zh = KINDS[analysis][1]
    return f"{en}: {INDEX[0]}", f"{INDEX[1]}：{zh}"


def _described(plan: Plan) -> str:
    names = [one.name for one in plan.cast.variables]
    return f"columns: {listed(['innovation', 'nqpf', *names])}\n"


def figures(plan: Plan, studied: Mapping[str, str]) -> dict[str, str]:
    """One figure for each analysis, the mechanism, the coefficient path, the weights, the index by group."""
    found = {
        _named(name): _table(KINDS[name][0], _titled(name), f"analysis: {name}\n")
        for name in studied
        if name not in NO_FIGURE
    }
    for name, (kind, both) in MECHANISM_FIGURES.items():
        found[name] = _table(kind, both, "mechanism: channels\n")
    title = ("The coefficient from column to column", "系数在各列间的变化")
    found["coefficient_path"] = _table("coefficient_path", title, "table: baseline\n")
    found["weights"] = _table("weights", ("Weights of the indicators", "指标权重"), "index: nqpf\n")
    found["overlap"] = _table("overlap", ("Which raw series enters which role", "原始序列与变量角色对照"), "")
    if plan.region:
        title = (f"New quality productive forces by {plan.region}", "各区域新质生产力")
        found["index_by_region"] = _table("index_by_region", title, f"index: nqpf\ngroup: {plan.region}\n")
    return found


MECHANISM_FIGURES: Mapping[str, tuple[str, Both]] = {
    "channels": ("channels", ("The observed channels", "可观测的作用渠道")),
    "mechanism_products": (
        "mechanism_products",
        ("The channels: indirect effects by method", "各方法的间接效应区间"),
    ),
    "mechanism_curve": (
        "mechanism_curve",
        ("The channels: sensitivity to an unobserved cause", "对未观测共同原因的敏感性"),
    ),
}


def files(plan: Plan, models: Mapping[str, str]) -> dict[str, str]:
    """Every file of this module by its path in the study folder."""
    studied = analyses(plan)
    folders = {
        "analyses": studied,
        "tables": tables(plan, models, studied),
        "figures": figures(plan, studied),
    }
    return {
        f"{folder}/{name}.yaml": text for folder, texts in folders.items() for name, text in texts.items()
    }
