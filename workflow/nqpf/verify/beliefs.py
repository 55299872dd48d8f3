"""What a user may and may not believe: sentences, each decided by a threshold and filled with numbers.

Intervals are believed where the mean coverage of the channels lies inside BAND and none lies two Monte-Carlo
errors below it; tests, where the rate is no more than two errors (of a true 5%) above 5%.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from nqpf.page.numbers import percent
from nqpf.specs.base import Label
from nqpf.verify import pool
from nqpf.verify.pool import INTERVALS, QUANTITIES, TESTS, Findings, Quantity, Rate
from nqpf.verify.summary import LEVEL
from nqpf.verify.tables import power_grid, rejection, scenarios, sizes_of

BAND = (0.935, 0.965)
ERRORS = 2.0  # Monte-Carlo errors within which a rate is taken for its target
GROSS = 3.5  # Monte-Carlo errors beyond which a bias is called one: some hundred are looked at
STRONG = 0.8  # power that is called enough
Labels = Mapping[str, Label]
Judged = tuple[Quantity, Label, Rate]


@dataclass(frozen=True)
class Belief:
    """One sentence, and whether it is something to believe or something not to."""

    may: bool
    text: str


def beliefs(findings: Findings) -> list[Belief]:
    """All that the numbers allow to be said, in the order of the questions a user has."""
    rates, labels = findings.rates, findings.labels
    return [
        *_bias(findings.bias[findings.bias["scenario"] == findings.main]),
        *_coverage(rates, labels),
        *_sizes(rates, labels),
        *_family(rates),
        *_power(rates),
    ]


def band_verdict(one: Rate) -> str:
    """Say where coverage lies: inside, below, or above the band."""
    low, high = BAND
    if one.mean < low or one.least < low - ERRORS * one.error:
        return "below"
    return "above" if one.mean > high else "inside"


def fair_error(panels: int) -> float:
    """Monte-Carlo error of the rate of a test whose size is right."""
    return float((LEVEL * (1 - LEVEL) / panels) ** 0.5)


def _bias(rows: pd.DataFrame) -> Iterator[Belief]:
    """Whether estimates are off by more than chance."""
    kept = rows[rows["set"].isin(["single", "all"]) & rows["bias_mc_error"].gt(0)]
    if kept.empty:
        return
    off = kept["bias"].abs() / kept["bias_mc_error"]
    share = (kept["bias"] / kept["truth"]).where(kept["truth"] != 0).abs()
    gross = kept.assign(off=off, share=share)[off > GROSS]
    panels = int(kept["panels"].min())
    largest = percent(share.max())
    if gross.empty:
        yield Belief(
            True,
            f"The estimates are centred on the truth: none of {len(kept)} quantities is off by more than "
            f"{GROSS:g} Monte-Carlo errors over {panels} panels; the largest bias is {largest} of its truth.",
        )
    for _, line in gross.iterrows():
        size = f"{percent(line['share'])} of its truth" if line["truth"] else "chance around zero"
        yield Belief(
            False,
            f"{line['quantity']} {line['name']} ({line['set']}) is off by {size}, "
            f"{line['off']:.1f} Monte-Carlo errors.",
        )


def _coverage(rates: pd.DataFrame, labels: Labels) -> Iterator[Belief]:
    """Coverage by scenario: what covers as it says, what covers less."""
    for name, rows in scenarios(rates, "coverage"):
        where, among = f"{labels[name].en}, {sizes_of(rows)}", pool.channels(rows)
        found = [
            (quantity, label, one)
            for quantity in QUANTITIES
            for method, label in INTERVALS.items()
            if (one := pool.rate(rows, quantity, method, "coverage", among)) is not None
        ]
        low = [cell for cell in found if band_verdict(cell[2]) == "below"]
        good = [cell for cell in found if cell not in low]
        if good:
            yield Belief(True, f"{where}: 95% intervals cover as often as they say - {_grouped(good)}.")
        if low:
            yield Belief(False, f"{where}: 95% intervals cover less often than they say - {_grouped(low)}.")


def _sizes(rates: pd.DataFrame, labels: Labels) -> Iterator[Belief]:
    """How often what is zero is called something: about 5%, less, or too often."""
    methods = {**INTERVALS, "wild": TESTS["wild"]}
    for name, rows in scenarios(rates, "size"):
        where = f"{labels[name].en}, {sizes_of(rows)}"
        found = [
            (quantity, label, one)
            for quantity in QUANTITIES
            for method, label in methods.items()
            if (one := rejection(rows, quantity, method)) is not None
        ]
        high = [cell for cell in found if cell[2].mean > LEVEL + ERRORS * fair_error(cell[2].panels)]
        few = [cell for cell in found if cell[2].mean < LEVEL - ERRORS * fair_error(cell[2].panels)]
        fair = [cell for cell in found if cell not in high and cell not in few]
        if fair:
            yield Belief(True, f"{where}: tests reject a true null about as often as 5% - {_grouped(fair)}.")
        if few:
            yield Belief(True, f"{where}: cautious, a true null is rejected less often - {_grouped(few)}.")
        if high:
            yield Belief(False, f"{where}: a true null is rejected too often - {_grouped(high)}.")


def _grouped(cells: Sequence[Judged]) -> str:
    """Quantities that the same methods speak of, with the range of their rates."""
    by_quantity: dict[str, list[tuple[str, Rate]]] = {}
    for quantity, label, one in cells:
        by_quantity.setdefault(quantity.label.en, []).append((label.en, one))
    alike: dict[tuple[str, ...], dict[str, list[Rate]]] = {}
    for quantity_label, told in by_quantity.items():
        methods = tuple(method for method, _ in told)
        alike.setdefault(methods, {})[quantity_label] = [one for _, one in told]
    return "; ".join(_group(methods, found) for methods, found in alike.items())


def _group(methods: tuple[str, ...], found: Mapping[str, Sequence[Rate]]) -> str:
    rates = [one for told in found.values() for one in told]
    least, greatest = (percent(end(one.mean for one in rates)) for end in (min, max))
    span = least if least == greatest else f"{least} to {greatest}"
    error = percent(max(one.error for one in rates))
    return f"{', '.join(found)} by {', '.join(methods)}: {span} (± {error})"


def _family(rates: pd.DataFrame) -> Iterator[Belief]:
    """Any path a called significant where none is."""
    for name, rows in rates[rates["name"] == pool.FAMILY.name].groupby("scenario", sort=False):
        if name not in {found for found, _ in scenarios(rates, "size")}:
            continue
        for method in TESTS:
            one = pool.rate(rows, pool.FAMILY, method, "rejected", [])
            if one is not None:
                may = one.mean <= LEVEL + ERRORS * fair_error(one.panels)
                yield Belief(
                    may,
                    f"With no effect at all, at least one of the paths a is significant at 5% in "
                    f"{percent(one.mean)} (± {percent(one.error)}) of panels by {TESTS[method].en} p.",
                )


def _power(rates: pd.DataFrame) -> Iterator[Belief]:
    """Where an effect of the default size is found, and where silence says little."""
    grid = power_grid(rates) if (rates["purpose"] == "power").any() else pd.DataFrame()
    for quantity, part in grid.groupby("quantity", sort=False) if len(grid) else ():
        for effect, cells in part[part["strength"] > 0].groupby("strength"):
            strong = cells["rejected"] >= STRONG
            for may, kept in ((True, cells[strong]), (False, cells[~strong])):
                if len(kept):
                    places = ", ".join(
                        f"{line['cities']} × {line['years']} {percent(line['rejected'])}"
                        for _, line in kept.iterrows()
                    )
                    ending = "found" if may else "often missed, so that silence says little"
                    yield Belief(
                        may, f"{quantity} at {effect:g} × the default effects is {ending}: {places}."
                    )
