"""What the overlap audit means for a claim: a doubt about its design, or a remark beside a sound one."""

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from nqpf.audit.overlap import audit
from nqpf.claims.results import joined
from nqpf.page.overlap import audited, has_band, in_words
from nqpf.page.words import both
from nqpf.specs.base import Label
from nqpf.specs.study import Study


class Overlaps(NamedTuple):
    """doubt: overlaps that leave a claim unidentified, in words; remark: the others. `NOTHING` for none."""

    doubt: Label
    remark: Label


def overlaps(
    study: Study, placebo: pd.DataFrame | None, pairs: Iterable[tuple[str, str]], model: str, path: str = ""
) -> Overlaps:
    """Judge the pairs (cause, effect) of one regression by THEORY's rule.

    placebo: checks/placebo.csv. A declared overlap is a doubt where the placebo band holds the estimate or
    there is no band; outside it the claim is judged on, and band and leave-out estimate are a remark.
    """
    doubts: list[Label] = []
    remarks: list[Label] = []
    lines = audited(placebo, model, path)
    for pair in pairs:
        shared = _shared(study, pair)
        line = next((one for one in lines if (one["first"], one["second"]) == pair), None)
        if shared and line is None:
            doubts.append(_not_computed(", ".join(shared)))
        elif shared and line is not None:
            sound = has_band(line) and line["covers"] == "no"
            (remarks if sound else doubts).append(in_words(line))
    return Overlaps(joined(*doubts), joined(*remarks))


def _not_computed(shared: str) -> Label:
    return both(
        f"declared overlap ({shared}), placebo band not computed",
        f"已声明的重叠（{shared}），未计算安慰剂区间",
    )


def _shared(study: Study, pair: tuple[str, str]) -> list[str]:
    return sorted({s for found in audit(study) if set(found.pair) == set(pair) for s in found.content})
