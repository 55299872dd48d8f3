"""What every cluster adds to the error of a coefficient, for all equations of a mechanism on one sample.

The influence of cluster g on a coefficient is its row of the bread times its score, b_g = e'(X~'WX~)^-1 s_g,
times the root of the CR1 factor of its equation. Influences of different equations stand beside each other,
so any covariance is their product: cov(one, other) = sum_g one_g other_g (stacked cluster scores; Cameron &
Miller 2015, section II; Weesie 1999), and the delta method is a sum of influences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from nqpf.algebra.gram import inverse_gram
from nqpf.algebra.groups import Floats
from nqpf.estimate import Design, prepare, refuse_constant
from nqpf.inference.clusters import Counting, count
from nqpf.mechanisms.setting import Setting


@dataclass(frozen=True)
class Part:
    """A number and what each cluster adds to its error: value, influence (G,)."""

    value: float
    influence: Floats

    def __add__(self, other: "Part") -> "Part":
        """Add two parts; errors add cluster by cluster."""
        return Part(self.value + other.value, self.influence + other.influence)

    def __sub__(self, other: "Part") -> "Part":
        """Subtract a part."""
        return Part(self.value - other.value, self.influence - other.influence)

    def __mul__(self, other: "Part") -> "Part":
        """Multiply two parts; the error is the first-order one (delta method)."""
        error = self.value * other.influence + other.value * self.influence
        return Part(self.value * other.value, error)

    @property
    def se(self) -> float:
        """Cluster-robust standard error."""
        return float(np.sqrt(self.influence @ self.influence))

    def covariance(self, other: "Part") -> float:
        """Cluster-robust covariance with another part."""
        return float(self.influence @ other.influence)


@dataclass(frozen=True)
class Equations:
    """The columns of a mechanism without effects, ready for any regression among them.

    design: the common sample; swept: column -> (n,) without two-way effects; components: of the panel.
    """

    design: Design
    swept: Mapping[str, Floats]
    components: int
    convention: str

    def coefficients(self, outcome: str, regressors: Sequence[str], wanted: Sequence[str]) -> dict[str, Part]:
        """Estimate some coefficients of one equation by least squares.

        Raises DataError for regressors that are absorbed or collinear.
        """
        names, design = list(regressors), self.design
        rows = np.array([self.swept[name] for name in names])
        bread = inverse_gram(rows, np.array([self._raw[name] for name in names]), design.weight, names)
        weighted = design.weighted(self.swept[outcome])
        coef = bread @ (rows @ weighted)
        residual = design.weighted(self.swept[outcome] - coef @ rows)
        root = np.sqrt(self.counting(len(names)).factor)
        places = {name: names.index(name) for name in wanted}
        return {
            name: Part(float(coef[place]), root * design.cluster.sums((bread[place] @ rows) * residual))
            for name, place in places.items()
        }

    def counting(self, slopes: int) -> Counting:
        """Degrees of freedom of an equation with so many slopes."""
        design = self.design
        return count(self.convention, slopes, design.groupings, self.components, design.cluster, design.rows)

    @cached_property
    def _raw(self) -> dict[str, float]:
        """Length of every column as given, by which collinearity is judged."""
        columns = (self.design.column(place) for place in range(len(self.design.names)))
        return {
            name: float(np.sqrt(self.design.squares(column)))
            for name, column in zip(self.design.names, columns, strict=True)
        }


def equations(sample: pd.DataFrame, setting: Setting, convention: str = "nested") -> Equations:
    """Take the complete rows of a mechanism and remove two-way effects from every column, once.

    Raises DataError for unusable columns and SpecError for names given twice.
    """
    others = [setting.treatment, *setting.mediators, *setting.controls]
    design = prepare(
        sample,
        setting.outcome,
        others,
        setting.unit,
        setting.time,
        ("unit", "time"),
        setting.cluster,
        setting.weights,
    )
    projection = design.projection()
    swept = {
        name: projection.finish(projection.centre(design.column(place)))
        for place, name in enumerate(design.names)
    }
    refuse_constant(design, swept[setting.outcome], float(np.sqrt(design.squares(design.column(0)))))
    return Equations(design, swept, projection.components, convention)
