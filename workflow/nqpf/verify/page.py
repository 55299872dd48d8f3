"""`verify.md`: the beliefs as a page, and whether the intervals pass the mark set for them."""

from collections.abc import Sequence

from nqpf.page.numbers import percent
from nqpf.verify import pool
from nqpf.verify.beliefs import BAND, Belief, beliefs
from nqpf.verify.pool import BOOTSTRAP, INTERVALS, QUANTITIES, Findings, Rate

HEAD = "# SIMULATED - what the estimates, intervals and tests do where the truth is known"
INTRODUCTION = (
    "Panels drawn from a model with every coefficient on file go through the functions of the pipeline. "
    f"Intervals are believed where their coverage lies between {percent(BAND[0])} and {percent(BAND[1])}, "
    "tests where they reject a true null at most two Monte-Carlo errors more often than 5%. In brackets: the "
    "Monte-Carlo error of one channel, the largest of those spoken of. Every sentence is computed from "
    "`coverage.csv` and `bias.csv`, which hold each channel with its error."
)
LIMITS = (
    "The panels obey the model that is estimated: linear, additive, two-way effects, no channel acts on "
    "another. Real data need not: an interval that covers here may fail there."
)


def page(findings: Findings) -> str:
    """Write the page in markdown; the intervals of the main scenario are held to BAND."""
    found = beliefs(findings)
    parts = {
        "Bootstrap intervals in the main design": _mark(findings),
        "What you may believe": _listed(found, may=True),
        "What you may not believe": _listed(found, may=False),
        "What this cannot show": [LIMITS],
    }
    sections = (line for title, lines in parts.items() for line in ("", f"## {title}", "", *lines))
    return "\n".join([HEAD, "", INTRODUCTION, *sections]) + "\n"


def _mark(findings: Findings) -> list[str]:
    """A table of the bootstrap intervals in the main design."""
    rows = findings.rates[findings.rates["scenario"] == findings.main]
    among = pool.channels(rows)
    lines = [
        "| quantity | " + " | ".join(INTERVALS[m].en for m in BOOTSTRAP) + " |",
        "|---|" + "---|" * len(BOOTSTRAP),
    ]
    for quantity in QUANTITIES:
        cells = [pool.rate(rows, quantity, m, "coverage", among) for m in BOOTSTRAP]
        if any(cells):
            lines.append(f"| {quantity.label.en} | {' | '.join(map(_cell, cells))} |")
    return lines


def _cell(one: Rate | None) -> str:
    """Mean, least and greatest over channels, and which of them lie outside the band."""
    if one is None:
        return "-"
    inside = one.least >= BAND[0] and one.greatest <= BAND[1]
    verdict = "in the band" if inside else "not all in the band"
    spread = "" if one.channels == 1 else f" [{percent(one.least)}, {percent(one.greatest)}]"
    return f"{percent(one.mean)}{spread} ± {percent(one.error)}, {verdict}"


def _listed(found: Sequence[Belief], *, may: bool) -> list[str]:
    return [f"- {belief.text}" for belief in found if belief.may is may] or ["- Nothing was measured."]
