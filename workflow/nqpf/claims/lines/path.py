"""The line of a practice path: its interaction beside year effects that may differ along the moderator.

With common year effects whatever makes outcomes rise faster where the moderator is high passes for
moderation: the test rejects a true null up to 81% of the time (docs/paths.md). That estimate stands beside.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nqpf.claims import evidence
from nqpf.claims.lines import model
from nqpf.claims.results import NOTHING, Line, Results, joined
from nqpf.page.numbers import number, percent, present, probability
from nqpf.page.words import both
from nqpf.specs.base import Label
from nqpf.specs.study import Study

ALONG = both("year effects that may differ along the moderator", "年份效应随调节变量而异")
UNEXAMINED = both(
    "trends along the moderator are not ruled out: no analysis of the kind practice_paths looked at it",
    "未排除随调节变量而异的趋势：没有 practice_paths 类分析检验过",
)
NOTHING_LEFT = both(
    "beside year effects along the moderator nothing of the interaction is left to estimate",
    "加入随调节变量而异的年份效应后，交互项已无可估计的变异",
)


def line(study: Study, results: Results, name: str) -> Line:
    """The interaction of the claim's model; in doubt where trends along the moderator cannot be ruled out."""
    common = model.line(study, results, name)
    analysis, path = _examined(results, name)
    if path is None:
        return replace(common, doubt=joined(common.doubt, UNEXAMINED))
    found = joined(_common(common), _signs(path), _straight(path), common.sensitivity)
    if not present(path["years_coef"]):
        return replace(common, sensitivity=found, doubt=joined(common.doubt, NOTHING_LEFT))
    facts = results.facts[str(study.facts.claims[name].model)]
    return replace(
        common,
        estimate=path["years_coef"],
        se=path["years_se"],
        p=path["judged_p"],
        test=joined(model.tested(facts, path["years_wild_p"] is not None), ALONG),
        evidence=f"{common.evidence}, {evidence.of_analysis(study, analysis)}",
        sensitivity=found,
    )


def _examined(results: Results, claim: str) -> tuple[str, Mapping[str, Any] | None]:
    """The analysis that looked along the path's moderator, and what it found."""
    for name, (_, facts) in results.analyses.items():
        for path in facts.get("paths") or ():
            if path["claim"] == claim and path["observed"]:
                return name, path
    return "", None


def _common(line: Line) -> Label:
    """The interaction with years in common: trends may pass for moderation."""
    coef, p = number(line.estimate), probability(line.p)
    return both(f"with common year effects {coef} (p {p})", f"共同年份效应下为 {coef}（p {p}）")


def _signs(path: Mapping[str, Any]) -> Label:
    """Where the effect itself is of either sign (Johnson-Neyman), as shares of the rows."""
    above, below = (percent(path[f"jn_{sign}"]) for sign in ("positive", "negative"))
    return both(
        f"there the effect is above zero in {above} of the rows, below zero in {below} (95%, pointwise)",
        f"其中效应显著为正的观测占 {above}，显著为负的占 {below}（95%，逐点）",
    )


def _straight(path: Mapping[str, Any]) -> Label:
    p = path["linearity_wild_p"]
    if not present(p):
        return NOTHING
    return both(f"linearity p {probability(p)}", f"线性检验 p {probability(p)}")
