import numpy as np
import pandas as pd
import pytest
from unit.verify.findings import channel_cells, findings, rows

from nqpf.registry import load
from nqpf.verify import figures
from nqpf.verify.report import FIGURES, TABLES, possible

METHODS = ("t", "percentile", "bca", "monte_carlo", "sobel")


@pytest.fixture(scope="module")
def found():
    """One scenario of every purpose."""

    def cells(coverage, rejected):
        joint = {("all", "", "total", m): (coverage, rejected) for m in ("t", "percentile")}
        paths = channel_cells("a", ("t", "percentile"), coverage, rejected)
        return channel_cells("indirect", METHODS, coverage, rejected) | paths | joint

    parts = [rows("main", "coverage", cells(0.95, 0.99)), rows("null", "size", cells(1.0, 0.05), truth=0.0)]
    for n in (10, 30):
        parts.append(rows(f"few{n}", "clusters", cells(0.9, 0.9), cities=n))
        parts.append(rows(f"few{n}_0", "clusters", cells(0.9, 0.1), cities=n, strength=0.0, truth=0.0))
    for n in (30, 285):
        parts += [rows(f"p{n}_{s}", "power", cells(0.9, s / 2), cities=n, strength=s) for s in (0.5, 1.0)]
    return findings(pd.concat(parts, ignore_index=True))


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("ending", ["csv", "tex", "html"])
def test_every_table_prints_and_says_simulated(found, name, ending):
    table = TABLES[name].build(found)
    assert table.simulated
    assert "SIMULATED" in load("nqpf.render", ending).render(table)


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_draws_what_its_numbers_hold(found, name):
    assert len(FIGURES[name].data(found)) > 0
    drawn = FIGURES[name].draw(found)
    assert any("SIMULATED" in text.get_text() for text in drawn.texts)


def test_a_run_has_the_tables_that_its_purposes_fill(scenario):
    only = {"main": scenario(purpose="coverage")}
    assert possible(TABLES, only) == ["coverage", "bias"]
    assert possible(FIGURES, only) == ["coverage"]


def test_the_coverage_figure_shows_every_channel_and_method(found):
    data = figures.coverage(found)
    assert len(data[data["label"] == "indirect (one channel)"]) == 2 * len(METHODS)
    assert np.allclose(data["coverage"], 0.95)


def test_few_clusters_have_coverage_and_size(found):
    data = figures.few(found).set_index(["quantity", "method", "clusters", "kind"])["share"]
    assert data["a: x → m", "t", 10, "coverage"] == pytest.approx(0.9)
    assert data["total: x → y", "percentile", 30, "size"] == pytest.approx(0.1)
