"""From results to the line of a claim: one module per kind of thing that stands for a claim.

Each offers `line(study, results, name) -> Line | None`; a further kind is a module and an entry of `KINDS`.
"""

from collections.abc import Callable, Mapping

from nqpf.claims.lines import channel, effect, model, path, two_way
from nqpf.claims.results import Line, Results
from nqpf.specs.study import Study

KINDS: Mapping[str, Callable[[Study, Results, str], Line | None]] = {
    "model": model.line,
    "path": path.line,
    "analysis": two_way.line,
    "variable": channel.line,
    "effect": effect.line,
}
"""What stands for a claim -> what turns the results into its line."""


def line_of(study: Study, results: Results, name: str) -> Line | None:
    """The line of a claim, None where nothing stands for it."""
    kind = kind_of(study, name)
    return KINDS[kind](study, results, name) if kind else None


def kind_of(study: Study, name: str) -> str:
    """What stands for a claim: its kind or a key of its evidence; "" for nothing."""
    claim = study.theory.claims[name]
    if claim.kind == "effect":
        return "effect"
    if study.facts.claims[name].not_observed:
        return ""
    if study.facts.claims[name].analysis:
        return "analysis"
    return {"channel": "variable", "path": "path"}.get(claim.kind, "model")
