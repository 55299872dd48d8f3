"""The channels of the theory as one study has them: the rows of the mechanism table and figure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from nqpf.specs.base import Label
from nqpf.specs.study import Study

TRUE_QUANTITIES = ("a", "b", "indirect", "direct", "total")


@dataclass(frozen=True)
class Channel:
    """One row. name: the mediator ("" when not observed); reason: why it is not observed."""

    claim: str
    label: Label
    name: str
    reason: str | None = None


def by_effect(study: Study, effects: pd.DataFrame) -> dict[str, tuple[Channel, ...]]:
    """List the channels under every effect of the theory, in its order; under "" the mediators of no claim.

    effects: one row per mediator with columns mediator, claim. An observed channel that this mechanism
    does not estimate is left out; one that the study does not observe is a row with its reason. A
    mechanism without any claim lists its mediators only.
    """
    claims = effects["claim"].fillna("")
    found = dict(zip(claims, effects["mediator"], strict=True))
    grouped = {
        effect: _channels(study, effect, found) for effect in study.theory.of_kind("effect") if any(claims)
    }
    grouped[""] = tuple(
        Channel("", study.label(name), name) for name in effects.loc[claims == "", "mediator"]
    )
    return {effect: channels for effect, channels in grouped.items() if channels}


def short(label: Label) -> Label:
    """Take the head of a claim: 'Digital - the economy ...' -> 'Digital'."""
    return Label(en=label.en.split(" - ")[0].strip(), zh=label.zh.split("——")[0].strip())


def effect_label(study: Study, effect: str) -> Label:
    """Look up the words of an effect of the theory."""
    return short(study.theory.claims[effect].words)


def truths(study: Study, facts: Mapping[str, Any], truth: pd.DataFrame | None) -> pd.DataFrame:
    """Tabulate truth on the scale of the built index.

    Index "name" (mediators), columns a, b, indirect, direct, total.

    facts: treatment and outcome of the estimates. Empty for real data, and for a treatment or an
    outcome other than the study's own, whose truth nobody knows.
    """
    own = (facts.get("treatment"), facts.get("outcome")) == (study.facts.treatment, study.facts.outcome)
    if truth is None or not study.simulated or not own:
        return pd.DataFrame(columns=list(TRUE_QUANTITIES), dtype=float)
    named = truth.assign(name=truth["name"].fillna(""))
    per_channel = named[named["quantity"].isin(["a", "b", "indirect", "direct"]) & (named["name"] != "")]
    wide = per_channel.pivot_table(index="name", columns="quantity", values="index_scale")
    return wide.reindex(columns=list(TRUE_QUANTITIES)).assign(total=total_truth(truth))


def total_truth(truth: pd.DataFrame) -> float:
    """Look up the true total effect on the scale of the built index; NaN where it is not given."""
    rows = truth.loc[truth["quantity"] == "total", "index_scale"]
    return float(rows.iloc[0]) if len(rows) else float("nan")


def _channels(study: Study, effect: str, found: Mapping[str, str]) -> tuple[Channel, ...]:
    rows = []
    for claim in study.theory.channels_of(effect):
        label, reason = short(study.theory.claims[claim].words), study.facts.claims[claim].not_observed
        if claim in found:
            rows.append(Channel(claim, label, found[claim]))
        elif reason is not None:
            rows.append(Channel(claim, label, "", reason))
    return tuple(rows)
