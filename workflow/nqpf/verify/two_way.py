"""Size and power of the tests of the two-way claim, on SIMULATED panels with known coefficients.

    y_t = rho y_t-1 + forward x_t-1 + a_i + l_t + e_it,   x_t = rho x_t-1 + backward y_t-1 + c_i + m_t + u_it

A plain process rather than the generator of the simulated study: its coefficients are those that the tests
are about, and a panel takes a thousandth of a second. Errors are normal with SD 1, e and u correlated at 0.3
within a unit and year, independent across units; lasting differences are correlated at 0.5 and have SD 1 in
the long run, year shocks SD 0.3; the fifty years before the first are drawn and thrown away. Where a cell
says so the errors follow an AR(1) (SD 1), which the adjusted equations do not allow and
`dynamics.adjusted_serial` tests.
"""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from nqpf.dynamics import cross_lagged, dumitrescu_hurlin, hpj_granger
from nqpf.dynamics.cross_lagged import OTHER, UNCORRECTED
from nqpf.dynamics.half_panel import Floats
from nqpf.regression import FEW_CLUSTERS
from nqpf.verify.two_way_plan import Cell, Plan

BEFORE = 50  # years drawn and thrown away
TOGETHER, LASTING, SHOCK = 0.3, 0.5, 0.3
LEVEL = 0.05
SERIAL = "adjusted_serial"
CELL = ["cities", "years", "persistence", "forward", "backward", "serial"]
KEYS = [*CELL, "direction", "method", "truth"]


def draw_panel(cell: Cell, rng: np.random.Generator) -> pd.DataFrame:
    """Draw one panel: columns unit, year, y, x."""
    across = np.array([[cell.persistence, cell.forward], [cell.backward, cell.persistence]])
    errors, lasting = (np.linalg.cholesky([[1, share], [share, 1]]) for share in (TOGETHER, LASTING))
    effects = rng.standard_normal((cell.cities, 2)) @ lasting.T
    now, kept = effects, np.empty((cell.years, cell.cities, 2))
    error, new = np.zeros((cell.cities, 2)), np.sqrt(1 - cell.serial**2)
    for year in range(-BEFORE, cell.years):
        error = cell.serial * error + new * rng.standard_normal((cell.cities, 2)) @ errors.T
        fresh = error + SHOCK * rng.standard_normal(2)
        now = effects @ (np.eye(2) - across).T + now @ across.T + fresh
        kept[max(year, 0)] = now
    return _flat(kept)


def _flat(series: Floats) -> pd.DataFrame:
    years, units, _ = series.shape
    names = [f"u{unit:04d}" for unit in range(units)]
    y, x = (series[:, :, k].T.ravel() for k in (0, 1))
    return pd.DataFrame(
        {"unit": np.repeat(names, years), "year": np.tile(np.arange(years), units), "y": y, "x": x}
    )


def measure(cell: Cell, seed: int, first: int, last: int, draws: int) -> pd.DataFrame:
    """Test both directions in panels first ... last - 1 of a cell; panel p depends on the seed and p alone.

    Returns CELL, panel, direction, method, truth, estimate, low, high, p.
    """
    parts = []
    for panel in range(first, last):
        sample = draw_panel(cell, np.random.default_rng([seed, panel]))
        lagged = cross_lagged.estimate(
            sample, outcome="y", other="x", draws=draws, wild_draws=draws, seed=panel
        )
        names = (("forward", "y", "x"), ("backward", "x", "y"))
        for (direction, outcome, other), one in zip(names, lagged, strict=True):
            rows = pd.DataFrame([*_lagged(one), *_granger(sample, outcome, other, draws, panel)])
            truth = getattr(cell, direction)
            parts.append(rows.assign(panel=panel, direction=direction, truth=truth, **asdict(cell)))
    return pd.concat(parts, ignore_index=True)


def _lagged(found: cross_lagged.CrossLagged) -> Iterator[dict[str, Any]]:
    for method, line in found.terms.xs(OTHER, level="term").iterrows():
        yield {"method": method, "estimate": line["coef"], **{key: line[key] for key in ("low", "high", "p")}}
    if found.facts["serial_p"] is not None:
        yield {"method": SERIAL, "p": found.facts["serial_p"]}
    if found.wild_p is not None:
        yield {"method": f"{UNCORRECTED}_wild", "p": found.wild_p}


def _granger(
    sample: pd.DataFrame, outcome: str, other: str, draws: int, seed: int
) -> Iterator[dict[str, Any]]:
    names: dict[str, Any] = {"outcome": outcome, "other": other, "demean": True, "seed": seed}
    pooled = hpj_granger.non_causality(sample, **names, draws=draws)
    if pooled is not None and pooled.redrawn is not None:
        yield {"method": "hpj_wald", "estimate": pooled.total, "p": pooled.robust.p}
        yield {"method": "hpj_wald_bootstrap", "estimate": pooled.total, "p": pooled.redrawn.p}
    few = sample["unit"].nunique() < FEW_CLUSTERS  # redrawing the series of many units takes too long
    hurlin = dumitrescu_hurlin.non_causality(sample, **names, draws=draws if few else None)
    yield {"method": "dh_zbar", "p": hurlin.zbar_p}
    yield {"method": "dh_ztilde", "p": hurlin.ztilde_p}
    if hurlin.bootstrap_p is not None:
        yield {"method": "dh_bootstrap", "p": hurlin.bootstrap_p}


def rates(rows: pd.DataFrame) -> pd.DataFrame:
    """Bias, coverage and rejections at 5% by cell, direction and method, with Monte-Carlo errors.

    rows: from `measure`, in any order. Columns data, KEYS, bias, bias_mc_error, coverage, coverage_mc_error,
    rejected, rejected_mc_error, panels; empty where a method has no estimate or interval.
    """
    rows = rows.sort_values([*CELL, "panel"], kind="stable")
    inside = ((rows["low"] <= rows["truth"]) & (rows["truth"] <= rows["high"])).astype(float)
    flags = {
        "error": rows["estimate"] - rows["truth"],
        "coverage": inside.where(rows["low"].notna()),
        "rejected": (rows["p"] < LEVEL).astype(float).where(rows["p"].notna()),
    }
    groups = rows.assign(**flags).groupby(KEYS, sort=False)
    panels = groups["rejected"].count()
    table = pd.DataFrame({"bias": groups["error"].mean()})
    table["bias_mc_error"] = groups["error"].std() / np.sqrt(panels)
    for name in ("coverage", "rejected"):
        share = groups[name].mean()
        table[name], table[f"{name}_mc_error"] = share, np.sqrt(share * (1 - share) / panels)
    table = table.assign(panels=panels).reset_index()
    return table.assign(data="SIMULATED")[["data", *table.columns]]


def sizes(table: pd.DataFrame) -> dict[tuple[int, int], dict[str, tuple[float, float]]]:
    """Least and greatest rejection of a true null by panel size and method (for `dynamics/sizes.py`)."""
    true = table[(table["truth"] == 0) & (table["serial"] == 0)]
    found: dict[tuple[int, int], dict[str, tuple[float, float]]] = {}
    for keys, part in true.groupby(["cities", "years", "method"], sort=False):
        cities, years, method = keys if isinstance(keys, tuple) else (keys,)
        ends = (round(float(part["rejected"].min()), 3), round(float(part["rejected"].max()), 3))
        found.setdefault((int(str(cities)), int(str(years))), {})[str(method)] = ends
    return found


def note(table: pd.DataFrame, plan: Plan) -> str:
    """The table in words, computed; markdown, marked SIMULATED."""
    lines = [
        "# SIMULATED - how often the tests of the two-way claim reject",
        "",
        f"{plan.panels} panels of each design, tests at {LEVEL:.0%}, in brackets the Monte-Carlo error. "
        "`reverse` "
        "is the effect the other way round. Bias and coverage where a method has an estimate, and an "
        "interval.",
    ]
    by = ["cities", "years", "persistence", "serial"]
    for (cities, years, rho, serial), part in table.groupby(by, sort=False):
        errors = f", errors AR(1) with {serial:g}" if serial else ""
        lines += ["", f"## {cities} units, {years} years, persistence {rho:g}{errors}", ""]
        lines += ["| method | effect | reverse | rejected | bias | coverage |", "|---|---|---|---|---|---|"]
        lines += [_line(row) for row in part.sort_values(["truth", "method", "direction"]).to_dict("records")]
    return "\n".join(lines) + "\n"


def _line(row: dict[Any, Any]) -> str:
    reverse = row["backward"] if row["direction"] == "forward" else row["forward"]
    shown = [
        _cell(row, name, form) for name, form in (("rejected", ".1%"), ("bias", "+.3f"), ("coverage", ".1%"))
    ]
    return f"| {row['method']} | {row['truth']:g} | {reverse:g} | {' | '.join(shown)} |"


def _cell(row: dict[Any, Any], name: str, form: str) -> str:
    value, error = row[name], row[f"{name}_mc_error"]
    return "-" if value != value else f"{value:{form}} ({error:{form.strip('+')}})"
