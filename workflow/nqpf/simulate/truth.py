"""What an estimate on simulated data ought to find, on the generator's scale and on that of the built index.

Min-max and linear aggregation are affine, and every outcome indicator is loading x y* + its own effect and
noise. So the outcome index is const + s y* + noise, with s = sum_k w_k loading_k / range_k (signed), and a
coefficient on the index is s times the structural one (METHOD: known truth).
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

import pandas as pd

from nqpf.errors import SpecError
from nqpf.index import IndexModel

AFFINE = {"normaliser": ("minmax", "zscore"), "aggregator": ("linear",)}
COLUMNS = ["quantity", "name", "structural", "index_scale"]


@dataclass(frozen=True)
class Truth:
    """The structural coefficients of one simulated panel, per unit of the treatment index.

    direct: c'. a, b: by channel. controls_y: control -> h. controls_m: channel -> control -> g.
    loadings: outcome indicator -> loading. moderation: claim of a path -> change of c' per unit of its
    moderator. feedback: effect of last year's y* on the treatment, zero unless switched on.
    """

    seed: int
    treatment: str
    outcome: str
    direct: float
    a: Mapping[str, float]
    b: Mapping[str, float]
    controls_y: Mapping[str, float]
    controls_m: Mapping[str, Mapping[str, float]]
    loadings: Mapping[str, float]
    moderation: Mapping[str, float]
    feedback: float = 0.0

    def indirect(self, channel: str) -> float:
        """A b of one channel."""
        return self.a[channel] * self.b[channel]

    @property
    def total(self) -> float:
        """C = c' + sum of a b: what the two-way column with the generator's controls estimates."""
        return self.direct + sum(self.indirect(channel) for channel in self.a)

    def control(self, name: str) -> float:
        """H + sum of b g: the coefficient of a control in the two-way column, which holds no channel."""
        carried = (self.b[m] * effects.get(name, 0.0) for m, effects in self.controls_m.items())
        return self.controls_y.get(name, 0.0) + sum(carried)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready, with the sums that follow from the coefficients."""
        follows = {"total": self.total, "indirect": {channel: self.indirect(channel) for channel in self.a}}
        own = asdict(self)
        if not self.feedback:  # files of panels without it are what they always were
            del own["feedback"]
        return {**own, "follows": follows}

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Self:
        """The reverse of `to_dict`."""
        names = [field.name for field in fields(cls) if field.name in content or field.name != "feedback"]
        return cls(**{name: content[name] for name in names})


def slope(truth: Truth, outcome: IndexModel) -> float:
    """s: by how much the built outcome index rises with y*.

    Raises SpecError for an index that is not affine in its indicators, or has indicators without a loading.
    """
    check_affine(outcome)
    _check_loadings(truth, outcome)
    loadings = pd.DataFrame([truth.loadings], index=_one_row(outcome), dtype=float)
    return float((outcome.apply(loadings) - outcome.apply(0.0 * loadings)).iloc[0])


def _one_row(outcome: IndexModel) -> pd.MultiIndex:
    return pd.MultiIndex.from_tuples([("", outcome.window.first)], names=["unit", "year"])


def check_affine(model: IndexModel) -> None:
    """Raise SpecError for an index that is not affine in its indicators."""
    for step, allowed in AFFINE.items():
        chosen = getattr(model.spec, step)
        if chosen not in allowed:
            raise SpecError(
                f"the truth of an index with {step} '{chosen}' is not known; take {' or '.join(allowed)}."
            )
    if model.spec.yearly or model.spec.treatments != ["none"]:
        raise SpecError("the truth of an index with treated cells or yearly scores is not known; drop both.")


def _check_loadings(truth: Truth, outcome: IndexModel) -> None:
    unknown = sorted(set(outcome.spec.indicators) - set(truth.loadings))
    if unknown:
        raise SpecError(
            f"simulation.yaml gives the outcome indicator '{unknown[0]}' no loading; add it to 'indicators'."
        )


def truth_table(truth: Truth, outcome: IndexModel) -> pd.DataFrame:
    """State every truth twice: structural, and on the scale of the built outcome index.

    Columns quantity (total, direct, a, b, indirect, control_y, moderation), name (of the channel, control or
    path, else ""), structural, index_scale. `direct` of a channel is c' plus what others carry: the
    direct effect where that channel is the only mediator. `a` does not touch the outcome: one scale.
    """
    s = slope(truth, outcome)
    rows = [(q, name, value, value if q == "a" else s * value) for q, name, value in _rows(truth)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _rows(truth: Truth) -> Iterator[tuple[str, str, float]]:
    yield "total", "", truth.total
    yield "direct", "", truth.direct
    for channel in truth.a:
        yield "a", channel, truth.a[channel]
        yield "b", channel, truth.b[channel]
        yield "indirect", channel, truth.indirect(channel)
        yield "direct", channel, truth.total - truth.indirect(channel)
    controls = {name: None for effects in (truth.controls_y, *truth.controls_m.values()) for name in effects}
    yield from (("control_y", name, truth.control(name)) for name in controls)
    yield from (("moderation", claim, value) for claim, value in truth.moderation.items())
