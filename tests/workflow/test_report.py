"""The report of a finished run: made by the DAG, whole, and its drawing is the DAG."""

import re


def folder(project):
    return project.folder / "results/simulated_cities"


def test_the_report_is_among_the_outputs(finished):
    assert (folder(finished) / "report.html").stat().st_size < 15_000_000
    assert (folder(finished) / "report.pdf").read_bytes().startswith(b"%PDF")
    assert "report.html" in (folder(finished) / "manifest.json").read_text(encoding="utf-8")


def test_every_file_that_it_links_to_is_there(finished):
    text = (folder(finished) / "report.html").read_text(encoding="utf-8")
    links = set(re.findall(r'href="([^"#:]+)"', text))
    assert links
    assert not [link for link in links if not (folder(finished) / link).exists()]


def test_the_drawing_holds_the_rules_that_snakemake_names(finished):
    graph = finished.snakemake("--rulegraph", "mermaid-js", "results/simulated_cities/report.html").stdout
    named = set(re.findall(r"\[([a-z_]+)\]", graph))
    text = (folder(finished) / "report.html").read_text(encoding="utf-8")
    drawn = set(re.findall(r'id="rule-([a-z_]+)"', text))
    assert named
    assert drawn - {"build_pdf"} == named
