"""Size of the tests of differences in effects: rejections at 5% on panels without any difference.

Run: python sizes.py UNITS YEARS PANELS DESIGN; it writes sizes_UNITS_DESIGN.json beside itself. Effects are
0.5 in every unit. x persists (AR 0.6), grows, and a control moves with it; errors persist (AR 0.6); the
moderator is log-normal; four groups of 10, 10, 13 and 67% of the units. Designs: plain; goes - x grows faster
where the moderator is high; trends - beside that, y grows faster where the moderator is high and in the first
group, for reasons that have nothing to do with x. `miss` is the share of 95% intervals of a group's effect
that leave the truth out, with t(units of the group - 1) and, for comparison, with t(all units - 1).
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from nqpf.estimators import twfe
from nqpf.heterogeneity.effects import Roles, difference
from nqpf.heterogeneity.groups import Groups
from nqpf.inference import attributes, wild, wild_joint
from nqpf.moderation.binning import binned

EFFECT, DRAWS = 0.5, 199
ROLES = {"outcome": "y", "unit": "unit", "time": "year"}
SHARES = np.array([0.1, 0.2, 0.33, 1.0])


def persistent(rng, units, years, rho):
    shocks = rng.normal(size=(units, years))
    path = np.empty_like(shocks)
    path[:, 0] = shocks[:, 0] / np.sqrt(1 - rho**2)
    for year in range(1, years):
        path[:, year] = rho * path[:, year - 1] + shocks[:, year]
    return path.ravel()


def panel(rng, units, years, design):
    w = np.exp(0.6 * rng.normal(size=units))
    group = np.searchsorted(SHARES * units, rng.permutation(units) + 0.5)
    unit, year = np.repeat(np.arange(units), years), np.tile(np.arange(years), units)
    high = (w - w.mean())[unit]
    growth = 0.15 * year * (1 + 0.5 * high * (design != "plain"))
    x = persistent(rng, units, years, 0.6) + rng.normal(size=units)[unit] + growth
    z = 0.3 * x + persistent(rng, units, years, 0.5)
    y = EFFECT * x + 0.2 * z + rng.normal(size=units)[unit] + 0.1 * year + persistent(rng, units, years, 0.6)
    if design == "trends":
        y = y + 0.05 * year * high + 0.1 * year * (group == 0)[unit]
    names = {"unit": [f"u{k:03d}" for k in unit], "year": year, "g": group[unit].astype(str)}
    return pd.DataFrame({**names, "x": x, "z": z, "y": y, "w": w[unit], "xw": x * high})


def paths(data, seed):
    """P of the interaction and of linearity."""
    unit_level = data.groupby("unit")[["w"]].first()
    years = {f"w{year}": data["w"] * (data["year"] == year) for year in sorted(data["year"].unique())[1:]}
    beside = data.assign(**years)
    bins = binned(data, treatment="x", moderator="w", controls=["z"], **ROLES)
    few = {"draws": DRAWS, "seed": seed, **ROLES}
    dealt = attributes.placebo(data, unit_level, treatment="x", controls=["z"], **few)
    found = {
        "interaction": twfe.estimate(data, regressors=["x", "xw", "z"], **ROLES).terms.loc["xw", "p"],
        "interaction_permutation": dealt.p,
        "interaction_years": twfe.estimate(beside, regressors=["x", "xw", "z", *years], **ROLES).terms.loc[
            "xw", "p"
        ],
        "linearity": bins.test.p,
    }
    own = ["x", "xw", "z", *years]
    found["interaction_wild"] = wild.p_value(data, term="xw", regressors=own[:3], **few)
    found["interaction_years_wild"] = wild.p_value(beside, term="xw", regressors=own, **few)
    found["linearity_wild"] = wild_joint.p_value(
        bins.frame, terms=bins.tested, regressors=bins.regressors, **few
    )
    return found


def groups(data, seed):
    """P of no difference between groups, and intervals that leave the truth out."""
    label = data.groupby("unit")["g"].first()
    made = Groups("g", label, tuple(sorted(label.unique())))
    found = difference(data, made, Roles("y", "x", ["z"], "unit", "year"), draws=DRAWS, seed=seed)
    p = {
        "groups": found.test.p,
        "groups_permutation": found.permutation_p,
        "groups_years": found.years.p,
        "groups_years_wild": found.years_wild_p,
    }
    missed = {}
    for place in (0, len(made.order) - 1):
        line = found.effects.iloc[place]
        wide = stdtrit(len(label) - 1, 0.975) * line["se"]
        missed[f"miss_group_{place}"] = not line["low"] <= EFFECT <= line["high"]
        missed[f"miss_group_{place}_t_all"] = abs(line["estimate"] - EFFECT) > wide
    return {name: value for name, value in p.items() if value is not None}, missed


def main(units, years, panels, design):
    rng = np.random.default_rng(7)
    rejected, missed = [], []
    for seed in range(panels):
        data = panel(rng, units, years, design)
        p, left = groups(data, seed)
        rejected.append({name: value <= 0.05 for name, value in {**paths(data, seed), **p}.items()})
        missed.append(left)
    rates = {
        name: float(value)
        for frame in (rejected, missed)
        for name, value in pd.DataFrame(frame).mean().items()
    }
    found = {
        "units": units,
        "years": years,
        "panels": panels,
        "design": design,
        "draws": DRAWS,
        "rates": rates,
    }
    file = Path(__file__).with_name(f"sizes_{units}_{design}.json")
    file.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
