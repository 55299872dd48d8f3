"""A user's mistake gets one sentence that says where, what and what to do - and no traceback."""

import hashlib

import pytest

STUDY = "config/studies/simulated_cities"


def sentence(done) -> str:
    """The output of a run that must fail without a traceback."""
    assert done.returncode != 0
    assert "Traceback" not in done.stdout, done.stdout[-3000:]
    return done.stdout


def test_a_study_that_does_not_exist(fresh):
    said = sentence(fresh.snakemake("--config", "study=simulated_citys"))
    assert "there is no study 'simulated_citys'" in said
    assert "did you mean 'simulated_cities'?" in said


def test_a_mistyped_config_key(fresh):
    assert "did you mean 'study'?" in sentence(fresh.snakemake("--config", "studdy=china_cities"))


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "models/twoway.yaml",
            "controls:",
            "contrls:",
            "models/twoway.yaml: unknown key 'contrls'; did you mean 'controls'?",
        ),
        ("indices/nqpf_equal.yaml", "weights: equal", "weights: equl", "did you mean 'equal'?"),
        ("study.yaml", "outcome:", "outcome: gdp\noutcome:", "the key 'outcome' stands twice"),
        ("models/twoway.yaml", "outcome: innovation", "outcome: inovation", "did you mean 'innovation'?"),
    ],
)
def test_a_mistake_in_a_spec(fresh, file, old, new, said):
    fresh.edit(f"{STUDY}/{file}", lambda text: text.replace(old, new, 1))
    assert said in sentence(fresh.snakemake("--dry-run"))


@pytest.fixture
def with_raw(fresh):
    """A project whose raw files have been drawn."""
    done = fresh.snakemake("data/raw/simulated_cities/truth.json")
    assert done.returncode == 0, done.stdout[-2000:]
    return fresh


@pytest.mark.slow
def test_a_duplicate_city_year(with_raw):
    path = with_raw.folder / "data/raw/simulated_cities/economy.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines, lines[-1]]))
    said = sentence(with_raw.snakemake("data/processed/simulated_cities/panel.csv"))
    assert "economy.csv" in said
    assert f"rows {len(lines)} " in said
    assert f"and {len(lines) + 1} " in said


@pytest.mark.slow
def test_a_text_cell_in_a_number_column(with_raw):
    path = with_raw.folder / "data/raw/simulated_cities/economy.csv"
    text = path.read_bytes().decode("gb18030")
    lines = text.split("\r\n" if "\r\n" in text else "\n")
    cells = lines[5].rsplit(",", 1)
    path.write_bytes(text.replace(lines[5], f"{cells[0]},about 7", 1).encode("gb18030"))
    said = sentence(with_raw.snakemake("data/processed/simulated_cities/panel.csv"))
    assert "economy.csv" in said
    assert "about 7" in said
    assert "row 6" in said


@pytest.fixture
def pinned(fresh):
    """A real study of one file that is pinned by its hash, and a mirror that holds it."""
    mirror = fresh.folder / "mirror"
    mirror.mkdir()
    (mirror / "du2021").mkdir()
    (mirror / "du2021/Du2021EE_ERdata.dta").write_bytes(b"not the file")
    return fresh


def test_a_wrong_hash_names_the_file_and_both_hashes(pinned):
    target = "data/raw/china_cities/du2021/Du2021EE_ERdata.dta"
    said = sentence(pinned.snakemake("--config", "study=china_cities", "mirror=mirror", "--", target))
    assert "Du2021EE_ERdata.dta" in said
    assert hashlib.sha256(b"not the file").hexdigest()[:12] in said
    assert not (pinned.folder / target).exists()


def test_a_file_that_the_mirror_lacks(pinned):
    target = "data/raw/china_provinces/upstream/panel_data.csv"
    said = sentence(pinned.snakemake("--config", "study=china_provinces", "mirror=mirror", "--", target))
    assert "mirror" in said
    assert "panel_data.csv" in said


def test_a_raw_file_that_was_changed_stops_before_anything_is_deleted(pinned):
    raw = pinned.folder / "data/raw/china_cities/du2021/Du2021EE_ERdata.dta"
    raw.parent.mkdir(parents=True)
    raw.write_bytes(b"changed by hand")
    said = sentence(pinned.snakemake("--dry-run", "--config", "study=china_cities"))
    assert "Du2021EE_ERdata.dta" in said
