"""Gaussian kernel density of an index, year by year.

f(x) = 1 / (n h) sum_i phi((x - x_i) / h). Bandwidth h (Silverman 1986): `silverman` 0.9 A n^(-1/5) with A
the smaller of SD and interquartile range / 1.34 (eq. 3.31; it withstands skew), `normal` 1.06 SD n^(-1/5)
(eq. 3.28).
"""

from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.analysis import Analysis, Material
from nqpf.errors import DataError
from nqpf.scored import scored
from nqpf.specs.analyses import AnalysisSpec
from nqpf.specs.study import Study

Floats = npt.NDArray[np.float64]
REACH = 3.0  # bandwidths that the grid goes beyond the outermost scores: 99.9% of the outermost kernel
LEAST_PEAK = 0.05  # of the highest peak: what a bump must rise above the valley beside it to count as a mode


def analyse(
    spec: AnalysisSpec,
    study: Study,
    material: Material,
    *,
    bandwidth: Literal["silverman", "normal"] = "silverman",
    points: int = 256,
) -> Analysis:
    """Estimate the density of each year on one grid.

    rows: year, x, density. Facts: moments by year (n, mean, sd, skewness and excess kurtosis with the
    small-sample correction, p10, p50, p90, bandwidth, modes, mode and its runner-up), the rule, whether
    the grid runs below zero although no score does. Raises DataError for a year without any variation.
    """
    frame = scored(spec, study, material)
    years = {int(str(year)): part["score"].to_numpy(float) for year, part in frame.groupby("year")}
    widths = {year: width(values, bandwidth, year) for year, values in years.items()}
    ends = [(v.min() - REACH * widths[y], v.max() + REACH * widths[y]) for y, v in years.items()]
    grid = np.linspace(min(low for low, _ in ends), max(high for _, high in ends), points)
    curves = {year: density(values, widths[year], grid) for year, values in years.items()}
    rows = [pd.DataFrame({"year": year, "x": grid, "density": curve}) for year, curve in curves.items()]
    facts = {
        "index": study.indices[spec.index].label.model_dump(),
        "rule": bandwidth,
        "moments": [_moments(y, v, widths[y], grid, curves[y]) for y, v in years.items()],
        "least_peak": LEAST_PEAK,
        "below_zero": bool((frame["score"] >= 0).all()) and float(grid[0]) < 0,
    }
    return Analysis(pd.concat(rows, ignore_index=True), facts)


def width(values: Floats, rule: str, year: int) -> float:
    """Bandwidth of a cross-section (n,), in units of the score; SD on n - 1, quartiles linear."""
    sd = float(values.std(ddof=1)) if len(values) > 1 else 0.0
    if sd <= 0:
        raise DataError(f"the scores of {year} do not vary; no density can be estimated.")
    if rule == "normal":
        return float(1.06 * sd * len(values) ** -0.2)
    spread = float(np.subtract(*np.quantile(values, [0.75, 0.25]))) / 1.34
    return float(0.9 * (min(sd, spread) if spread > 0 else sd) * len(values) ** -0.2)


def density(values: Floats, bandwidth: float, grid: Floats) -> Floats:
    """Gaussian kernel density on a grid (points,)."""
    from scipy.stats import gaussian_kde

    # scipy multiplies its factor by the SD, so that is divided out.
    curve: Floats = gaussian_kde(values, bw_method=bandwidth / float(values.std(ddof=1)))(grid)
    return curve


def modes(grid: Floats, curve: Floats) -> Floats:
    """Places of the peaks, the highest first; a bump lower than LEAST_PEAK of the highest does not count."""
    from scipy.signal import find_peaks

    found, _ = find_peaks(curve, prominence=LEAST_PEAK * curve.max())
    order: Floats = grid[found[np.argsort(-curve[found], kind="stable")]]
    return order


def _moments(year: int, values: Floats, bandwidth: float, grid: Floats, curve: Floats) -> dict[str, Any]:
    series, peaks = pd.Series(values), modes(grid, curve)
    low, middle, high = np.quantile(values, [0.1, 0.5, 0.9])
    shape = {"skewness": series.skew(), "kurtosis": series.kurt()}
    places = {"mode": peaks[0], "second": peaks[1] if len(peaks) > 1 else float("nan")}
    spread = {"mean": values.mean(), "sd": values.std(ddof=1), "p10": low, "p50": middle, "p90": high}
    return {
        "year": year,
        "n": len(values),
        **spread,
        **shape,
        "bandwidth": bandwidth,
        "modes": len(peaks),
        **places,
    }
