"""Bias, RMSE, coverage and rejection rates over panels, each with its Monte-Carlo error.

Performance measures and their errors: Morris, White & Crowther (2019), Table 6; the error of the RMSE by the
delta method. R is the number of panels in which the quantity, or the interval, exists.
"""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from nqpf.specs.study import Study
from nqpf.verify.design import sizes
from nqpf.verify.names import KEYS
from nqpf.verify.scenario import Scenario

LEVEL = 0.05
DESCRIBED = ["data", "scenario", "group", "purpose", "cities", "years", "strength"]
RATES = [
    "method",
    "truth",
    "coverage",
    "coverage_mc_error",
    "rejected",
    "rejected_mc_error",
    "length",
    "panels",
]


def summarise(
    study: Study, scenarios: Mapping[str, Scenario], shards: Iterable[tuple[str, pd.DataFrame]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Bias and rates of all scenarios, each row with DESCRIBED in front.

    shards: (scenario, rows from `panels.measure`), in any order; the panels of a scenario are put in theirs,
    so that the numbers do not depend on how the panels were shared out. Raises what `study_of` raises.
    """
    waiting: dict[str, list[pd.DataFrame]] = {name: [] for name in scenarios}
    for name, rows in shards:
        waiting[name].append(rows)
    found: tuple[list[pd.DataFrame], list[pd.DataFrame]] = ([], [])
    for name, parts in waiting.items():
        rows = pd.concat(parts, ignore_index=True).sort_values("panel", kind="stable", ignore_index=True)
        facts = _facts(study, name, scenarios[name])
        for collected, measured in zip(found, (bias(rows), rates(rows)), strict=True):
            collected.append(
                pd.concat([facts.loc[[0] * len(measured)].reset_index(drop=True), measured], axis=1)
            )
    return pd.concat(found[0], ignore_index=True), pd.concat(found[1], ignore_index=True)


def _facts(study: Study, name: str, scenario: Scenario) -> pd.DataFrame:
    """What a scenario is, in one row."""
    cities, years = sizes(study, scenario)
    facts = ["SIMULATED", name, scenario.group, scenario.purpose, cities, years, scenario.effect]
    return pd.DataFrame([facts], columns=DESCRIBED)


def bias(rows: pd.DataFrame) -> pd.DataFrame:
    """Bias and RMSE of every quantity.

    rows: from `panels.measure`, panel by panel. Returns KEYS, truth, mean_estimate, bias, bias_mc_error,
    rmse, rmse_mc_error, sd, mean_se, panels: truth is the mean over panels (each is held against its own),
    sd that of the error, mean_se the mean standard error, to be held against sd.
    """
    known = rows[rows["estimate"].notna() & rows["truth"].notna()]
    error = known["estimate"] - known["truth"]
    groups = known.assign(error=error, square=error**2).groupby(KEYS, sort=False)
    panels, spread = groups.size(), groups["error"].std(ddof=1)
    rmse = np.sqrt(groups["square"].mean())
    columns = {
        "truth": groups["truth"].mean(),
        "mean_estimate": groups["estimate"].mean(),
        "bias": groups["error"].mean(),
        "bias_mc_error": spread / np.sqrt(panels),
        "rmse": rmse,
        "rmse_mc_error": groups["square"].std(ddof=1) / np.sqrt(panels) / (2 * rmse),
        "sd": spread,
        "mean_se": groups["se"].mean(),
        "panels": panels,
    }
    return pd.DataFrame(columns).reset_index()


def rates(rows: pd.DataFrame) -> pd.DataFrame:
    """Coverage of the truth and rejection of zero by every interval and test.

    An interval rejects zero where zero lies outside, a test where p < 5%. Coverage and length are empty for
    tests. Returns KEYS and RATES; length is the median over panels.
    """
    parts = [*(_interval(rows, name) for name in methods(rows)), *(_test(rows, name) for name in tests(rows))]
    order = rows[KEYS].drop_duplicates()
    joined = order.merge(pd.concat(parts, ignore_index=True), on=KEYS, how="inner")
    return joined[[*KEYS, *RATES]]


def methods(rows: pd.DataFrame) -> list[str]:
    """Methods of intervals, in the order of the columns."""
    return [str(c).removesuffix("_low") for c in rows.columns if str(c).endswith("_low")]


def tests(rows: pd.DataFrame) -> list[str]:
    """Tests that give a p but no interval."""
    found = [str(c).removesuffix("_p") for c in rows.columns if str(c).endswith("_p")]
    return [name for name in found if name not in methods(rows)]


def _interval(rows: pd.DataFrame, method: str) -> pd.DataFrame:
    """Rates of one method; `<method>_set` says 'outside' where the interval is all but (low, high)."""
    low, high = rows[f"{method}_low"], rows[f"{method}_high"]
    kind = rows[f"{method}_set"] if f"{method}_set" in rows else pd.Series("bounded", rows.index)
    line = kind == "whole line"
    known = rows[(low.notna() & high.notna()) | line]
    covered = _inside(rows["truth"], low, high, kind)[known.index]
    rejected = ~_inside(pd.Series(0.0, rows.index), low, high, kind)[known.index]
    length = (high - low).where(kind == "bounded", np.inf)[known.index]
    return _rates(known, method, covered.where(known["truth"].notna()), rejected, length)


def _inside(value: pd.Series, low: pd.Series, high: pd.Series, kind: pd.Series) -> pd.Series:
    between = (low <= value) & (value <= high)
    outside = (value <= low) | (value >= high)
    return between.where(kind != "outside", outside) | (kind == "whole line")


def _test(rows: pd.DataFrame, method: str) -> pd.DataFrame:
    known = rows[rows[f"{method}_p"].notna()]
    nothing = pd.Series(np.nan, known.index)
    return _rates(known, method, nothing, known[f"{method}_p"] < LEVEL, nothing)


def _rates(
    known: pd.DataFrame, method: str, covered: pd.Series, rejected: pd.Series, length: pd.Series
) -> pd.DataFrame:
    flags = {"coverage": covered.astype(float), "rejected": rejected.astype(float), "length": length}
    groups = known.assign(**flags).groupby(KEYS, sort=False)
    panels = groups.size()
    columns = {
        "method": pd.Series(method, panels.index),
        "truth": groups["truth"].mean(),
        **_shares(groups["coverage"].mean(), "coverage", panels),
        **_shares(groups["rejected"].mean(), "rejected", panels),
        "length": groups["length"].median(),
        "panels": panels,
    }
    return pd.DataFrame(columns).reset_index()


def _shares(share: pd.Series, name: str, panels: pd.Series) -> dict[str, pd.Series]:
    """A share with its error, sqrt(p (1 - p) / R)."""
    return {name: share, f"{name}_mc_error": (share * (1 - share) / panels) ** 0.5}
