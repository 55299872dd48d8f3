"""What all tables and figures of a mechanism share: whose numbers, and what each layer of them assumes."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from nqpf.page.channels import Channel, by_effect, effect_label, truths
from nqpf.page.numbers import interval, percent, present, whole
from nqpf.page.regression_notes import breaks, errors, truth_note
from nqpf.page.table import Text
from nqpf.page.words import both
from nqpf.specs.base import Label
from nqpf.specs.study import Study

Facts = Mapping[str, Any]
Line = Mapping[Any, Any]
Lines = Mapping[tuple[str, ...], Line]

SINGLE, ALL, SUM = "single", "all", "(sum)"
KEY = ["set", "name", "quantity"]
NAN = float("nan")


def notes(study: Study, facts: Facts, layers: Sequence[Text], *, truth: bool, se: bool = False) -> list[Text]:
    """Everything under a table of a mechanism: x, y and the sample; the layers' assumptions; the study."""
    names = [facts["treatment"], facts["outcome"], *facts.get("controls", [])]
    return [
        about(study, facts),
        *(errors([str(facts["recipe"])]) if se else []),
        *layers,
        *few(facts),
        *([truth_note()] if truth else []),
        *breaks(study, names),
        *study.facts.notes,
    ]


def about(study: Study, facts: Facts) -> Label:
    """Name treatment and outcome, and count the rows."""
    x, y = (study.label(facts[key]) for key in ("treatment", "outcome"))
    n, units, years = whole(facts["n"]), whole(facts["units"]), facts["years"]
    return both(
        f"x: {x.en}; y: {y.en}; m: the channel. N = {n}, {units} units, {years} years, one sample for all "
        "channels.",
        f"x：{x.zh}；y：{y.zh}；m：机制变量。样本量 {n}，{units} 个单位，{years} 年，所有机制采用同一样本。",
    )


def design_based(facts: Facts, channels: int) -> Label:
    """Say what layer 1 assumes, and over what its p are adjusted."""
    placebo = _dealt(facts)
    base, base_zh = (
        ("the wild cluster bootstrap p (few clusters)", "Wild 聚类自助法 p 值（聚类数少）")
        if _wild(facts)
        else ("the p of the regression", "回归 p 值")
    )
    return both(
        "Layer 1, design-based: x → m rests on the same identification as x → y, nothing more (Jiang "
        f"2022). p over all channels of the table ({channels}): Holm and Benjamini-Hochberg from {base}; "
        "Romano-Wolf (RW) from studentised cluster draws, the same for all channels, "
        f"step-down. {placebo.en}",
        "第一层（基于设计）：x → m 与 x → y 采用同一识别策略，别无其他假定（江艇，2022）。p "
        f"值就表中全部机制（{channels} 个）校正：Holm 与 Benjamini-Hochberg 由{base_zh}得到；"
        f"Romano-Wolf（RW）采用学生化聚类自助抽样（各机制同一抽样）逐步下降法。{placebo.zh}",
    )


def _dealt(facts: Facts) -> Label:
    """Say how the permutation p came about, where there is one."""
    times = whole(facts.get("permutations"))
    if times in ("", "0"):
        return both("", "")
    return both(
        f" Permutation p, unadjusted: whole paths of x dealt anew, {times} times, among units with the same "
        "years.",
        f"置换 p 值（未校正）：在年份相同的单位之间将 x 的整条路径重新分配 {times} 次。",
    )


def _wild(facts: Facts) -> bool:
    """Whether clusters are so few that p come from the wild cluster bootstrap."""
    return "wild" in str(facts.get("family_p", ""))


def ignorable(*, sets: bool = False) -> list[Text]:
    """Say what layer 2 assumes; sets: whether channels also stand jointly."""
    alone = both(
        "Layer 2, sequential ignorability: indirect = a b is an effect only if x is as good as random and "
        "nothing unobserved moves both m and y, given x, controls, unit and year effects (Imai, Keele & "
        "Yamamoto 2010); layer 3 says how much that matters. Share = indirect / total.",
        "第二层（序贯可忽略性）：仅当 x 近似随机，且给定 x、控制变量、个体与年份效应后没有未观测因素同时影响 "
        "m 与 y 时，a·b 才是间接效应（Imai, Keele & Yamamoto 2010）；第三层说明其脆弱程度。"
        "占比 = 间接效应/总效应。",
    )
    return [alone, accounting()] if sets else [alone]


def accounting() -> Label:
    """Say what a sum over channels is."""
    return both(
        "Jointly: b comes from one equation with all channels of the set, which also assumes that no channel "
        "acts on another (Imai & Yamamoto 2013). The theory does not rule that out - its channels may form "
        "chains - so a sum is an accounting decomposition of total − direct (Gelbach 2016), not an effect of "
        "its own.",
        "联合估计：b 来自包含该组全部机制的同一方程，并假定机制之间互不影响（Imai & Yamamoto 2013）。"
        "理论并未排除机制之间的链式传导，故合计仅是总效应与直接效应之差的核算分解（Gelbach 2016），"
        "并非独立的效应。",
    )


def resampled(facts: Facts) -> Label:
    """Say how the intervals of bootstrap draws came about."""
    draws, seed = whole(facts.get("draws")), facts.get("seed")
    return both(
        f"Square brackets: 95% percentile intervals, whole units redrawn {draws} times (seed {seed}).",
        f"方括号内为 95% 百分位区间：整单位重抽 {draws} 次（种子 {seed}）。",
    )


def few(facts: Facts) -> list[Text]:
    """Warn of intervals from few clusters."""
    if not _wild(facts):
        return []
    clusters = whole(facts["clusters"])
    return [
        both(
            f"Only {clusters} clusters: intervals of redrawn units may then cover less than they say; "
            "`snakemake verify` reports how much.",
            f"仅 {clusters} 个聚类：重抽单位所得区间的实际覆盖率可能低于名义水平，"
            "`snakemake verify` 报告其程度。",
        )
    ]


def identity(facts: Facts) -> list[Text]:
    """Say how exactly total = direct + sum of indirects holds."""
    if not present(facts.get("identity_gap")):
        return []
    gap = f"{float(facts['identity_gap']):.0e}"
    return [
        both(
            f"Total = direct + sum of indirects in every set, to {gap}.",
            f"每一组中总效应 = 直接效应 + 间接效应之和，误差不超过 {gap}。",
        )
    ]


def fieller(line: Line) -> Text:
    """Print the Fieller set of a share; NaN limits and no set give nothing."""
    low, high = line.get("fieller_low"), line.get("fieller_high")
    match line.get("fieller_set"):
        case "bounded":
            return f"[{percent(low)}, {percent(high)}]"
        case "outside":
            return both(
                f"outside ({percent(low)}, {percent(high)})", f"({percent(low)}, {percent(high)}) 之外"
            )
        case "whole line":
            return both("unbounded", "无界")
    return ""


def fieller_note(sets: Sequence[Any]) -> list[Text]:
    """Explain the kinds of Fieller sets that a table shows."""
    found = {one for one in sets if isinstance(one, str)}
    if not found & {"bounded", "outside", "whole line"}:
        return []
    en, zh = "A share stands with its 95% Fieller set", "占比附 95% Fieller 集"
    if "outside" in found:
        en, zh = (
            f"{en}; 'outside' where all but the named values belong to it",
            f"{zh}；“之外”指除所列范围外均属该集",
        )
    if "whole line" in found:
        en = f"{en}; 'unbounded' where the total may be zero by its clustered error, so that any share fits"
        zh = f"{zh}；“无界”指按聚类标准误总效应可能为零，任何占比均属该集"
    return [both(f"{en}.", f"{zh}。")]


def set_label(study: Study, name: str, size: int) -> Label:
    """Head the channels that were estimated together."""
    if name == SINGLE:
        return both("One channel at a time", "逐一估计")
    if name == ALL:
        return both(f"All {size} channels jointly", f"全部 {size} 个机制联合估计")
    head = effect_label(study, name)
    return both(f"{head.en}: its {size} channels jointly", f"{head.zh}：{size} 个机制联合估计")


def set_sizes(products: pd.DataFrame) -> dict[str, int]:
    """Set -> how many channels were estimated together, in the order of the rows."""
    b = products[products["quantity"] == "b"]
    return {str(name): len(part) for name, part in b.groupby("set", sort=False)}


def shown_sets(products: pd.DataFrame) -> dict[str, int]:
    """Sets with their sizes, less those that only repeat another: one channel, or all within one effect."""
    sizes = set_sizes(products)
    most = sizes.get(ALL, 0)
    own = {name: size for name, size in sizes.items() if name == SINGLE}
    joint = {name: size for name, size in sizes.items() if name != SINGLE and size > 1}
    return own | {name: size for name, size in joint.items() if name == ALL or size < most}


def in_order(study: Study, products: pd.DataFrame, one: str) -> list[str]:
    """Names with an indirect effect in a set: channels in the theory's order, sums of effects, the sum."""
    rows = products[(products["set"] == one) & (products["quantity"] == "indirect")]
    mediators = list(products.loc[products["set"] == SINGLE, "name"].drop_duplicates())
    order = [*channel_labels(study, mediators), *study.theory.of_kind("effect"), SUM]
    return sorted(rows["name"], key=order.index)


def channel_labels(study: Study, mediators: Sequence[str]) -> dict[str, Label]:
    """Mediator -> the words of its channel, the study's own label where it stands for none."""
    rows = (one for channels in by_effect(study, mediators).values() for one in channels)
    return {one.name: one.label for one in rows if one.name}


def ordered(study: Study, mediators: Sequence[str]) -> list[tuple[str, tuple[Channel, ...]]]:
    """Effects with their estimated channels, in the order of the theory."""
    groups = by_effect(study, mediators).items()
    kept = [(effect, tuple(one for one in channels if one.name)) for effect, channels in groups]
    return [(effect, channels) for effect, channels in kept if channels]


def by_key(rows: pd.DataFrame, *keys: str) -> dict[tuple[str, ...], dict[Any, Any]]:
    """Rows by what stands in some columns."""
    return {tuple(str(line[key]) for key in keys): line for line in rows.to_dict("records")}


def true_products(
    study: Study, facts: Facts, truth: pd.DataFrame | None, products: pd.DataFrame
) -> dict[tuple[str, str, str], float]:
    """Truth of every (set, name, quantity); empty where no truth is known.

    The generator's channels do not act on one another, so b is the same alone and jointly; direct is the
    total less the indirect effects of the set. A channel that is not the generator's has no truth, nor
    has any sum or direct effect with it.
    """
    known = truths(study, facts, truth)
    if known.empty:
        return {}
    rows = products.fillna({"name": ""})
    members = {str(one): set(part["name"]) for one, part in rows[rows["quantity"] == "b"].groupby("set")}
    found: dict[tuple[str, str, str], float] = {}
    for one, name, quantity in zip(*(rows[key] for key in KEY), strict=True):
        own = members[one] & set(
            study.channels_of(name) or ([name] if name not in ("", SUM) else members[one])
        )
        found[one, name, quantity] = _truth(known.reindex(sorted(own)), name, quantity)
    return found


def _truth(own: pd.DataFrame, name: str, quantity: str) -> float:
    """Truth of one quantity of some channels; NaN as soon as one of them has none."""
    total, indirect = float(own["total"].max()), float(own["indirect"].sum(skipna=False))
    if quantity in ("a", "b"):
        return float(own[quantity].iloc[0]) if name in own.index else NAN
    found = {"total": total, "indirect": indirect, "direct": total - indirect, "share": indirect / total}
    return found.get(quantity, NAN)


def limits(line: Line, method: str) -> str:
    """Print the interval of one method."""
    return interval(line.get(f"{method}_low"), line.get(f"{method}_high"))
