"""A mediation as plain text, and as one long frame."""

from collections.abc import Iterator
from textwrap import fill
from typing import TYPE_CHECKING

import pandas as pd

from nqpf.mechanisms.effects import ALL, SINGLE

if TYPE_CHECKING:
    from nqpf.mechanisms.mediate import Mediation

WIDTH = 92
METHODS = ("percentile", "bca", "monte_carlo", "sobel", "fieller", "reweighted")
ASSUMES = {
    "paths": "Layer 1, design-based: treatment -> mediator needs what treatment -> outcome needs, no more.",
    "products": "Layer 2, sequential ignorability: nothing unobserved moves both mediator and outcome. "
    "Jointly also: no channel acts on another; else the sum is an accounting decomposition.",
    "fragility": "Layer 3: what has to be wrong with layer 2 before an indirect effect is zero.",
    "alternatives": "Layer 4: other stories - other channels held as intermediate confounders, "
    "x(t-1) -> m(t) -> y(t+1), paths that differ by a moderator.",
}
HEADS = {SINGLE: "one channel at a time", ALL: "all channels jointly"}
LONG = ["layer", "set", "name", "quantity", "method", "estimate", "low", "high"]


def summary(found: "Mediation") -> str:
    """Write title, sample, recipe, and the layers one after another."""
    return "\n".join([*_head(found), *_layer_1(found), *_layer_2(found), *_layer_3(found), *_layer_4(found)])


def tidy(found: "Mediation") -> pd.DataFrame:
    """One row per number with an interval; columns LONG, method names how low and high came about."""
    parts = [part for part in _long(found) if len(part)]
    if not parts:
        return pd.DataFrame(columns=LONG)
    return pd.concat(parts, ignore_index=True)[LONG]


def _long(found: "Mediation") -> Iterator[pd.DataFrame]:
    if len(found.paths):
        limits = {"mediator": "name", "a": "estimate", "a_ci_low": "low", "a_ci_high": "high"}
        rows = found.paths.rename(columns=limits)
        yield rows.assign(layer="paths", set=SINGLE, quantity="a", method=f"CR1 {found.facts['reference']}")
    for method in METHODS if len(found.products) else ():
        limits = {f"{method}_low": "low", f"{method}_high": "high"}
        rows = found.products.rename(columns=limits).assign(layer="products", method=method)
        if method == "fieller":  # a set may be everything outside its limits, or the whole line
            rows["method"] = "fieller, " + rows["fieller_set"]
            yield rows[rows["fieller_set"] != ""]
        else:
            yield rows[rows["low"].notna()]
    if len(found.fragility):
        limits = {"mediator": "name", "rho_zero": "estimate", "rho_low": "low", "rho_high": "high"}
        rows = found.fragility.rename(columns=limits)
        yield rows.assign(layer="fragility", set=SINGLE, quantity="rho_zero", method="percentile")
    if len(found.alternatives):
        rows = found.alternatives.rename(columns={"mediator": "name"})
        at = (rows["kind"] + " " + rows["moderator"] + " " + rows["at"]).str.strip()
        yield rows.assign(layer="alternatives", set=at, method="percentile")


def _head(found: "Mediation") -> list[str]:
    facts = found.facts
    lines = [
        f"Mediation with two-way fixed effects: {facts['treatment']} -> m -> {facts['outcome']}",
        f"N = {facts['n']:,}, {facts['units']:,} units, {facts['years']} years; "
        f"{facts['rows_given'] - facts['n']:,} rows left out",
        f"standard errors: {facts['recipe']}",
        f"intervals: {facts['level']:.0%}; {facts['draws']:,} draws of whole clusters, seed {facts['seed']}",
    ]
    return ["=" * WIDTH, *lines, "=" * WIDTH]


def _layer_1(found: "Mediation") -> list[str]:
    if found.paths.empty:
        return []
    shown = ["a", "a_se", "a_t", "a_p", "a_wild_p", "a_p_holm", "a_p_bh", "a_p_rw", "a_p_permutation"]
    frame = found.paths.set_index("mediator")[shown].dropna(axis=1, how="all")
    tests = (
        f"  {name}: all paths zero, F({test['df1']}, {test['df2']}) = {test['f']:.2f}, p = {test['p']:.4f}"
        for name, test in found.effects.items()
    )
    return [_wrapped(ASSUMES["paths"]), _text(frame), *tests, ""]


def _layer_2(found: "Mediation") -> list[str]:
    if found.products.empty:
        return []
    lines = [_wrapped(ASSUMES["products"])]
    for name, rows in found.products.groupby("set", sort=False):
        lines += [f"-- {HEADS.get(str(name), f'{name} jointly')}", _text(_set(rows))]
    recipes = [_wrapped(f"{method}: {how}", "  ") for method, how in found.facts["intervals"].items()]
    gap = f"  |total - direct - sum of indirects| <= {found.facts['identity_gap']:.0e}"
    return [*lines, *recipes, gap, ""]


def _set(rows: pd.DataFrame) -> pd.DataFrame:
    """Indirect effects of a set with two intervals, the share with its Fieller set, then direct and total."""
    shown = rows[rows["quantity"].isin(["indirect", "direct", "total"])].set_index(["name", "quantity"])
    frame = shown[["estimate", "se", "percentile_low", "percentile_high", "bca_low", "bca_high", "sobel_p"]]
    shares = rows[rows["quantity"] == "share"].set_index("name")
    found = {(name, "indirect"): f"{row['estimate']:.1%} {_fieller(row)}" for name, row in shares.iterrows()}
    return frame.assign(share=[found.get(key, "") for key in frame.index])


def _fieller(row: "pd.Series[float]") -> str:
    limits = f"{row['fieller_low']:.1%}, {row['fieller_high']:.1%}"
    return {"bounded": f"[{limits}]", "outside": f"outside ({limits})"}.get(
        str(row["fieller_set"]), "unbounded"
    )


def _layer_3(found: "Mediation") -> list[str]:
    if found.fragility.empty:
        return []
    shown = ["rho_zero", "rho_low", "rho_high", "rv_a", "rv_a_interval", "rv_b", "rv_b_interval"]
    return [_wrapped(ASSUMES["fragility"]), _text(found.fragility.set_index("mediator")[shown]), ""]


def _layer_4(found: "Mediation") -> list[str]:
    if found.alternatives.empty:
        return []
    keys = ["kind", "mediator", "moderator", "at", "quantity"]
    chosen = found.alternatives["quantity"].isin(["indirect", "direct"])
    return [
        _wrapped(ASSUMES["alternatives"]),
        _text(found.alternatives[chosen].set_index(keys)[["estimate", "low", "high", "n"]]),
    ]


def _wrapped(sentence: str, indent: str = "") -> str:
    return fill(sentence, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ")


def _text(frame: pd.DataFrame) -> str:
    return frame.to_string(float_format=lambda value: f"{value:.4f}", na_rep="")
