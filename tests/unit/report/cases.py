"""The simulated study with invented results: names that try to break out, a ledger with every verdict."""

from pathlib import Path

import pandas as pd

from nqpf.page.drawing import canvas, save
from nqpf.page.table import Cell, Panel, Table, row
from nqpf.render import html, typ
from nqpf.report.material import CHECKS, Material, Picture, Printed, Verified, fragment, suffix
from nqpf.report.trace import from_plain
from nqpf.specs.base import Label
from nqpf.specs.study import load_study

CONFIG = Path(__file__).parents[3] / "config"
NASTY = '<script>alert("x")</script> & a_b #set $x$ \\ "quoted" [link] 虚构市 </title>'
VERDICTS = ["supported", "opposite sign", "negligible", "inconclusive", "not identified", "not observed"]
COLUMNS = {
    "imputed": {"variable": NASTY, "unit": NASTY, "year": 2012, "value": 1.0, "policy": NASTY},
    "unjoined": {"source": NASTY, "file": NASTY, "name": NASTY, "rows": 3, "reason": NASTY},
    "breaks": {"series": NASTY, "variables": NASTY, "year": 2015, "note": NASTY},
}


def study():
    return load_study("simulated_cities", CONFIG)


def ledger(facts):
    """One row per claim; the verdicts go round, so that all of them stand in it."""
    rows = []
    for place, (name, claim) in enumerate(facts.theory.claims.items()):
        verdict = VERDICTS[place % len(VERDICTS)]
        estimate = float("nan") if verdict == "not observed" else (-1) ** place * (place + 1) / 10
        rows.append(
            {
                "claim": name,
                "words_en": f"{claim.words.en} {NASTY}",
                "words_zh": f"{claim.words.zh} {NASTY}",
                "variable": "nqpf -> innovation",
                "sources": NASTY,
                "test": NASTY,
                "estimate": estimate,
                "ci_low": estimate - 1,
                "ci_high": estimate + 1,
                "p_adjusted": 0.5,
                "sensitivity": NASTY if place % 2 else "",
                "truth": estimate,
                "verdict": verdict,
                "evidence": "tables/baseline.html, estimates",
                "test_zh": NASTY,
                "sensitivity_zh": NASTY if place % 2 else "",
            }
        )
    return pd.DataFrame(rows)


def checks(facts):
    unusable = [
        {"series": NASTY, "unit": NASTY, "year": year, "value": 1.0, "why": NASTY}
        for year in (2011, 2012, 2014)
    ]
    pair = {"first": NASTY, "second": NASTY, "model": "twoway", "path": "a", "estimate": 0.1}
    placebo = {**pair, "leave_out": 0.2, "placebo_low": -1.0, "placebo_high": 1.0, "covers": "yes"}
    shared = {**pair, "denominators": NASTY, "with_reciprocals": 0.3, "shift": 1.0}
    frames = {name: pd.DataFrame([cells]) for name, cells in COLUMNS.items()}
    frames |= {"unusable": pd.DataFrame(unusable), "placebo": pd.DataFrame([placebo])}
    frames |= {"denominators": pd.DataFrame([shared])}
    treated = {f"treated_{index}": pd.DataFrame(columns=["unit"]) for index in facts.indices}
    return {**{name: frames[name] for name in CHECKS}, **treated}


def table(title):
    """Two channels with their intervals under them, and a sum that must stay below."""
    lines = (row("b channel", "0.2", "−3.0"), row("a channel", "<0.001", "1 200"), row("c", "", "4.2e−5"))
    text = Label(en=f"{title} {NASTY}", zh=f"{title} {NASTY}")
    head = (row("", Cell("both", 2)), row("Channel", "p", "n"))
    panels = (Panel(lines, title=NASTY, rule=True),)
    return Table(text, head, panels, (NASTY,), pd.DataFrame(), simulated=True)


def printed(name, language):
    built = table(name)
    return Printed(
        html=fragment(html.render(built, language), Path(f"tables/{name}{suffix(language)}.html")),
        typ=typ.render(built, language),
    )


def picture(folder):
    pdf, png = folder / "one.pdf", folder / "one.png"
    figure = canvas(1.0, 1.0)
    save(figure, pdf, png)
    return Picture(png=png.read_bytes(), pdf=pdf)


def model_facts():
    facts = {"n": 3420, "units": 285, "years": 12, "rows_missing": 1, "singletons": 2}
    return {"twoway": {"label": {"en": NASTY, "zh": NASTY}, **facts}}


def trace(facts):
    made = {
        f"results/{facts.name}/tables/{name}.html": ["render_table", ["data/raw/a.csv"]]
        for name in facts.tables
    }
    made |= {
        f"results/{facts.name}/figures/{name}.png": ["draw_figure", ["data/raw/a.csv"]]
        for name in facts.figures
    }
    made["data/raw/a.csv"] = ["simulate", []]
    place = {"file": "workflow/rules/outputs.smk", "script": "workflow/scripts/render_table.py"}
    rules = {name: {"message": NASTY, **place} for name in ("render_table", "draw_figure", "simulate")}
    return from_plain({"files": made, "rules": rules})


def material(folder, language="en", facts=None):
    facts = facts or study()
    one = picture(folder)
    difference = {"difference": 1e-14}
    return Material(
        ledger=ledger(facts),
        checks=checks(facts),
        facts=model_facts(),
        engines={
            "engines": ["twfe", NASTY],
            "columns": 12,
            "unit": "x",
            "coef": difference,
            "se": difference,
        },
        tables={name: printed(name, language) for name in facts.tables},
        figures=dict.fromkeys(facts.figures, one),
        verified=Verified(tables={"bias": printed("bias", "en")}, figures={"coverage": one}),
        specs={"theory.yaml": NASTY, **dict.fromkeys(_specs(), NASTY)},
        trace=trace(facts),
    )


def _specs():
    folder = CONFIG / "studies/simulated_cities"
    return [path.relative_to(CONFIG).as_posix() for path in sorted(folder.rglob("*.yaml"))]
