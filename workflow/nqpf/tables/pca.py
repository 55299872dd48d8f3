"""What stands behind PCA weights: loading and sign of each indicator, KMO and the first component's share."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.page.numbers import fixed, percent, present
from nqpf.page.table import Panel, Row, Table, Text, row
from nqpf.page.words import both, is_known, word
from nqpf.specs.base import Label
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study
from nqpf.variants.words import plain

ROUNDING = 1e-9
"""KMO of two indicators is one half exactly, but for rounding: that is not below one half."""
HEADER = (
    word("indicator"),
    both("Declared direction", "设定方向"),
    both("Loading", "载荷"),
    both("Agrees with it", "与设定一致"),
    both("PCA weight", "PCA 权重"),
)
MINUS = "\N{MINUS SIGN}"


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table, index by index. inputs: `rows` and `facts` of the analysis pca."""
    rows, facts = inputs["rows"], inputs["facts"]
    parts = rows.groupby("index", sort=False)
    return Table(
        title=spec.title,
        header=(row(*HEADER),),
        panels=tuple(
            _panel(study, str(name), facts["indices"][str(name)], part, place)
            for place, (name, part) in enumerate(parts)
        ),
        notes=(*_findings(study, facts), *_reading(facts), *spec.notes, *study.facts.notes),
        tidy=rows,
        simulated=study.simulated,
        align="r",
    )


def _panel(study: Study, name: str, facts: Mapping[str, Any], part: pd.DataFrame, place: int) -> Panel:
    label, kmo = study.indices[name].label, kmo_of(facts)
    share = percent(facts["share"])
    title = both(
        f"{label.en}: KMO {kmo.en}, first component {share}",
        f"{label.zh}：KMO {kmo.zh}，第一主成分占 {share}",
    )
    return Panel(tuple(_row(study, line) for _, line in part.iterrows()), title, rule=place > 0)


def kmo_of(facts: Mapping[str, Any]) -> Label:
    """Print an index' KMO, or say that there is none."""
    kmo = facts["kmo"]
    return both(fixed(kmo, 2), fixed(kmo, 2)) if present(kmo) else both("not determined", "无法确定")


def _row(study: Study, line: pd.Series) -> Row:
    loading, sign = line["loading"], "+" if line["direction"] > 0 else MINUS
    agrees = word("no" if line["against"] else "yes") if present(loading) else ""
    label, weight = _label(study, line["indicator"]), fixed(line["weight"], 3)
    return row(label, sign, fixed(loading, 2), agrees, weight)


def _label(study: Study, name: str) -> Label:
    return study.label(name) if is_known(study, name) else both(name, name)


def _findings(study: Study, facts: Mapping[str, Any]) -> list[Text]:
    """Name what contradicts PCA weights: indicators that run against, and KMO that is too low."""
    found: list[Text] = []
    for name, one in facts["indices"].items():
        label = study.indices[name].label
        found += _contrary(study, label, one) + _poor(label, one, facts["limit"])
    if not any(one["against"] for one in facts["indices"].values()):
        found.insert(0, both("No loading contradicts the declared direction.", "无载荷与设定方向相反。"))
    return found


def _contrary(study: Study, index: Label, facts: Mapping[str, Any]) -> list[Text]:
    if not facts["against"]:
        return []
    names = [_label(study, name) for name in facts["against"]]
    en, zh = ", ".join(one.en for one in names), "、".join(one.zh for one in names)
    return [
        both(
            f"{index.en}: against the declared direction run {en}; PCA weights square the loading, which "
            "hides it: they count on as if it ran with the rest.",
            f"{index.zh}：{zh}的载荷与设定方向相反；PCA 权重取载荷平方，掩盖了此事，仍按与其余指标同向计入。",
        )
    ]


def _poor(index: Label, facts: Mapping[str, Any], limit: float) -> list[Text]:
    """Judge KMO: undetermined, one half by construction, or below the limit."""
    kmo, count = facts["kmo"], facts["indicators"]
    if not present(kmo):
        return [both(f"{index.en}: no KMO, for {_why(count).en}.", f"{index.zh}：无 KMO，{_why(count).zh}。")]
    if count == 2:
        return [
            both(
                f"{index.en}: with two indicators KMO is 0.5 whatever they are.",
                f"{index.zh}：仅两个指标时 KMO 恒为 0.5。",
            )
        ]
    if kmo >= limit - ROUNDING:
        return []
    return [
        both(
            f"{index.en}: KMO {fixed(kmo, 2)} is below {limit}, which Kaiser (1974) calls unacceptable: the "
            "indicators have too little in common for one component, so PCA weights mean little here.",
            f"{index.zh}：KMO 为 {fixed(kmo, 2)}，低于 {limit}（Kaiser 1974：不可接受），"
            "指标共同成分过少，此处 PCA 权重意义有限。",
        )
    ]


def _why(count: int) -> Label:
    if count < 2:
        return both("there is one indicator", "仅有一个指标")
    return both("one indicator is made of the others", "有指标可由其余指标线性表出")


def _reading(facts: Mapping[str, Any]) -> list[Text]:
    own = sorted({plain(one["own"]) for one in facts["indices"].values()})
    windows = sorted(
        {f"{w[0]}\N{EN DASH}{w[1]}" for w in (one["window"] for one in facts["indices"].values())}
    )
    return [
        both(
            "First principal component of the correlation matrix of the normalised indicators, cost "
            f"indicators turned, on the base window ({', '.join(windows)}). Loading: correlation with the "
            "component, whose own sign is such that loadings sum to a positive number; positive means "
            "that the indicator runs as declared. PCA weight: squared "
            f"loading, rescaled to sum to one; the indices themselves weigh by {', '.join(own)}. KMO: "
            "squared correlations over squared correlations and partial correlations (Kaiser 1974). First "
            "component: its share of the variance, 1/k for k indicators without correlation. "
            "Levels are pooled: a common trend is part of the component.",
            f"基期（{'、'.join(windows)}）标准化指标（逆向指标已转向）相关矩阵的第一主成分。"
            "载荷：与该成分的相关，其符号取载荷之和为正，正值表示与设定方向一致。PCA 权重：载荷平方归一化；"
            f"指数本身的赋权为 {'、'.join(own)}。KMO：相关平方和占相关与偏相关平方和之比（Kaiser 1974）。"
            "第一主成分：其方差占比，k 个互不相关的指标为 1/k。水平值混合计算，共同趋势也计入该成分。",
        )
    ]
