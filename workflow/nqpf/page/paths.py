"""What tables and figures of practice paths share: names of paths, words for regions, the truth."""

from collections.abc import Mapping, Sequence
from typing import Any

from nqpf.page.numbers import number
from nqpf.page.words import both
from nqpf.specs.base import Label, label_of
from nqpf.specs.study import Study

Facts = Mapping[str, Any]
NOWHERE = both("nowhere", "无")
EVERYWHERE = both("everywhere", "全部范围")


def path_label(study: Study, claim: str) -> Label:
    """A path under the name that the study gives its model; its number where it has none."""
    model = study.facts.claims[claim].model
    if model is not None:
        return study.models[model].label
    place = claim.rpartition(".")[2]
    return both(place, f"{place}：{study.theory.claims[claim].words.zh}")


def reason(study: Study, claim: str) -> Label:
    """Why a path is not observed."""
    return label_of(study.facts.claims[claim].not_observed or "")


def region_words(case: str, bounds: Sequence[float]) -> Label:
    """Say where an interval leaves zero out, in values of the moderator."""
    ends = [number(bound) for bound in bounds]
    match case:
        case "everywhere":
            return EVERYWHERE
        case "nowhere":
            return NOWHERE
        case "above":
            return both(f"above {ends[0]}", f"高于 {ends[0]}")
        case "below":
            return both(f"below {ends[0]}", f"低于 {ends[0]}")
        case "outside":
            return both(f"below {ends[0]}, above {ends[1]}", f"低于 {ends[0]} 或高于 {ends[1]}")
    return both(f"{ends[0]} to {ends[1]}", f"{ends[0]} 至 {ends[1]}")


def true_line(inputs: Mapping[str, Any], claim: str) -> tuple[float, float] | None:
    """The true effect at the moderator's mean and its change per unit (index scale); None where unknown."""
    truth = inputs.get("truth")
    if truth is None:
        return None
    rows = truth.fillna({"name": ""}).set_index(["quantity", "name"])["index_scale"]
    keys = ("total", ""), ("moderation", claim)
    return (float(rows[keys[0]]), float(rows[keys[1]])) if all(key in rows.index for key in keys) else None
