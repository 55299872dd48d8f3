"""The line of a claim that a model stands for: the total effect, a direction; of a path, see `path`."""

from collections.abc import Mapping
from typing import Any

from nqpf.claims import evidence
from nqpf.claims.overlaps import overlaps
from nqpf.claims.results import NOTHING, Line, Results, joined
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
        test=tested(facts, wild is not None),
        evidence=evidence.of_table(results.table[model]),
        truth=_truth(results, claim, name),
        sensitivity=joined(schemes, shared.remark),
        doubt=joined(_failing(facts), shared.doubt),
    )


def tested(facts: Mapping[str, Any], wild: bool) -> Label:
    """Effects and recipe of a model's errors, and where its p comes from."""
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
