"""Invented parts of a mechanism, as the pipeline writes them, for tests of what a reader sees."""

from itertools import product

import numpy as np
import pandas as pd

TOTAL, WIDTH = 0.412, 0.05
METHODS = ("percentile", "bca", "monte_carlo", "sobel")
PRODUCTS = [
    "set", "name", "quantity", "estimate", "se",
    *(f"{method}_{end}" for method in METHODS for end in ("low", "high")), "sobel_p",
    "fieller_low", "fieller_high", "fieller_set", "reweighted_low", "reweighted_high", "draws",
]  # fmt: skip
RHO = np.round(np.linspace(-0.9, 0.9, 37), 2)
POINTS = {"p25": 0.3, "p50": 0.5, "p75": 0.8, "difference": 0.5}


def coefficients(groups):
    """Mediator -> a, b, the same in every set."""
    names = [name for members in groups.values() for name in members]
    rng = np.random.default_rng(11)
    return {name: (0.2 + 0.1 * k + rng.normal(0, 0.04), 0.12) for k, name in enumerate(names)}


def paths(groups):
    holm = (0.21, 0.0004, 0.03, 0.001, 0.0002, 0.04, 0.5)
    effect = {name: key for key, members in groups.items() for name in members}
    rows = []
    for place, (name, (a, _)) in enumerate(coefficients(groups).items()):
        line = {"mediator": name, "effect": effect[name], "a": a, "a_se": 0.07, "a_t": a / 0.07, "a_p": 0.001}
        line |= {"a_ci_low": a - 0.14, "a_ci_high": a + 0.14, "a_standardised": a * 0.5}
        line |= {"a_standardised_low": (a - 0.14) * 0.5, "a_standardised_high": (a + 0.14) * 0.5}
        line |= {"a_wild_p": np.nan, "a_p_holm": holm[place % len(holm)], "a_p_bh": 0.01}
        rows.append(line | {"a_p_rw": 0.02, "a_p_permutation": 0.005})
    return pd.DataFrame(rows)


def _line(one, name, quantity, value):
    line = {"set": one, "name": name, "quantity": quantity, "estimate": value, "se": WIDTH / 2}
    for place, method in enumerate(METHODS):
        line |= {
            f"{method}_low": value - WIDTH - place / 1000,
            f"{method}_high": value + WIDTH + place / 1000,
        }
    if quantity == "share":
        line |= dict.fromkeys(["se", *(f"{m}_{end}" for m in METHODS for end in ("low", "high"))], np.nan)
        line |= {"fieller_low": value - 0.1, "fieller_high": value + 0.1, "fieller_set": "bounded"}
    return line | {"draws": 2000}


def products(groups):
    """The sets of a mechanism whose channels do not act on one another: b is the same in every set."""
    known = coefficients(groups)
    lines = []
    for name, (a, b) in known.items():
        values = {"a": a, "b": b, "indirect": a * b, "direct": TOTAL - a * b, "total": TOTAL}
        lines += [_line("single", name, key, value) for key, value in values.items()]
        lines.append(_line("single", name, "share", a * b / TOTAL))
    for one, members in {**groups, "all": tuple(known)}.items():
        parts = {name: known[name][0] * known[name][1] for name in members}
        for name, value in parts.items():
            lines += [_line(one, name, "b", known[name][1]), _line(one, name, "indirect", value)]
            lines.append(_line(one, name, "share", value / TOTAL))
        sums = {key: sum(parts[name] for name in own) for key, own in groups.items() if one == "all"}
        sums["(sum)"] = sum(parts.values())
        for name, value in sums.items():
            lines += [_line(one, name, "indirect", value), _line(one, name, "share", value / TOTAL)]
        lines += [_line(one, "", "direct", TOTAL - sums["(sum)"]), _line(one, "", "total", TOTAL)]
    return pd.DataFrame(lines).reindex(columns=PRODUCTS)


def fragility(groups):
    rows = []
    for place, name in enumerate(coefficients(groups)):
        line = {
            "mediator": name,
            "rho_zero": 0.31,
            "rho_low": 0.24,
            "rho_high": 0.38,
            "r2_a": 0.1,
            "r2_b": 0.1,
        }
        line |= {"rv_a": 0.211, "rv_a_interval": 0.122, "rv_b": 0.233, "rv_b_interval": 0.0}
        for path, (first, second) in {"a": ("x", "m"), "b": ("m", "y")}.items():
            line |= {f"benchmark_{path}": "gdp_pc" if place else np.nan}
            line |= {f"benchmark_{path}_r2_{end}": 0.02 if place else np.nan for end in (first, second)}
            line |= {f"adjusted_{path}_{k}": 0.5 / k if place else np.nan for k in (1, 2, 3)}
        rows.append(line | {"n": 12345, "units": 30, "draws": 2000})
    return pd.DataFrame(rows)


def curve(groups):
    rows = []
    for name, (a, b) in coefficients(groups).items():
        indirect = a * b * (1 - RHO / 0.31)
        frame = pd.DataFrame({"mediator": name, "rho": RHO, "indirect": indirect})
        rows.append(frame.assign(low=indirect - WIDTH, high=indirect + WIDTH))
    return pd.concat(rows, ignore_index=True)


def _alternative(name, kind, quantity, value, moderator="", at="", where=np.nan):
    line = {"mediator": name, "kind": kind, "moderator": moderator, "at": at, "value": where}
    line |= {"quantity": quantity, "estimate": value, "low": value - WIDTH, "high": value + WIDTH}
    return line | {"n": 12345 if kind == "controlled direct" else 10005, "units": 30, "draws": 2000}


def alternatives(groups, moderators):
    lines = []
    for name, (a, b) in coefficients(groups).items():
        values = {"a": a, "b": b, "indirect": a * b, "direct": TOTAL - a * b, "total": TOTAL}
        held = {key: values[key] for key in ("b", "direct", "total")}
        lines += [_alternative(name, "controlled direct", key, value) for key, value in held.items()]
        lines += [_alternative(name, "lagged", key, value) for key, value in values.items()]
        for (at, where), moderator in product(POINTS.items(), moderators):
            scale = 0.1 if at == "difference" else 1.0
            lines += [
                _alternative(name, "moderated", key, value * scale, moderator, at, where)
                for key, value in values.items()
            ]
    return pd.DataFrame(lines)


def facts(mediators=("internet", "robots"), **changes):
    sizes = {"n": 12345, "units": 30, "years": 12, "clusters": 30, "df": 29}
    drawn = {"draws": 2000, "permutations": 999, "seed": 20, "identity_gap": 1e-16}
    names = {"treatment": "nqpf", "outcome": "innovation", "controls": ["gdp_pc", "density"]}
    recipe = "clustered by unit (G = 30), CR1, nested convention, t(29)"
    names |= {"mediators": list(mediators)}
    return sizes | drawn | names | {"recipe": recipe, "family_p": "t(29)"} | changes


def joint(groups):
    test = {"f": 12.3, "df1": 2, "df2": 29, "p": 0.0001, "p_holm": 0.0003, "average": 0.21}
    return {key: test | {"average_se": 0.05, "channels": list(own)} for key, own in groups.items() if key}


def inputs(groups, moderators, truth):
    """Every part of a mechanism with these effects -> mediators ("" for mediators that are no channel)."""
    return {
        "paths": paths(groups),
        "products": products(groups),
        "fragility": fragility(groups),
        "curve": curve(groups),
        "alternatives": alternatives(groups, moderators),
        "facts": {"facts": facts(), "effects": joint(groups)},
        "truth": truth,
    }
