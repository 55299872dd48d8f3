"""`config/verify/two_way.yaml`: the designs on which the tests of the two-way claim are measured."""

from dataclasses import dataclass
from itertools import product
from pathlib import Path

from pydantic import Field

from nqpf.specs.base import Spec, read_spec


@dataclass(frozen=True)
class Cell:
    """One design."""

    cities: int
    years: int
    persistence: float
    forward: float
    backward: float
    serial: float = 0.0

    @property
    def name(self) -> str:
        """What its files are called."""
        plain = f"n{self.cities}_t{self.years}_r{self.persistence:g}_f{self.forward:g}_b{self.backward:g}"
        return f"{plain}_s{self.serial:g}" if self.serial else plain


class Plan(Spec):
    """`config/verify/two_way.yaml`: which panels are drawn, and how many."""

    seed: int = Field(ge=0)
    panels: int = Field(ge=2, description="of each design")
    shard: int = Field(ge=1, description="panels in one job")
    draws: int = Field(ge=20, description="of every bootstrap")
    sizes: list[tuple[int, int]] = Field(min_length=1, description="units and years")
    persistence: list[float] = Field(min_length=1)
    effects: list[tuple[float, float]] = Field(min_length=1, description="pairs: forward, backward")
    serial: list[float] = Field(
        default=[], description="AR(1) coefficients of the errors in further designs, without forward effect"
    )

    @property
    def cells(self) -> dict[str, Cell]:
        """Every design by its name."""
        designs = product(self.sizes, self.persistence, self.effects)
        found = [Cell(*size, rho, *effects) for size, rho, effects in designs]
        null = [pair for pair in self.effects if pair[0] == 0]
        wrong = product(self.sizes, self.persistence, null, self.serial)
        found += [Cell(*size, rho, *pair, serial) for size, rho, pair, serial in wrong]
        return {cell.name: cell for cell in found}


def read_plan(config: Path) -> Plan:
    """Read `verify/two_way.yaml` under the folder `config`; SpecError for a mistake."""
    return read_spec(config / "verify" / "two_way.yaml", Plan)
