"""The line of a claim that a model stands for: the total effect, a direction, a practice path."""

from collections.abc import Mapping
from typing import Any

from nqpf.claims import evidence
from nqpf.claims.overlaps import overlaps
from nqpf.claims.results import NOTHING, Line, Results, joined
from nqpf.page.numbers import number, percent, present, probability
from nqpf.page.recipe_words import recipe
from nqpf.page.words import both
from nqpf.specs.base import Label, label_of
from nqpf.specs.models import ModelSpec
from nqpf.specs.study import Study
from nqpf.specs.theory import Claim

WILD = both("p from the wild cluster bootstrap", "p 值来自 Wild 聚类自助法")
EFFECTS = {
    0: both("no effects", "无固定效应"),
    1: both("one-way FE", "单向固定效应"),
    2: both("two-way FE", "双向固定效应"),
}


def line(study: Study, results: Results, name: str) -> Line:
    """The key regressor of the model, with the wild p where there is one."""
    claim, model = study.theory.claims[name], str(study.facts.claims[name].model)
    facts, term = results.facts[model], results.term(model)
    wild = facts["wild_p"]
    shared = overlaps(study, results.placebo, [(facts["treatment"], facts["outcome"])], model)
    schemes = other_schemes(study, results, model) if claim.kind == "total" else NOTHING
    return Line(
        variable=f"{facts['key']} -> {facts['outcome']}",
        estimate=term["coef"],
        se=term["se"],
        df=facts["df"],
        p=term["p"] if wild is None else wild,
        scale=term["standardised"] / term["coef"],
        test=_test(facts, wild is not None),
        evidence=evidence.of_table(results.table[model]),
        truth=_truth(results, claim, name),
        sensitivity=joined(schemes, along(results, name), shared.remark),
        doubt=joined(_failing(facts), shared.doubt),
    )


def _test(facts: Mapping[str, Any], wild: bool) -> Label:
    effects, errors = EFFECTS[len(facts["effects"])], recipe(facts["recipe"])
    said = both(f"{effects.en}, {errors.en}", f"{effects.zh}，{errors.zh}")
    return joined(said, WILD if wild else NOTHING)


def _failing(facts: Mapping[str, Any]) -> Label:
    """The known failing of the design that the model's spec states, without its full stop."""
    said = label_of(facts["design_check"] or "")
    return both(said.en.rstrip("."), said.zh.rstrip("。."))


def _truth(results: Results, claim: Claim, name: str) -> float:
    """The truth of a claim about a model; none is stated for the cross-lagged directions."""
    quantity, about = {"total": ("total", ""), "path": ("moderation", name)}.get(claim.kind, ("", ""))
    return results.true(quantity, about, "index_scale")


def along(results: Results, claim: str) -> Label:
    """What is found along the moderator of a practice path, where an analysis looked at it."""
    studied = (facts.get("paths") or () for _, facts in results.analyses.values())
    found = [path for paths in studied for path in paths if path["claim"] == claim and path["observed"]]
    return joined(*(one for path in found for one in (_years(path), _signs(path), _straight(path))))


def _years(path: Mapping[str, Any]) -> Label:
    """The interaction beside years that may differ with the moderator: trends may pass for moderation."""
    coef, p = number(path["years_coef"]), probability(path["years_wild_p"])
    return both(
        f"with year effects that may differ along the moderator {coef} (wild p {p})",
        f"允许年份效应随调节变量变化时为 {coef}（Wild p {p}）",
    )


def _signs(path: Mapping[str, Any]) -> Label:
    """Where the effect itself is of either sign (Johnson-Neyman), as shares of the rows."""
    above, below = (percent(path[f"jn_{sign}"]) for sign in ("positive", "negative"))
    return both(
        f"the effect is above zero in {above} of the rows, below zero in {below} (95%, pointwise)",
        f"效应显著为正的观测占 {above}，显著为负的占 {below}（95%，逐点）",
    )


def _straight(path: Mapping[str, Any]) -> Label:
    p = path["linearity_wild_p"]
    if not present(p):
        return NOTHING
    return both(f"linearity p {probability(p)}", f"线性检验 p {probability(p)}")


def other_schemes(study: Study, results: Results, model: str) -> Label:
    """The range of the standardised effect over models that differ in the index alone."""
    own = study.models[model]
    similar = [
        name
        for name, other in study.models.items()
        if name in results.facts and other.effects == own.effects and other.controls == own.controls
        if other.lags == own.lags and other.moderator == own.moderator and other.sample == own.sample
        if _roles(study, other) == _roles(study, own)
    ]
    found = [float(results.term(name)["standardised"]) for name in similar]
    low, high = f"{min(found):.3f}", f"{max(found):.3f}"
    return both(
        f"standardised effect {low} to {high} over {', '.join(similar)}",
        f"标准化效应在 {'、'.join(similar)} 中为 {low} 至 {high}",
    )


def _roles(study: Study, model: ModelSpec) -> list[str]:
    """The roles of treatment and outcome where they are indices, else their names."""
    names = (model.treatment, model.outcome)
    return [study.indices[name].role if name in study.indices else name for name in names]
