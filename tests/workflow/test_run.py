"""The DAG from end to end, on a tiny study: it finishes, rests, and wakes for exactly what changed."""

import json
import re

import pandas as pd
import pytest
from pandas.api.types import is_numeric_dtype

from nqpf.files import TEXT, read_frame

RESULTS = "results/simulated_cities"
COMMENT = "\n# a comment is an edit too\n"
PARTS = ("paths", "products", "fragility", "curve", "alternatives")
IDENTITY = 1e-9  # total = direct + indirect holds to rounding, relative to effects of order one


def test_a_dry_run_of_a_fresh_clone_plans_everything(fresh):
    planned = fresh.planned()
    assert {
        "simulate",
        "build_panel",
        "build_index",
        "fit_models",
        "study_mechanism",
        "judge_claims",
    } <= planned


def test_the_linter_has_nothing_to_say(fresh):
    done = fresh.snakemake("--lint")
    assert done.returncode == 0, done.stdout
    assert "good condition" in done.stdout


@pytest.mark.slow
def test_all_promised_files_are_there(finished):
    results = finished.folder / RESULTS
    for table in (
        "descriptives",
        "correlations",
        "weights_nqpf",
        "weights_innovation",
        "baseline",
        "mechanisms",
        "mechanism_products",
        "mechanism_fragility",
        "mechanism_alternatives",
        "mechanism_moderated",
    ):
        for ending in ("csv", "tex", "html"):
            assert (results / "tables" / f"{table}.{ending}").stat().st_size > 0
    for figure in ("index_by_region", "weights", "channels", "coefficient_path", "mechanism_curve"):
        assert (results / "figures" / f"{figure}.pdf").read_bytes().startswith(b"%PDF")
        assert (results / "figures" / f"{figure}.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_every_page_of_a_simulated_study_says_so(finished):
    pages = [*(finished.folder / RESULTS).rglob("*.html"), *(finished.folder / RESULTS).rglob("*.tex")]
    pages.append(finished.folder / RESULTS / "propositions.md")
    assert len(pages) > 20
    for page in pages:
        assert "SIMULATED" in page.read_text(encoding="utf-8"), page


@pytest.mark.slow
def test_a_second_run_has_nothing_to_do(finished):
    assert "Nothing to be done" in finished.snakemake().stdout


@pytest.mark.slow
def test_the_ledger_has_all_rows_and_the_truth(finished):
    rows = read_frame(finished.folder / RESULTS / "propositions.csv")
    assert len(rows) == 19
    assert rows["verdict"].notna().all()
    assert rows.set_index("claim")["truth"].notna()[["1", "1.technology.digital"]].all()


@pytest.mark.slow
def test_total_is_direct_plus_the_sum_of_indirects_in_every_set(finished):
    folder = finished.folder / RESULTS / "mechanisms/channels"
    rows = read_frame(folder / "products.csv").fillna({"name": ""})
    value = rows.set_index(["set", "name", "quantity"])["estimate"]
    for one, part in rows.groupby("set"):
        if one == "single":
            continue
        channels = set(part.loc[part["quantity"] == "b", "name"])
        indirect = sum(value[one, name, "indirect"] for name in channels)
        assert abs(value[one, "", "total"] - value[one, "", "direct"] - indirect) < IDENTITY
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))["facts"]
    assert facts["identity_gap"] < IDENTITY


@pytest.mark.slow
def test_every_layer_of_the_nine_channels_is_written(finished):
    folder = finished.folder / RESULTS / "mechanisms/channels"
    parts = {name: read_frame(folder / f"{name}.csv") for name in PARTS}
    assert all(part["mediator" if "mediator" in part else "name"].nunique() >= 9 for part in parts.values())
    assert parts["products"]["reweighted_low"].notna().any()
    assert set(parts["alternatives"]["kind"]) == {"controlled direct", "lagged", "moderated"}
    assert parts["alternatives"]["moderator"].dropna().nunique() == 4


@pytest.mark.slow
def test_the_engines_agree(finished):
    engines = json.loads((finished.folder / RESULTS / "checks/engines.json").read_text(encoding="utf-8"))
    assert engines["columns"] >= 4
    assert engines["coef"]["difference"] < 1e-6
    assert engines["se"]["difference"] < 1e-6


@pytest.mark.slow
def test_every_filled_cell_is_listed(finished):
    imputed = read_frame(finished.folder / RESULTS / "checks/imputed.csv")
    panel = read_frame(finished.folder / "data/processed/simulated_cities/panel.csv").set_index(
        ["unit", "year"]
    )
    assert len(imputed) > 0
    for cell in imputed.head(20).itertuples():
        assert panel.loc[(cell.unit, cell.year), cell.variable] == pytest.approx(cell.value, abs=1e-12)


@pytest.mark.slow
def test_the_manifest_signs_the_run_and_notices_a_hand_edit(finished):
    manifest = json.loads((finished.folder / RESULTS / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["inputs"]
    assert manifest["seeds"]
    assert f"{RESULTS}/tables/baseline.csv" in manifest["outputs"]
    assert finished.snakemake("verify_outputs").returncode == 0
    table = finished.folder / RESULTS / "tables/baseline.csv"
    original = table.read_bytes()
    table.write_bytes(original.replace(b"0.", b"1.", 1))
    done = finished.snakemake("verify_outputs")
    table.write_bytes(original)
    assert done.returncode != 0
    assert "tables/baseline.csv" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "reruns", "rests"),
    [
        (
            "workflow/nqpf/weights/equal.py",
            {"build_index", "build_sample", "fit_models"},
            {"simulate", "build_panel"},
        ),
        (
            "workflow/nqpf/figures/channels.py",
            {"draw_figure", "write_manifest"},
            {"fit_models", "render_table"},
        ),
        ("workflow/nqpf/render/tex.py", {"render_table", "write_manifest"}, {"fit_models", "draw_figure"}),
        ("workflow/nqpf/bootstrap.py", {"study_mechanism", "judge_claims"}, {"fit_models", "build_index"}),
        (
            "workflow/nqpf/claims/verdict.py",
            {"judge_claims", "write_manifest"},
            {"study_mechanism", "fit_models"},
        ),
    ],
)
def test_an_edit_to_a_package_file_reruns_what_depends_on_it(finished, file, reruns, rests):
    original = (finished.folder / file).read_text(encoding="utf-8")
    finished.edit(file, lambda text: text + COMMENT)
    planned = finished.planned()
    finished.edit(file, lambda _: original)
    assert reruns <= planned
    assert not rests & planned


@pytest.mark.slow
def test_an_edit_to_one_weighting_scheme_reruns_the_indices_that_use_it(finished):
    file = "workflow/nqpf/weights/equal.py"
    original = (finished.folder / file).read_text(encoding="utf-8")
    finished.edit(file, lambda text: text + COMMENT)
    output = finished.snakemake("--dry-run").stdout
    finished.edit(file, lambda _: original)
    built = set(re.findall(r"Build the index (\w+)", output))
    assert built == {"nqpf_equal", "innovation_equal"}


@pytest.mark.slow
def test_a_touched_file_reruns_nothing(finished):
    (finished.folder / "workflow/nqpf/weights/entropy.py").touch()
    assert "Nothing to be done" in finished.snakemake().stdout


@pytest.mark.slow
def test_an_edit_to_one_model_refits_its_tables_only(finished):
    file = "config/studies/simulated_cities/models/path_p1.yaml"
    original = (finished.folder / file).read_text(encoding="utf-8")
    finished.edit(file, lambda text: text + "convention: full\n")
    output = finished.snakemake("--dry-run").stdout
    finished.edit(file, lambda _: original)
    assert set(re.findall(r"Fit the columns of table (\w+)", output)) == {"paths"}


@pytest.mark.slow
def test_the_snakemake_report_holds_tables_figures_and_ledger(finished):
    done = finished.snakemake("--report", "report.html")
    assert done.returncode == 0, done.stdout[-2000:]
    report = (finished.folder / "report.html").read_text(encoding="utf-8")
    for word in ("Tables", "Figures", "Ledger of claims", "SIMULATED"):
        assert word in report


@pytest.mark.slow
def test_numbers_come_twice_the_same(finished, fresh):
    files = [f"{RESULTS}/mechanisms/channels/{part}.csv" for part in PARTS]
    done = fresh.snakemake("--cores", "1", files[0])
    assert done.returncode == 0, done.stdout[-2000:]
    for file in files:
        first, second = ((project.folder / file).read_bytes() for project in (finished, fresh))
        assert first == second
    assert len(pd.read_csv(finished.folder / files[0])) == 9


@pytest.mark.slow
def test_no_column_of_numbers_bears_a_name_that_is_read_as_text(finished):
    """A number in a column that `read_frame` takes for names would come back as text."""
    for path in sorted((finished.folder / RESULTS).rglob("*.csv")):
        frame = pd.read_csv(path)
        numbers = [name for name in frame if is_numeric_dtype(frame[name]) and frame[name].notna().any()]
        assert not set(numbers) & set(TEXT), path
