"""The line of an effect claim: the joint test of the paths a of its channels."""

from collections.abc import Mapping
from typing import Any

from nqpf.claims import evidence
from nqpf.claims.overlaps import overlaps
from nqpf.claims.results import Line, Results
from nqpf.page.words import both
from nqpf.specs.base import Label
from nqpf.specs.study import Study


def line(study: Study, results: Results, name: str) -> Line | None:
    """The mean of the paths a in within-SDs with its joint test; None where no channel is observed."""
    if name not in results.effects:
        return None
    test, rows = results.effects[name], results.paths.set_index("mediator")
    channels = rows.loc[list(test["channels"])]
    truths = [results.true("a", mediator, "structural") for mediator in channels.index]
    scale = channels["a_standardised"] / channels["a"]
    treatment = results.mechanism_facts["treatment"]
    pairs = [(treatment, mediator) for mediator in channels.index]
    shared = overlaps(study, results.placebo, pairs, study.facts.mechanism, "a")
    return Line(
        variable=", ".join(channels.index),
        estimate=test["average"],
        se=test["average_se"],
        df=test["df2"],
        p=test["p"],
        scale=1.0,
        test=_test(test),
        evidence=evidence.of_mechanism(study),
        truth=float((scale * truths).mean(skipna=False)),  # of all channels, or of none
        sensitivity=shared.remark,
        doubt=shared.doubt,
    )


def _test(test: Mapping[str, Any]) -> Label:
    f = f"F({test['df1']}, {test['df2']}) = {test['f']:.2f}"
    return both(
        f"joint Wald test of the paths a, {f}; the estimate is their mean in within-SDs",
        f"各路径 a 的联合 Wald 检验，{f}；估计值为其均值，以组内标准差计",
    )
