"""Every mistake in a study gives one sentence: file, key, wrong value, choices."""

import re

import pytest

from nqpf.errors import SpecError
from nqpf.specs import load_study

PEDANTIC = re.compile(
    r"pydantic|validation error|traceback|constrained|\[type=|instance of|NoneType", re.IGNORECASE
)


def sentence(folder):
    """The message of the refusal, which must be one readable sentence."""
    with pytest.raises(SpecError) as caught:
        folder.load()
    text = str(caught.value)
    assert "\n" not in text
    assert not PEDANTIC.search(text)
    assert text.endswith(".")
    assert not text.endswith("..")
    return text


def test_the_small_study_is_valid(study_folder):
    study = study_folder.load()
    assert study.mediators("channels") == ["digital", "green", "quality"]
    assert study.channels_of("1.technology")["green"] == "1.technology.green"
    assert not study.simulated
    assert set(study.tables) >= {"weights_nqpf", "weights_nqpf_equal", "weights_innovation", "baseline"}
    assert study.seeds()["mechanism channels"] == 1


def test_directions_come_from_the_codebook_and_an_index_may_differ(study_folder):
    study_folder.set(
        "indices/nqpf.yaml", "dimensions/green", {"label": {"en": "g", "zh": "g"}, "indicators": ["green"]}
    )
    study_folder.files["study.yaml"]["overlaps"] = [
        {"between": ["nqpf", "green"], "series": ["energy"], "reason": "a test"},
        {"between": ["nqpf_equal", "green"], "series": ["energy"], "reason": "a test"},
    ]
    assert study_folder.load().indices["nqpf"].directions == {"staff_pc": 1, "robots_pc": 1, "green": -1}
    study_folder.set("indices/nqpf.yaml", "directions", {"green": 1})
    assert study_folder.load().indices["nqpf"].directions["green"] == 1


WRONG = [  # file, key, value, what the sentence must hold
    ("study.yaml", "titel", "x", ["study.yaml", "unknown key 'titel'", "did you mean 'title'?"]),
    ("study.yaml", "years", [2014, 2011], ["study.yaml", "'years'", "2014 to 2011 run backwards"]),
    ("study.yaml", "years", [2014], ["study.yaml", "'years'", "two years"]),
    ("study.yaml", "years", 2014, ["study.yaml", "'years'", "two years"]),
    ("study.yaml", "years", ["a", 2014], ["study.yaml", "'years.first'", "'a'"]),
    ("study.yaml", "read_years", [2012, 2020], ["study.yaml", "'read_years' must include"]),
    ("study.yaml", "treatment", "nqfp", ["study.yaml", "'nqfp'", "did you mean 'nqpf'?"]),
    ("study.yaml", "mechanism", "chanels", ["study.yaml", "'mechanism'", "did you mean 'channels'?"]),
    ("study.yaml", "baseline", "baselin", ["study.yaml", "'baseline'", "did you mean 'baseline'?"]),
    ("study.yaml", "claims/9.none", {"model": "twoway"}, ["study.yaml", "'claims' names '9.none'"]),
    ("study.yaml", "claims/1", {}, ["study.yaml", "'claims.1'", "not_observed"]),
    ("study.yaml", "claims/1", {"not_observed": ""}, ["study.yaml", "claims.1.not_observed"]),
    ("study.yaml", "claims/1", {"not_observed": "x", "model": "twoway"}, ["study.yaml", "'claims.1'"]),
    (
        "study.yaml",
        "claims/1",
        {"modle": "twoway"},
        ["unknown key 'claims.1.modle'", "did you mean 'model'?"],
    ),
    ("study.yaml", "claims/1", {"model": "towway"}, ["claims.1.model", "'towway'", "did you mean 'twoway'?"]),
    ("study.yaml", "claims/1", {"variable": "nqpf"}, ["study.yaml", "claim '1'", "add the key 'model'"]),
    (
        "study.yaml",
        "claims/1.technology.digital",
        {"model": "twoway"},
        ["claim '1.technology.digital'", "add the key 'variable'"],
    ),
    ("study.yaml", "claims/1.technology.digital", {"variable": "green"}, ["'green' stands for two channels"]),
    (
        "study.yaml",
        "claims/1.technology.digital",
        {"variable": "digitl"},
        ["'digitl'", "did you mean 'digital'?"],
    ),
    ("study.yaml", "overlaps", [{"between": ["a"], "series": [], "reason": "x"}], ["overlaps.0.between"]),
    (
        "sources.yaml",
        "sources/book/sha256",
        None,
        ["sources.yaml", "'sources.book'", "url and sha256 together"],
    ),
    ("sources.yaml", "sources/book/sha256", "abc", ["sources.yaml", "'sources.book.sha256'", "'abc'"]),
    (
        "sources.yaml",
        "sources/book/file",
        "../x",
        ["sources.yaml", "'sources.book.file'", "'../x'", "inside"],
    ),
    (
        "sources.yaml",
        "sources/book/licens",
        "x",
        ["unknown key 'sources.book.licens'", "did you mean 'licence'?"],
    ),
    (
        "sources.yaml",
        "sources/book/read/reader",
        "exel",
        ["sources.yaml", "sources.book.read", "did you mean 'excel'?"],
    ),
    (
        "sources.yaml",
        "sources/book/read/options",
        {"encodin": "x"},
        ["'encodin'", "did you mean 'encoding'?"],
    ),
    ("sources.yaml", "sources/book/read/options", {"encoding": 3}, ["'encoding'", "3"]),
    ("sources.yaml", "sources/book/read/shape", "tall", ["'sources.book.read.shape'", "'tall'", "'wide'"]),
    ("sources.yaml", "sources/book/read/shape", "long", ["sources.book.read", "needs the key 'variable'"]),
    ("units.yaml", "units", {}, ["units.yaml", "roster"]),
    ("units.yaml", "units/A", {"alias": ["Aa"]}, ["unknown key 'units.A.alias'", "did you mean 'aliases'?"]),
    (
        "units.yaml",
        "group_labels",
        {"Esat": {"en": "East", "zh": "东部"}},
        ["units.yaml", "group_labels names 'Esat', to which no unit belongs"],
    ),
    ("units.yaml", "roster", {"source": "bok", "unit": "c"}, ["units.yaml", "'bok'", "did you mean 'book'?"]),
    ("variables.yaml", "series/gdp/rnge", [0, 1], ["unknown key 'series.gdp.rnge'", "did you mean 'range'?"]),
    (
        "variables.yaml",
        "series/gdp/source",
        "bok",
        ["variables.yaml", "series.gdp.source", "did you mean 'book'?"],
    ),
    ("variables.yaml", "series/gdp/part_of", ["gpd"], ["variables.yaml", "series 'gdp'", "'gpd'"]),
    (
        "variables.yaml",
        "series/digital",
        {"source": "book", "column": "c", "unit": "1"},
        ["'digital' is a series and"],
    ),
    (
        "variables.yaml",
        "variables/ln_gdp/recipe",
        {"lgo": "gdp"},
        ["variables.ln_gdp.recipe", "did you mean 'log'?"],
    ),
    (
        "variables.yaml",
        "variables/ln_gdp/recipe",
        {"log": "gpd"},
        ["variable 'ln_gdp'", "'gpd'", "did you mean 'gdp'?"],
    ),
    ("variables.yaml", "variables/ln_gdp/recipe", {"log": ["gdp", "it"]}, ["ln_gdp", "1 series, not of 2"]),
    ("variables.yaml", "variables/ln_gdp/recipe", {"ratio": ["gdp"]}, ["ln_gdp", "2 series, not of 1"]),
    ("variables.yaml", "variables/ln_gdp/recipe", {}, ["variables.ln_gdp.recipe", "empty"]),
    ("variables.yaml", "variables/ln_gdp/recipe", "gdp", ["variables.ln_gdp.recipe", "'gdp'"]),
    ("variables.yaml", "variables/ln_gdp/recipe", {"log": "ln_gdp"}, ["'ln_gdp' is made of itself"]),
    ("variables.yaml", "variables/staff_pc/recipe/scal", 3, ["staff_pc", "'scal'", "did you mean 'scale'?"]),
    ("variables.yaml", "variables/staff_pc/recipe/scale", "ten", ["staff_pc", "'scale'", "'ten'"]),
    ("variables.yaml", "variables/base/missing", "zeros", ["variables.base.missing", "'zeros'", "'zero'"]),
    (
        "variables.yaml",
        "variables/base/missing",
        {"interpolate": {"gaps": 1}},
        ["'gaps'", "did you mean 'gap'?"],
    ),
    ("variables.yaml", "variables/base/direction", 0, ["variables.base.direction", "1 or -1"]),
    (
        "variables.yaml",
        "variables/base/label",
        {"en": "x"},
        ["variables.yaml", "'variables.base.label.zh' is missing"],
    ),
    ("variables.yaml", "variables/base/label", {"en": "x", "hz": "y"}, ["base.label.hz", "allowed: en, zh"]),
    (
        "indices/nqpf.yaml",
        "weights",
        "entropie",
        ["indices/nqpf.yaml", "'weights'", "did you mean 'entropy'?", "equal"],
    ),
    (
        "indices/nqpf.yaml",
        "normaliser",
        "minimax",
        ["indices/nqpf.yaml", "'normaliser'", "did you mean 'minmax'?"],
    ),
    (
        "indices/nqpf.yaml",
        "aggregator",
        "liner",
        ["indices/nqpf.yaml", "'aggregator'", "did you mean 'linear'?"],
    ),
    ("indices/nqpf.yaml", "dimensions", {}, ["indices/nqpf.yaml", "'dimensions'"]),
    (
        "indices/nqpf.yaml",
        "dimensions/staff_pc/indicator",
        [],
        ["dimensions.staff_pc.indicator", "'indicators'"],
    ),
    (
        "indices/nqpf.yaml",
        "dimensions/staff_pc/indicators",
        ["staf_pc"],
        ["'staf_pc'", "did you mean 'staff_pc'?"],
    ),
    (
        "indices/nqpf.yaml",
        "dimensions/staff_pc/indicators",
        ["robots_pc"],
        ["'robots_pc' stands in two places"],
    ),
    ("indices/nqpf.yaml", "directions", {"robot_pc": -1}, ["'robot_pc'", "did you mean 'robots_pc'?"]),
    ("indices/nqpf.yaml", "base_window", [2014, 2011], ["indices/nqpf.yaml", "'base_window'", "backwards"]),
    (
        "indices/nqpf_equal.yaml",
        "like",
        "nqfp",
        ["nqpf_equal.yaml", "'like'", "'nqfp'", "did you mean 'nqpf'?"],
    ),
    ("indices/nqpf_equal.yaml", "like", ["nqpf"], ["nqpf_equal.yaml", "'like'"]),
    ("indices/nqpf_equal.yaml", "like", "nqpf_equal", ["nqpf_equal.yaml", "'like' runs in a circle"]),
    ("samples/main.yaml", "complete", ["nqfp"], ["samples/main.yaml", "'complete'", "did you mean 'nqpf'?"]),
    ("models/twoway.yaml", "outcome", "inovation", ["models/twoway.yaml", "did you mean 'innovation'?"]),
    ("models/twoway.yaml", "controls", ["ln_gpd"], ["models/twoway.yaml", "did you mean 'ln_gdp'?"]),
    ("models/twoway.yaml", "controls", "ln_gdp", ["models/twoway.yaml", "'controls'", "list"]),
    ("models/twoway.yaml", "moderator", "bse", ["models/twoway.yaml", "did you mean 'base'?"]),
    (
        "models/twoway.yaml",
        "effects",
        ["city"],
        ["models/twoway.yaml", "'effects.0'", "'city'", "'unit' or 'time'"],
    ),
    (
        "models/twoway.yaml",
        "estimator",
        "panelolss",
        ["models/twoway.yaml", "'estimator'", "did you mean 'panelols'?"],
    ),
    (
        "models/twoway.yaml",
        "diagnostics",
        ["vfi"],
        ["models/twoway.yaml", "'diagnostics'", "did you mean 'vif'?"],
    ),
    ("models/twoway.yaml", "sample", "mian", ["models/twoway.yaml", "'sample'", "did you mean 'main'?"]),
    ("models/twoway.yaml", "lags", {"base": 1}, ["models/twoway.yaml", "'lags' names 'base'"]),
    (
        "mechanisms/channels.yaml",
        "mediators",
        "chanels",
        ["channels.yaml", "'mediators'", "'chanels'", "'channels'"],
    ),
    ("mechanisms/channels.yaml", "mediators", ["digitl"], ["channels.yaml", "did you mean 'digital'?"]),
    ("mechanisms/channels.yaml", "mediators", ["digital"], ["study.yaml", "'green'", "a mediator"]),
    ("mechanisms/channels.yaml", "draws", 5, ["channels.yaml", "'draws' is 5", "100"]),
    ("mechanisms/channels.yaml", "sample", "mian", ["channels.yaml", "did you mean 'main'?"]),
    (
        "tables/baseline.yaml",
        "kind",
        "regresion",
        ["tables/baseline.yaml", "'kind'", "did you mean 'regression'?"],
    ),
    (
        "tables/baseline.yaml",
        "columns",
        ["towway"],
        ["tables/baseline.yaml", "'columns'", "did you mean 'twoway'?"],
    ),
    (
        "tables/mechanisms.yaml",
        "mechanism",
        "chanels",
        ["tables/mechanisms.yaml", "did you mean 'channels'?"],
    ),
    (
        "figures/weights.yaml",
        "kind",
        "wieghts",
        ["figures/weights.yaml", "'kind'", "did you mean 'weights'?"],
    ),
    ("figures/weights.yaml", "index", "nqfp", ["figures/weights.yaml", "'index'", "did you mean 'nqpf'?"]),
    ("../../theory.yaml", "rule/levl", 0.1, ["theory.yaml", "'rule.levl'", "did you mean 'level'?"]),
    ("../../theory.yaml", "claims/1/kind", "totl", ["theory.yaml", "'claims.1.kind'", "'totl'", "'total'"]),
]


@pytest.mark.parametrize(("file", "key", "value", "held"), WRONG)
def test_a_wrong_value_is_told_in_a_sentence(study_folder, file, key, value, held):
    told = sentence(study_folder.set(file, key, value))
    assert [piece for piece in held if piece not in told] == [], told


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("", ["expected 'key: value' lines, found nothing"]),
        ("- a\n- b\n", ["expected 'key: value' lines", "list"]),
        ("a: [1\nb: 2\n", ["not valid YAML", "line 2"]),
        ("a:\n\tb: 1\n", ["not valid YAML"]),
        ("kind: weights\nkind: weights\n", ["'kind' stands twice", "line 1"]),
        ("kind: weights\ntitle:\n  en: x\n  zh: y\n  en: z\n", ["'en' stands twice", "line 3"]),
    ],
)
def test_a_file_that_is_no_mapping(study_folder, text, held):
    study_folder.files["figures/weights.yaml"] = text
    told = sentence(study_folder)
    assert [piece for piece in ["figures/weights.yaml", *held] if piece not in told] == [], told


def test_bytes_that_are_not_utf8(study_folder):
    study_folder.write()
    (study_folder.folder / "figures/weights.yaml").write_bytes("kind: 权重".encode("gb18030"))
    with pytest.raises(SpecError, match=r"figures/weights.yaml: this is not valid YAML"):
        load_study("small", study_folder.root)


@pytest.mark.parametrize("file", ["sources.yaml", "units.yaml", "variables.yaml", "../../theory.yaml"])
def test_a_missing_file(study_folder, file):
    study_folder.write()
    (study_folder.folder / file).unlink()
    with pytest.raises(SpecError, match=rf"{file.rpartition('/')[2]}: the file does not exist"):
        load_study("small", study_folder.root)


def test_a_study_that_does_not_exist(study_folder):
    study_folder.write()
    with pytest.raises(SpecError, match=r"no study 'smal' in .*did you mean 'small'\? allowed: small\.$"):
        load_study("smal", study_folder.root)


def test_no_study_at_all(tmp_path):
    with pytest.raises(SpecError, match="allowed: none"):
        load_study("small", tmp_path)


def test_a_missing_key(study_folder):
    told = sentence(study_folder.drop("models/twoway.yaml", "outcome"))
    assert "models/twoway.yaml: the key 'outcome' is missing." in told


@pytest.mark.parametrize("claim", ["1", "2.P4", "1.model.chained", "0.backward"])
def test_a_claim_without_a_line(study_folder, claim):
    told = sentence(study_folder.drop("study.yaml", f"claims/{claim}"))
    assert f"study.yaml: claim '{claim}' has no line" in told


def test_a_long_loop_of_recipes_is_spelled_out(study_folder):
    for name, part in {"ln_gdp": "digital", "digital": "quality", "quality": "ln_gdp"}.items():
        study_folder.set("variables.yaml", f"variables/{name}/recipe", {"log": part})
    assert "(ln_gdp <- digital <- quality <- ln_gdp)" in sentence(study_folder)


def test_likeness_passes_through_and_stops_in_a_circle(study_folder):
    study_folder.files["indices/nqpf_third.yaml"] = {"like": "nqpf_equal", "aggregator": "linear"}
    study = study_folder.load()
    assert study.indices["nqpf_third"].weights == "equal"
    assert study.indices["nqpf_third"].dimensions == study.indices["nqpf"].dimensions
    study_folder.set("indices/nqpf_equal.yaml", "like", "nqpf_third")
    assert "circle (nqpf_equal <- nqpf_third <- nqpf_equal)" in sentence(study_folder)


def test_an_index_and_a_variable_of_one_name(study_folder):
    study_folder.files["indices/digital.yaml"] = {"like": "nqpf"}
    assert "'digital' is also in variables.yaml" in sentence(study_folder)


def test_a_source_without_url_belongs_to_a_simulated_study(study_folder):
    study_folder.drop("sources.yaml", "sources/book/url").drop("sources.yaml", "sources/book/sha256")
    assert "the source 'book' has neither url nor sha256" in sentence(study_folder)


def test_an_undeclared_overlap_stops_the_study_and_says_how_to_declare_it(study_folder):
    study_folder.set(
        "indices/innovation.yaml", "dimensions/patents_pc/indicators", ["patents_pc", "staff_pc"]
    )
    told = sentence(study_folder)
    for piece in (
        "study.yaml",
        "'nqpf'",
        "'innovation'",
        "share the raw series staff",
        "between: [nqpf, innovation]",
    ):
        assert piece in told
    pairs = [("nqpf", "innovation"), ("nqpf_equal", "innovation")]
    declared = [{"between": list(pair), "series": ["staff"], "reason": "a test"} for pair in pairs]
    study_folder.set("study.yaml", "overlaps", declared).load()


def test_specs_cannot_be_changed(study_folder):
    study = study_folder.load()
    with pytest.raises(ValueError, match="frozen"):
        study.facts.treatment = "other"
