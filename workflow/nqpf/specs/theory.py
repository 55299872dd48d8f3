"""`config/theory.yaml`: the claims under test and the rule that judges them."""

from typing import Literal

from pydantic import Field

from nqpf.specs.base import Label, Spec


class Claim(Spec):
    """One sentence of the theory: a row of the ledger."""

    words: Label
    kind: Literal["direction", "total", "effect", "channel", "path"]
    sign: Literal[1, -1] = 1


class Rule(Spec):
    """The numbers of the verdict rule; its order is fixed and printed under the ledger."""

    level: float = Field(default=0.05, description="family-adjusted p below this is evidence")
    negligible: float = Field(default=0.05, description="half-width of the negligible zone, in within-SDs")
    interval: float = Field(default=0.90, description="level of the interval compared with that zone")
    adjustment: Literal["holm", "benjamini_hochberg"] = "holm"


class Theory(Spec):
    """All claims, in the order in which the ledger prints them."""

    claims: dict[str, Claim]
    rule: Rule = Rule()

    def of_kind(self, kind: str) -> dict[str, Claim]:
        """The claims of one kind, in order."""
        return {name: claim for name, claim in self.claims.items() if claim.kind == kind}

    def channels_of(self, effect: str) -> list[str]:
        """The channel claims under an effect claim: '1.technology' -> '1.technology.digital' ..."""
        return [name for name in self.of_kind("channel") if name.startswith(f"{effect}.")]
