"""The channels of the theory as one study has them: the rows of the mechanism table and figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from nqpf.specs.base import Label, Words
from nqpf.specs.channels import mediator
from nqpf.specs.study import Study

TRUE_QUANTITIES = ("a", "b", "indirect", "direct", "total")


@dataclass(frozen=True)
class Channel:
    """One row. name: the mediator ("" when not observed); reason: why it is not observed.

    claim: its claim in the theory, "" for a mediator that stands for none.
    """

    claim: str
    label: Label
    name: str
    reason: Words | None = None


def by_effect(study: Study, mediators: Sequence[str]) -> dict[str, tuple[Channel, ...]]:
    """List the channels under every effect of the theory, in its order; under "" the mediators of none.

    mediators: those that one mechanism estimates. An observed channel that this mechanism does not
    estimate is left out; one that the study does not observe is a row with its reason. A channel beyond
    the theory's stands last under its effect. A mechanism without any channel lists its mediators only.
    """
    effects = study.theory.of_kind("effect")
    ours = {m for effect in effects for m in study.channels_of(effect)} & set(mediators)
    grouped = {effect: _channels(study, effect, ours) for effect in effects if ours}
    others = [name for name in mediators if name not in ours]
    grouped[""] = tuple(Channel("", study.label(name), name) for name in others)
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


def _channels(study: Study, effect: str, estimated: set[str]) -> tuple[Channel, ...]:
    rows = []
    for claim in study.theory.channels_of(effect):
        label, evidence = short(study.theory.claims[claim].words), study.facts.claims[claim]
        if evidence.variable in estimated:
            rows.append(Channel(claim, label, str(evidence.variable)))
        elif evidence.not_observed is not None:
            rows.append(Channel(claim, label, "", evidence.not_observed))
    return (*rows, *_further(study, effect, estimated))


def _further(study: Study, effect: str, estimated: set[str]) -> tuple[Channel, ...]:
    """Channels beyond the theory's, under the label of their file."""
    named = {mediator(name, one): one for name, one in study.channels.items() if one.effect == effect}
    return tuple(Channel("", one.label, name) for name, one in named.items() if name in estimated)
