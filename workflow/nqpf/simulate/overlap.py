"""Does the overlap audit catch what it should? SIMULATED samples with shared series and no true effect.

20 indicators of a treatment and 30 of an outcome, 280 units x 12 years, all independent of each other: a unit
effect and an AR(1) with coefficient 0.6, of variance one each. A third of the indicators, and every shared
one, is skewed: exp() of that, so log-normal. Of the 30, the first k are the treatment's own first k. Both
indices have entropy weights. What is not in METHOD (unit effects, a third skewed) was chosen so that the
rates come near those named there; if every indicator is skewed alike one shared series makes the regression
reject less often, if none but the shared one is, nearly always.

Rates stand beside their Monte-Carlo error, sqrt(p (1 - p) / samples). Samples and look-alikes are the same
for every k (common random numbers), so that the columns differ by the shared series alone.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from nqpf import index
from nqpf.algebra.groups import Integers
from nqpf.audit.cases import without
from nqpf.audit.partial import coefficients
from nqpf.audit.placebo import limits, rebuilt
from nqpf.audit.redraw import likeness, permutations
from nqpf.estimators import twfe
from nqpf.specs.base import Label
from nqpf.specs.index import Dimension, IndexSpec
from nqpf.specs.models import ModelSpec

UNITS, YEARS, RHO = 280, 12, 0.6
OWN, OTHER = 20, 30  # indicators of treatment and outcome
SHARED = (0, 1, 2, 3)
SKEWED = 3  # one indicator in so many is skewed
LEVEL = 0.05
DRAWS = 39  # the fewest whose 2.5% and 97.5% points are exact: the least and the greatest of them
LABEL = Label(en="simulated", zh="模拟")
MODEL = ModelSpec(label=LABEL, outcome="y", treatment="x", estimator="twfe")


@dataclass(frozen=True)
class Size:
    """How large the samples are; the default is METHOD's."""

    units: int = UNITS
    years: int = YEARS
    samples: int = 200
    draws: int = DRAWS


def rates(size: Size, seed: int) -> pd.DataFrame:
    """Rejection rates at 5% before and after leave-overlap-out, and how often the band holds the estimate.

    Returns one row per number of shared series: shared, samples, then rejected, rejected_left_out and
    inside_band (NaN without a shared series), each with its `_mc_error`; draws: look-alikes per sample.
    """
    seeds = np.random.SeedSequence(seed).spawn(size.samples)
    found = pd.concat([one_sample(size, np.random.default_rng(one)) for one in seeds])
    columns = ["rejected", "rejected_left_out", "inside_band"]
    means = found.groupby("shared")[columns].mean()
    table = pd.DataFrame({"samples": size.samples}, index=means.index)
    for name in columns:
        table[name] = means[name]
        table[f"{name}_mc_error"] = np.sqrt(means[name] * (1 - means[name]) / size.samples)
    return table.assign(draws=size.draws).reset_index()


def one_sample(size: Size, rng: np.random.Generator) -> pd.DataFrame:
    """Draw one sample and audit it: shared, rejected, rejected_left_out, inside_band (0 or 1)."""
    panel = draw_panel(size, rng)
    own = [f"x{place}" for place in range(OWN)]
    dealt = {name: permutations(likeness(panel[name]), size.draws, rng) for name in own[1:]}
    x = index.fit(panel, _spec(own)).apply(panel)
    return pd.DataFrame([_audited(panel, x, own, dealt, shared) for shared in SHARED])


def draw_panel(size: Size, rng: np.random.Generator) -> pd.DataFrame:
    """Indicators x0... of the treatment and y0... of the outcome by (unit, year), all independent."""
    units, years = (np.arange(count) for count in (size.units, size.years))
    rows = pd.MultiIndex.from_product([[f"u{unit:03d}" for unit in units], years], names=["unit", "year"])
    columns = {}
    for letter, count in (("x", OWN), ("y", OTHER)):
        for place in range(count):
            latent = _latent(size, rng)
            is_skewed = place < max(SHARED) or place % SKEWED == 0
            columns[f"{letter}{place}"] = np.exp(latent) if is_skewed else latent
    return pd.DataFrame(columns, index=rows)


def _latent(size: Size, rng: np.random.Generator) -> np.ndarray:
    """A unit effect plus a stationary AR(1), both of variance one; (units x years) in a row."""
    noise = rng.standard_normal((size.units, size.years))
    for t in range(1, size.years):
        noise[:, t] = RHO * noise[:, t - 1] + np.sqrt(1 - RHO**2) * noise[:, t]
    return np.asarray((noise + rng.standard_normal((size.units, 1))).ravel())


def _audited(
    panel: pd.DataFrame, x: pd.Series, own: Sequence[str], dealt: dict[str, Integers], shared: int
) -> dict[str, float]:
    """Estimate with so many shared series, without them, and hold the estimate against its band."""
    carriers = tuple(own[:shared])
    spec = _spec(own)
    outcome = _spec([*carriers, *(f"y{place}" for place in range(shared, OTHER))])
    sample = pd.DataFrame({"x": x, "y": index.fit(panel, outcome).apply(panel)}).reset_index()
    coef, p = _estimate(sample)
    if not shared:
        return {"shared": 0, "rejected": p < LEVEL, "rejected_left_out": p < LEVEL, "inside_band": np.nan}
    left = index.fit(panel, without(spec, carriers)).apply(panel).to_numpy(float)
    versions = rebuilt(panel, spec, {name: dealt[name] for name in own[shared:]})
    low, high = limits(coefficients(sample, MODEL, "x", versions))
    return {
        "shared": shared,
        "rejected": p < LEVEL,
        "rejected_left_out": _estimate(sample.assign(x=left))[1] < LEVEL,
        "inside_band": float(low <= coef <= high),
    }


def _spec(indicators: Sequence[str]) -> IndexSpec:
    return IndexSpec(label=LABEL, dimensions={"all": Dimension(label=LABEL, indicators=list(indicators))})


def _estimate(sample: pd.DataFrame) -> tuple[float, float]:
    """Two-way FE, clustered by unit: coefficient and p."""
    terms = twfe.estimate(sample, outcome="y", regressors=["x"], unit="unit", time="year").terms
    coef, p = terms.loc["x", ["coef", "p"]].to_numpy(float)
    return float(coef), float(p)


def note(table: pd.DataFrame, size: Size) -> str:
    """The table in words, computed; markdown, marked SIMULATED."""
    lines = [
        "# SIMULATED - what shared series do, and what the overlap audit does about it",
        "",
        f"No true effect. {size.samples} samples of {size.units} units x {size.years} years, AR(1) {RHO:g}, "
        f"{OWN} indicators of the treatment and {OTHER} of the outcome, entropy weights, shared series "
        f"skewed. Two-way fixed effects, errors clustered by unit, tests at {LEVEL:.0%}. In brackets: "
        "Monte-Carlo error.",
        "",
        "| shared series | rejected | rejected, leave-overlap-out | estimate inside the placebo band |",
        "|---|---|---|---|",
    ]
    for row in table.to_dict("records"):
        cells = [_cell(row, name) for name in ("rejected", "rejected_left_out", "inside_band")]
        lines.append(f"| {row['shared']} | {' | '.join(cells)} |")
    last = (
        f"The band is the 2.5% and 97.5% point of {size.draws} placebo draws; if it is right, 95% are inside."
    )
    return "\n".join([*lines, "", last]) + "\n"


def _cell(row: Mapping[Hashable, Any], name: str) -> str:
    value, error = row[name], row[f"{name}_mc_error"]
    return "-" if value != value else f"{value:.1%} ({error:.1%})"
