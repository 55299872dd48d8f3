"""Words of tables and figures about variants: factors, what was varied, the truth where it belongs."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.page.channels import total_truth
from nqpf.page.numbers import number, percent, present
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
OUTPUT = {
    "scores": both("Scores: mean absolute shift", "得分：平均绝对变动"),
    "ranks": both("Ranks: mean absolute shift", "排名：平均绝对变动"),
    "coefficient": both("Coefficient: standardised effect", "系数：标准化效应"),
}


def plain(name: str) -> str:
    """Write the name of an option as words; acronyms in capitals."""
    return " ".join(word.upper() if word in ACRONYMS else word for word in name.split("_"))


def varied_note(facts: Mapping[str, Any]) -> Label:
    """Say what was varied: every factor with its levels."""
    names = {key: ", ".join(map(plain, facts[key])) for key in ("normalisers", "weights", "aggregators")}
    methods, kept = facts["levels"]["method"], facts["levels"]["indicator"] - 1
    en = (
        f"Varied, every level equally likely: {_filling(facts).en}; treatment of outliers ({_list(facts)}); "
        f"{methods} legal combinations of normaliser ({names['normalisers']}), weights "
        f"({names['weights']}) and "
        f"aggregator ({names['aggregators']}), as one factor; the indicator left out "
        f"({f'none or one of {kept}' if kept else 'none: too few'}); normalised {_scaling(facts).en}."
    )
    zh = (
        f"各水平等概率变动：{_filling(facts).zh}；异常值处理（{_list(facts)}）；标准化（"
        f"{names['normalisers']}）、"
        f"赋权（{names['weights']}）与合成（{names['aggregators']}）的 {methods} 种合法组合（视为一个因素）；"
        f"剔除指标（{f'不剔除或剔除 {kept} 个中的一个' if kept else '指标过少，不剔除'}）；"
        f"标准化{_scaling(facts).zh}。"
    )
    return both(en, zh)


def left_out_notes(facts: Mapping[str, Any]) -> list[Text]:
    """Say which options these data do not allow, and why."""
    return [
        both(f"Not used here: {plain(name)}. {reason}", f"此处未用：{plain(name)}（{reason}）")
        for name, reason in facts["left_out"].items()
    ]


def own_note(facts: Mapping[str, Any]) -> Label:
    """Name the study's own choices."""
    own = ", ".join([plain(facts["treatment"][0]), *map(plain, facts["own_method"])])
    return both(
        f"The study's own index: treatment, normaliser, weights, aggregator = {own}; cells filled as "
        "declared, "
        "no indicator left out.",
        f"本研究的指数：异常值处理、标准化、赋权、合成依次为 {own}；按声明填补，不剔除指标。",
    )


def regression_note(study: Study, facts: Mapping[str, Any]) -> Label:
    """State the regression behind the coefficient, with the recipe of its errors."""
    one = facts["regression"]
    x, y = study.label(one["treatment"]), study.label(one["outcome"])
    label, apart = study.models[facts["model"]].label, _apart(facts)
    en, zh = (", ".join(getattr(study.label(name), key) for name in one["controls"]) for key in ("en", "zh"))
    return both(
        f"Coefficient: {x.en} on {y.en} in '{label.en}' (controls: {en or 'none'}; effects: "
        f"{', '.join(one['effects']) or 'none'}; n = {one['n']}), as standardised effect: SDs within "
        "units of y "
        f"for one SD within units of x. Errors {one['recipe']}.{apart[0]}",
        f"系数：“{label.zh}”中{x.zh}对{y.zh}的系数（控制变量：{zh or '无'}；n = {one['n']}），"
        "以标准化效应表示："
        f"x 变动一个组内标准差时 y 变动的组内标准差数。标准误：{one['recipe']}。{apart[1]}",
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
        f"{facts['filled_cells']} 个填补单元格的填补方法（{ways}）",
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


def _list(facts: Mapping[str, Any]) -> str:
    return ", ".join(map(plain, facts["treatment"]))
