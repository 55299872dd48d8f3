"""What the table and the figure of heterogeneity share: names of groups, and what the tests ask."""

from collections.abc import Mapping
from typing import Any

from nqpf.heterogeneity.groups import HIGH, LOW
from nqpf.page.numbers import fixed, number, whole
from nqpf.page.words import both
from nqpf.specs.base import Label, label_of
from nqpf.specs.study import Study

Facts = Mapping[str, Any]
YESNO = {"yes": both("yes", "是"), "no": both("no", "否")}


def group_label(study: Study, group: str, grouping: Facts) -> Label:
    """A group's name: halves with the median between them."""
    if grouping["cut"] is not None and group in (LOW, HIGH):
        cut = number(grouping["cut"])
        low, high = both(f"{cut} or less", f"不高于 {cut}"), both(f"above {cut}", f"高于 {cut}")
        return low if group == LOW else high
    return YESNO.get(group) or study.group_label(group)


def grouping_label(grouping: Facts) -> Label:
    """A grouping's name."""
    return label_of(grouping["label"])


def model_note(study: Study, facts: Facts) -> Label:
    """What is estimated."""
    x, y = study.label(facts["treatment"].partition("_lag")[0]), study.label(facts["outcome"])
    names = [study.label(name.partition("_lag")[0]) for name in facts["controls"]]
    en, zh = ", ".join(n.en for n in names) or "none", "、".join(n.zh for n in names) or "无"
    level = f"{fixed(100 * facts['level'], 0)}%"
    return both(
        f"Effect of {x.en} on {y.en} by group, all groups of a grouping in one model; unit effects; "
        "controls, "
        f"common to all groups: {en}. {level} intervals: errors clustered by unit, t with as "
        "many degrees of freedom as the group has units, less one.",
        f"各组{x.zh}对{y.zh}的效应，同一分组的各组在同一模型中估计；含单位效应；控制变量（各组共用）：{zh}。"
        f"{level} 区间：按单位聚类，t 分布自由度为该组单位数减一。",
    )


def years_note() -> Label:
    """Why year effects by group."""
    return both(
        "Common year effects let the trends of groups, whatever drives them, pass for effects of the "
        "treatment where it grows; year effects by group take them out, leave comparisons within groups, and "
        "need more of the data.",
        "共同年份效应下，各组走势的差异（不论缘由）在核心解释变量增长时会被当作其效应；"
        "分组年份效应将其剔除，只保留组内比较，对数据要求更高。",
    )


def tests_note(facts: Facts) -> Label:
    """What the p are."""
    draws = whole(facts["draws"])
    return both(
        "p: that the effect is the same in all groups. Permutation: whole units exchange their groups, "
        f"{draws} times (seed {facts['seed']}), F studentised. Wald: F with clustered errors; its p is "
        "too small "
        "where units are few.",
        f"p：检验各组效应相同。置换：各单位整体交换所属组别 {draws} 次（种子 {facts['seed']}），"
        "采用学生化 F。"
        "Wald：聚类标准误的 F 检验，单位少时 p 值偏小。",
    )


def holm_note(facts: Facts) -> Label:
    """Over what p are adjusted."""
    family = len(facts["groupings"])
    return both(
        f"Holm: over the {family} groupings, of the permutation p and of the wild bootstrap p.",
        f"Holm：就 {family} 种分组分别校正置换 p 与 Wild 自助法 p。",
    )
