"""The verdict on a claim, by a rule that is data (config/theory.yaml). First match wins."""

from dataclasses import dataclass

from nqpf.specs.theory import Rule

SUPPORTED = "supported"
OPPOSITE = "opposite sign"
NEGLIGIBLE = "negligible"
INCONCLUSIVE = "inconclusive"
NOT_IDENTIFIED = "not identified"
NOT_OBSERVED = "not observed"


@dataclass(frozen=True)
class Finding:
    """What the rule looks at: the claimed sign, the standardised estimate with its interval, p, and doubts.

    low, high: limits of the interval at the rule's level, in within-SDs. doubt: why the design does
    not identify the claim ("" if nothing is known against it).
    """

    sign: int
    standardised: float
    low: float
    high: float
    p_adjusted: float
    doubt: str = ""


def verdict(finding: Finding | None, rule: Rule) -> str:
    """Judge one claim; None stands for a claim without a variable."""
    if finding is None:
        return NOT_OBSERVED
    if finding.doubt:
        return NOT_IDENTIFIED
    if -rule.negligible <= finding.low and finding.high <= rule.negligible:
        return NEGLIGIBLE
    if finding.p_adjusted < rule.level:
        return SUPPORTED if finding.standardised * finding.sign > 0 else OPPOSITE
    return INCONCLUSIVE


def rule_in_words(rule: Rule) -> list[str]:
    """The rule as sentences, in the order in which it is applied."""
    return [
        f"no variable stands for the claim: {NOT_OBSERVED}",
        "undeclared overlap, a declared overlap whose placebo band covers the estimate or for which no band "
        f"can be computed, or a failed design check: {NOT_IDENTIFIED}",
        f"{rule.interval:.0%} interval inside ±{rule.negligible:g} within-SD: {NEGLIGIBLE}",
        f"{rule.adjustment.replace('_', '-')}-adjusted p < {rule.level:g} with the claimed sign: {SUPPORTED}",
        f"{rule.adjustment.replace('_', '-')}-adjusted p < {rule.level:g} with the other sign: {OPPOSITE}",
        f"otherwise: {INCONCLUSIVE}",
    ]
