"""Tables and figures of the analyses of variants: they print, say what was varied, and place the truth."""

import pandas as pd
import pytest
from unit.analyses.test_variants import KINDS, found, material, study  # noqa: F401 - fixtures

from nqpf.files import read_frame, read_json, write_frame, write_json
from nqpf.registry import load
from nqpf.render import html, tex

TRUTH = pd.DataFrame({"quantity": ["total"], "name": [""], "structural": [0.7], "index_scale": [0.25]})
TABLES = [*KINDS, "sensitivity_levels"]


def _inputs(found, kind, folder, truth=TRUTH):  # noqa: F811 - a fixture's name
    one = found[kind.removesuffix("_levels")]
    write_frame(folder / "rows.csv", one.rows)
    write_json(folder / "facts.json", one.facts)
    return {
        "rows": read_frame(folder / "rows.csv"),
        "facts": read_json(folder / "facts.json"),
        "truth": truth,
    }


def _table(study, kind, inputs):  # noqa: F811
    name = "scheme_correlations" if kind == "schemes" else kind
    return load("nqpf.tables", kind).build(study.tables[name], study, inputs)


def _figure(study, kind, inputs):  # noqa: F811
    name = "scheme_correlations" if kind == "schemes" else kind
    spec = study.figures[name]
    return load("nqpf.figures", kind), spec, load("nqpf.figures", kind).draw(spec, study, inputs)


@pytest.mark.parametrize("kind", TABLES)
def test_every_table_prints_and_says_simulated(kind, found, study, tmp_path):  # noqa: F811
    table = _table(study, kind, _inputs(found, kind, tmp_path))
    page = html.render(table)
    assert "SIMULATED" in page
    assert "nan" not in page.lower().replace("finance", "")
    assert tex.render(table)


@pytest.mark.parametrize("kind", ["uncertainty", "sensitivity", "sensitivity_levels"])
def test_notes_say_what_was_varied_and_what_was_not_used(kind, found, study, tmp_path):  # noqa: F811
    page = html.render(_table(study, kind, _inputs(found, kind, tmp_path)))
    methods = found["sensitivity"].facts["levels"]["method"]
    assert f"{methods} legal combinations of normaliser" in page
    assert "one level: no cell of the index was filled" in page


@pytest.mark.parametrize("kind", ["sensitivity", "drop_one"])
def test_the_truth_stands_by_the_studys_own_index_alone(kind, found, study, tmp_path):  # noqa: F811
    spread = found[kind].facts["sd_within"]
    expected = 0.25 * spread["treatment"] / spread["outcome"]
    texts = [
        [str(getattr(cell.text, "en", cell.text)) for cell in line]
        for panel in _table(study, kind, _inputs(found, kind, tmp_path)).panels
        for line in panel.rows
    ]
    true = [line for line in texts if line[0].strip() in ("its truth", "truth")]
    assert len(true) == 1
    assert f"{expected:.3f}" in "".join(true[0])
    other = _inputs(found, kind, tmp_path)
    other["facts"]["model"] = "pooled"
    assert "truth" not in html.render(_table(study, kind, other)).lower()
    assert "truth" not in html.render(_table(study, kind, _inputs(found, kind, tmp_path, None))).lower()


@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_draws_and_says_simulated(kind, found, study, tmp_path):  # noqa: F811
    module, spec, figure = _figure(study, kind, inputs := _inputs(found, kind, tmp_path))
    texts = [text.get_text() for text in figure.texts]
    assert any("SIMULATED" in text for text in texts)
    assert len(module.data(spec, study, inputs)) > 0


def test_many_units_are_thinned_at_equal_distances(study, found, tmp_path):  # noqa: F811
    inputs = _inputs(found, "uncertainty", tmp_path)
    last = inputs["rows"][inputs["rows"]["year"] == inputs["facts"]["last_year"]]
    many = pd.concat(
        [last.assign(unit=last["unit"] + f"_{k}", rank=last["rank"] + 14 * k) for k in range(20)]
    )
    module = load("nqpf.figures", "uncertainty")
    shown = module.data(study.figures["uncertainty"], study, inputs | {"rows": many})
    assert len(shown) == module.SHOWN
    assert shown["rank"].is_monotonic_increasing
    assert {shown["rank"].iloc[0], shown["rank"].iloc[-1]} == {many["rank"].min(), many["rank"].max()}


def test_a_close_second_is_not_called_behind(found, tmp_path):  # noqa: F811
    inputs = _inputs(found, "sensitivity", tmp_path)
    rows = inputs["rows"].copy()
    at = rows["output"] == "ranks"
    rows.loc[at, ["total", "total_low", "total_high"]] = [0.0, 0.0, 0.0]
    rows.loc[at & (rows["factor"] == "method"), ["total", "total_low", "total_high"]] = [0.6, 0.5, 0.7]
    rows.loc[at & (rows["factor"] == "indicator"), ["total", "total_low", "total_high"]] = [0.5, 0.4, 0.6]
    findings = load("nqpf.tables", "sensitivity").findings
    assert "not clearly ahead of 'Indicator left out' (0.50)" in findings(inputs["facts"], rows)[0].en
    rows.loc[at & (rows["factor"] == "indicator"), "total_high"] = 0.45
    assert "not clearly" not in findings(inputs["facts"], rows)[0].en
