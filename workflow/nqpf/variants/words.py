"""Words of tables and figures about variants: factors, what was varied, the truth where it belongs."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from nqpf.page.channels import total_truth
from nqpf.page.numbers import number, percent, present
from nqpf.page.recipe_words import recipe
from nqpf.page.table import Text
from nqpf.page.words import both
from nqpf.specs.base import Label
from nqpf.specs.study import Study

FACTOR = {
    "imputation": both("Filling of empty cells", "缺失填补"),
    "treatment": both("Treatment of outliers", "异常值处理"),
    "method": both("Normaliser, weights, aggregator", "标准化、赋权与合成"),
    "indicator": both("Indicator left out", "剔除指标"),
    "scaling": both("Pooled or yearly scaling", "合并或逐年标准化"),
    "normaliser": both("Normaliser", "标准化"),
    "weights": both("Weights", "赋权"),
    "aggregator": both("Aggregator", "合成"),
}
ACRONYMS = ("critic", "cv", "pca", "topsis")
_SCALING = {"pooled": both("over all years", "合并各年"), "yearly": both("within each year", "逐年")}
_HELD = {"scores": both("shifts of scores", "得分变动"), "coefficient": both("coefficients", "系数")}
_REFUSED = (
    (
        re.compile(r"(?P<name>\S+): '(?P<on>.+)' is a cost indicator"),
        "{name}（{on} 为逆向指标，取对数会拉长其优端）。",
    ),
    (re.compile(r"(?P<name>\S+): '(?P<on>.+)' of .+ is negative"), "{name}（{on} 含负值）。"),
)
"""The start of a refusal of `nqpf.index.treatments` -> its Chinese."""
OUTPUT = {
    "scores": both("Scores: mean absolute shift", "得分：平均绝对变动"),
    "ranks": both("Ranks: mean absolute shift", "排名：平均绝对变动"),
    "coefficient": both("Coefficient: standardised effect", "系数：标准化效应"),
}
SCHEMES = {
    "critic": "CRITIC 法",
    "cv": "变异系数法",
    "dimension_equal": "维度等权",
    "entropy": "熵权法",
    "entropy_critic": "熵权—CRITIC 组合",
    "entropy_within": "维度内熵权",
    "equal": "等权",
    "pca": "主成分法",
    "scatter_degree": "拉开档次法",
}


OPTIONS = {
    "none": "不处理",
    "coinr": "COINr 规则",
    "winsorise": "缩尾",
    "log1p": "ln(1 + x)",
    "minmax": "极差法",
    "rank": "排名法",
    "zscore": "Z 分数",
    "linear": "线性加权",
    "geometric": "几何平均",
    "topsis": "TOPSIS",
    "as declared": "按声明",
    "straight line": "线性插值",
    "carried forward": "前值结转",
    "two-way mean": "双向均值",
    "pooled": "合并各年",
    "yearly": "逐年",
}
"""Choices other than weighting schemes -> their Chinese."""


def plain(name: str) -> str:
    """Write the name of an option as words; acronyms in capitals."""
    return " ".join(word.upper() if word in ACRONYMS else word for word in name.split("_"))


def scheme(name: str) -> Label:
    """Name a weighting scheme in both languages; one that a user added goes by its file in both."""
    return both(plain(name), SCHEMES.get(name, plain(name)))


def option(name: str) -> Label:
    """Name any choice - treatment, normaliser, scheme, aggregator, filling, scaling - in both languages."""
    return both(plain(name), {**SCHEMES, **OPTIONS}.get(name, plain(name)))


def varied_note(facts: Mapping[str, Any]) -> Label:
    """Say what was varied: every factor with its levels."""
    names = {key: ", ".join(map(plain, facts[key])) for key in ("normalisers", "weights", "aggregators")}
    zh_names = {key: chinese(facts[key]) for key in names}
    methods, kept = facts["levels"]["method"], facts["levels"]["indicator"] - 1
    en = (
        f"Varied, every level equally likely: {_filling(facts).en}; treatment of outliers ({_list(facts)}); "
        f"{methods} legal combinations of normaliser ({names['normalisers']}), weights "
        f"({names['weights']}) and "
        f"aggregator ({names['aggregators']}), as one factor; the indicator left out "
        f"({f'none or one of {kept}' if kept else 'none: too few'}); normalised {_scaling(facts).en}."
    )
    zh = (
        f"各水平等概率变动：{_filling(facts).zh}；异常值处理（{chinese(facts['treatment'])}）；标准化（"
        f"{zh_names['normalisers']}）、赋权（{zh_names['weights']}）"
        f"与合成（{zh_names['aggregators']}）的 {methods} 种合法组合（视为一个因素）；"
        f"剔除指标（{f'不剔除或剔除 {kept} 个中的一个' if kept else '指标过少，不剔除'}）；"
        f"标准化{_scaling(facts).zh}。"
    )
    return both(en, zh)


def left_out_notes(facts: Mapping[str, Any]) -> list[Text]:
    """Say which options these data do not allow, and why."""
    return [
        both(f"Not used here: {reason}", f"此处未用：{_refused(reason)}")
        for reason in facts["left_out"].values()
    ]


def _refused(reason: str) -> str:
    """Say in Chinese why a treatment refuses the data; a reason of another kind stays as it is."""
    found = ((pattern.match(reason), zh) for pattern, zh in _REFUSED)
    return next((zh.format(**match.groupdict()) for match, zh in found if match), reason)


def own_note(facts: Mapping[str, Any]) -> Label:
    """Name the study's own choices."""
    chosen = [facts["treatment"][0], *facts["own_method"]]
    own = ", ".join(map(plain, chosen))
    return both(
        f"The study's own index: treatment, normaliser, weights, aggregator = {own}; cells filled as "
        "declared, "
        "no indicator left out.",
        f"本研究的指数：异常值处理、标准化、赋权、合成依次为{chinese(chosen)}；按声明填补，不剔除指标。",
    )


def regression_note(study: Study, facts: Mapping[str, Any]) -> Label:
    """State the regression behind the coefficient, with the recipe of its errors."""
    one = facts["regression"]
    x, y = study.label(one["treatment"]), study.label(one["outcome"])
    label, apart = study.models[facts["model"]].label, _apart(facts)
    controls = [study.label(name) for name in one["controls"]]
    en, zh = ", ".join(each.en for each in controls), "、".join(each.zh for each in controls)
    return both(
        f"Coefficient: {x.en} on {y.en} in '{label.en}' (controls: {en or 'none'}; effects: "
        f"{', '.join(one['effects']) or 'none'}; n = {one['n']}), as standardised effect: SDs within "
        "units of y "
        f"for one SD within units of x. Errors {one['recipe']}.{apart[0]}",
        f"系数：“{label.zh}”中{x.zh}对{y.zh}的系数（控制变量：{zh or '无'}；n = {one['n']}），"
        "以标准化效应表示："
        f"x 变动一个组内标准差时 y 变动的组内标准差数。标准误：{recipe(one['recipe']).zh}。{apart[1]}",
    )


def _apart(facts: Mapping[str, Any]) -> tuple[str, str]:
    """Tell the coefficient of one scaling from that of the other, which is about relative positions only."""
    lines = [line for line in facts.get("by_level", []) if line["part"] == "scaling"]
    if len(lines) < 2 or "coefficient" in facts["held"]:
        return "", ""
    shown = [(line, number(line["coefficient"]), percent(line["positive"])) for line in lines]
    en = [
        f"{mean} on average and {share} above zero when normalised {_SCALING[line['level']].en}"
        for line, mean, share in shown
    ]
    zh = [f"{_SCALING[line['level']].zh}标准化时均值 {mean}，{share} 为正" for line, mean, share in shown]
    return f" Drawn indices: {', '.join(en)}.", f"抽取指数：{'；'.join(zh)}。"


def true_effect(study: Study, facts: Mapping[str, Any], truth: pd.DataFrame | None) -> float | None:
    """Look up the true standardised effect of the study's own index; None where it does not belong.

    It belongs to the treatment index in the model of the main claim, in a simulated study.
    """
    main = study.facts.claims[next(iter(study.theory.of_kind("total")))].model
    own = (facts["regression"]["treatment"], facts["regression"]["outcome"])
    belongs = own == (study.facts.treatment, study.facts.outcome) and facts["model"] == main
    if truth is None or not study.simulated or not belongs:
        return None
    value = total_truth(truth)
    spread = facts["sd_within"]
    return value * spread["treatment"] / spread["outcome"] if present(value) else None


def _filling(facts: Mapping[str, Any]) -> Label:
    ways = ", ".join(facts["imputation"])
    if facts["filled_cells"] == 0:
        return both(
            "filling of cells (one level: no cell of the index was filled)",
            "填补（无填补单元格，仅一个水平）",
        )
    return both(
        f"filling of the {facts['filled_cells']} indicator cells that rest on filled ones ({ways})",
        f"{facts['filled_cells']} 个填补单元格的填补方法（{chinese(facts['imputation'])}）",
    )


def _scaling(facts: Mapping[str, Any]) -> Label:
    """Say over which years the normaliser is fitted, and where only the study's own way is taken."""
    own = _SCALING[facts["scaling"][0]]
    if len(facts["scaling"]) == 1:
        return own
    every, held = both("over all years or within each", "分合并与逐年两种"), facts.get("held", [])
    if not held:
        return every
    kept, kept_zh = (_joined([getattr(_HELD[name], key) for name in held], key) for key in ("en", "zh"))
    return both(
        f"{every.en}, which takes the trend out: so {kept} keep the study's own way ({own.en}) in every "
        "variant",
        f"{every.zh}（逐年标准化会消除趋势，故{kept_zh}始终采用本研究的做法，即{own.zh}）",
    )


def _joined(names: list[str], language: str) -> str:
    return (" and " if language == "en" else "与").join(names)


def chinese(names: Iterable[str]) -> str:
    """List choices by their Chinese names."""
    return "、".join(option(name).zh for name in names)


def _list(facts: Mapping[str, Any]) -> str:
    return ", ".join(map(plain, facts["treatment"]))
