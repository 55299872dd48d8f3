# Helpers of the workflow. They read the study once and turn it into facts - names, paths, fingerprints.
import hashlib
import json
import re
from pathlib import Path

from snakemake.exceptions import WorkflowError

from nqpf.audit.matrix import matrix
from nqpf.audit.overlap import audit, frame
from nqpf.errors import UserError
from nqpf.provenance import used_files
from nqpf.registry import suggest
from nqpf.sources.retrieve import verify
from nqpf.specs.analyses import models_behind
from nqpf.specs.study import load_study

CONFIG = Path("config")
PACKAGE = Path("workflow/nqpf")
SCRIPTS = Path("workflow/scripts")
KEYS = ["study", "mirror", "language"]
LANGUAGES = {
    "en": [""],
    "zh": ["", "_zh"],
}  # what is asked for, by the end of its file names
LANGUAGE = str(config.get("language", "en"))


def in_a_sentence(function, *arguments):
    """Call a function; a user's mistake stops the workflow with its sentence alone."""
    try:
        return function(*arguments)
    except UserError as error:
        raise WorkflowError(str(error)) from None


def checked_study():
    """Read the study that the configuration names, and check raw files that are already there."""
    for key in config:
        if key not in KEYS:
            raise UserError(f"--config knows no key '{key}'; {suggest(key, KEYS)}.")
    if LANGUAGE not in LANGUAGES:
        raise UserError(f"--config language={LANGUAGE}: give en, or zh for both.")
    study = load_study(str(config["study"]), CONFIG)
    for source in study.sources.sources.values():
        file = Path("data/raw", study.name, source.file)
        if source.sha256 and file.exists():
            verify(source, file)
    return study


STUDY = in_a_sentence(checked_study)
SOURCES = STUDY.sources.sources
# With url: downloaded. With sha256 alone: the user's own file, which lies there or in the mirror.
RETRIEVED = [source.file for source in SOURCES.values() if source.sha256]
SIMULATED = [source.file for source in SOURCES.values() if not source.sha256]
REGRESSIONS = [
    name for name, table in STUDY.tables.items() if table.kind == "regression"
]
CHECKS = ["imputed", "unjoined", "unusable", "breaks"]
CHECKS += ["overlap", "overlap_matrix", "placebo", "denominators"]
MECHANISM_PARTS = ["paths", "products", "fragility", "curve", "alternatives"]
TRUTH = ["results/{study}/estimates/truth.csv"] if STUDY.simulated else []


def one_of(names):
    """A wildcard constraint that allows these names only."""
    return "|".join(map(re.escape, names)) or "(?!)"


def code(script, **chosen):
    """The package files that a script uses, and the script's frame: an edit to one of them reruns the rule.

    chosen: registry folder -> the options in use, so that an edit to another option reruns nothing.
    """
    choices = {
        f"nqpf.{folder.replace('__', '.')}": options
        for folder, options in chosen.items()
    }
    files = used_files(SCRIPTS / f"{script}.py", PACKAGE, choices)
    return [str(path) for path in [*files, SCRIPTS / "job.py"]]


def fingerprint(*parts):
    """A short mark of the parts of a study that a rule reads; an edit to another part reruns nothing."""
    plain = [
        part.model_dump(mode="json") if hasattr(part, "model_dump") else part
        for part in parts
    ]
    return hashlib.sha256(
        json.dumps(plain, sort_keys=True, default=_plain).encode()
    ).hexdigest()[:16]


def _plain(value):
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else str(value)


def raw_files(wildcards):
    return [f"data/raw/{STUDY.name}/{source.file}" for source in SOURCES.values()]


def read_files(wildcards):
    return [
        f"data/raw/{STUDY.name}/{source.file}"
        for source in SOURCES.values()
        if source.read
    ]


def pin(wildcards):
    """Where a file comes from and which bytes are expected."""
    source = next(
        source for source in SOURCES.values() if source.file == wildcards.file
    )
    return {"url": source.url, "sha256": source.sha256}


def study_files(wildcards):
    """Every spec file of the study, and the theory."""
    return [
        str(path)
        for path in sorted(
            [*(CONFIG / "studies" / STUDY.name).rglob("*.yaml"), CONFIG / "theory.yaml"]
        )
    ]


def index_code(wildcards):
    return code("build_index", **index_options(wildcards.index))


def index_options(index):
    """The files that the steps of an index name; the weight table always shows entropies."""
    spec = STUDY.indices[index]
    return {
        "weights": [spec.weights, "entropy"],
        "index__treatments": spec.treatments,
        "index__normalisers": spec.normalisers,
        "index__aggregators": [spec.aggregator],
    }


def panel_options():
    """The transforms, policies and readers that the codebook and the sources name."""
    variables = STUDY.codebook.variables.values()
    return {
        "panel__transforms": {variable.recipe.transform for variable in variables},
        "panel__missing": {variable.missing.policy for variable in variables},
        "sources__readers": {
            source.read.reader for source in SOURCES.values() if source.read
        },
    }


def simulation_code():
    """The generator builds the treatment index with the very functions of the pipeline."""
    options = index_options(STUDY.facts.treatment) if STUDY.simulated else {}
    return code("simulate_study", **options, **panel_options())


def index_mark(wildcards):
    return fingerprint(STUDY.indices[wildcards.index])


def sample_mark(wildcards):
    return fingerprint(STUDY.samples[wildcards.sample], STUDY.facts.years)


def models_of(table):
    return {name: STUDY.models[name] for name in STUDY.tables[table].columns}


def model_samples(wildcards):
    return [
        f"data/processed/{STUDY.name}/samples/{name}.csv"
        for name in samples_of(wildcards.table)
    ]


def samples_of(table):
    return sorted({model.sample for model in models_of(table).values()})


def models_code(wildcards):
    models = models_of(wildcards.table).values()
    return code(
        "fit_models",
        estimators=["twfe", "panelols", *(model.estimator for model in models)],
        diagnostics=[name for model in models for name in model.diagnostics],
    )


def models_mark(wildcards):
    return fingerprint(models_of(wildcards.table))


def mechanism_sample(wildcards):
    return f"data/processed/{STUDY.name}/samples/{STUDY.mechanisms[wildcards.mechanism].sample}.csv"


def reweighed(mechanism):
    """The built indices of a mechanism whose weights are estimated anew in every draw."""
    spec = STUDY.mechanisms[mechanism]
    columns = [spec.treatment, *STUDY.mediators(mechanism), spec.outcome]
    built = [name for name in columns if name in STUDY.indices]
    return built if spec.index_uncertainty else []


def mechanism_indices(wildcards):
    folder = f"data/processed/{STUDY.name}/indices"
    return [f"{folder}/{name}.json" for name in reweighed(wildcards.mechanism)]


def mechanism_code(wildcards):
    parts = [index_options(name) for name in reweighed(wildcards.mechanism)]
    folders = index_options(next(iter(STUDY.indices)))
    options = {
        folder: sorted({name for part in parts for name in part[folder]})
        for folder in folders
    }
    return code(
        "study_mechanism",
        **options,
        estimators=["twfe", "panelols"],
        diagnostics=[],
    )


def mechanism_mark(wildcards):
    return fingerprint(
        STUDY.mechanisms[wildcards.mechanism],
        STUDY.mediators(wildcards.mechanism),
        STUDY.groups(wildcards.mechanism),
    )


def mechanism_data(mechanism):
    """Every part of a mechanism, and its facts."""
    folder = f"results/{STUDY.name}/mechanisms/{mechanism}"
    parts = {part: f"{folder}/{part}.csv" for part in MECHANISM_PARTS}
    return {
        **parts,
        "facts": f"{folder}/facts.json",
        **truth_of_study(),
    }


def truth_of_study():
    return (
        {"truth": f"results/{STUDY.name}/estimates/truth.csv"}
        if STUDY.simulated
        else {}
    )


def placebo_of_study():
    return {"placebo": f"results/{STUDY.name}/checks/placebo.csv"}


def audit_code(script, **chosen):
    """What re-estimates and rebuilds: every index option and every estimator in use, no diagnostics."""
    parts = [index_options(index) for index in STUDY.indices]
    options = {
        folder: sorted({name for part in parts for name in part[folder]})
        for folder in parts[0]
    }
    estimators = {model.estimator for model in STUDY.models.values()}
    return code(
        script,
        **options,
        **chosen,
        estimators=["twfe", "panelols", *estimators],
        diagnostics=[],
    )


def audit_mark():
    """What the audit of a study reads: everything that says what a regression is made of."""
    return fingerprint(
        STUDY.facts, STUDY.codebook, STUDY.indices, STUDY.models, STUDY.mechanisms
    )


def analysis_sample(wildcards):
    sample = STUDY.analyses[wildcards.analysis].sample
    return f"data/processed/{STUDY.name}/samples/{sample}.csv"


def analysis_code(wildcards):
    return code("analyse_index", analyses=[STUDY.analyses[wildcards.analysis].kind])


def analysis_mark(wildcards):
    spec = STUDY.analyses[wildcards.analysis]
    others = {
        name: STUDY.models[name]
        for name in models_behind(spec, STUDY)
        if name != spec.model
    }
    parts = [others] if others else []
    return fingerprint(spec, STUDY.models.get(spec.model), STUDY.facts.years, *parts)


def analysis_data(analysis):
    stem = f"results/{STUDY.name}/analyses/{analysis}"
    return {"rows": f"{stem}.csv", "facts": f"{stem}.json", **truth_of_study()}


def gathered_data(analyses):
    """The files of several analyses: by name once they are read."""
    each = [analysis_data(name) for name in analyses]
    files = {part: [one[part] for one in each] for part in ("rows", "facts")}
    return {**files, **truth_of_study()}


def table_data(wildcards):
    """The files that a table is made of, by its kind."""
    spec, estimates = STUDY.tables[wildcards.table], f"results/{STUDY.name}/estimates"
    if spec.analysis:
        return analysis_data(spec.analysis)
    if spec.analyses:
        return gathered_data(spec.analyses)
    if spec.mechanism:
        return {**mechanism_data(spec.mechanism), **placebo_of_study()}
    match spec.kind:
        case "regression":
            stem = f"{estimates}/{wildcards.table}"
            return {
                "terms": f"{stem}.csv",
                "facts": f"{stem}.json",
                **placebo_of_study(),
                **truth_of_study(),
            }
        case "overlap":
            return {"matrix": f"results/{STUDY.name}/checks/overlap_matrix.csv"}
        case "weights":
            folder = f"data/processed/{STUDY.name}"
            return {
                "weights": f"{folder}/weights/{spec.index}.csv",
                "facts": f"{folder}/indices/{spec.index}.json",
            }
    return {"sample": f"data/processed/{STUDY.name}/samples/{spec.sample}.csv"}


def figure_data(wildcards):
    """The files that a figure is made of, by what it points at."""
    spec, estimates = STUDY.figures[wildcards.figure], f"results/{STUDY.name}/estimates"
    if spec.kind == "tile_map" and spec.analysis:
        units = f"data/processed/{STUDY.name}/units.csv"
        return {**analysis_data(spec.analysis), "units": units}
    if spec.analysis:
        return analysis_data(spec.analysis)
    if spec.analyses:
        return gathered_data(spec.analyses)
    if spec.table:
        stem = f"{estimates}/{spec.table}"
        return {"terms": f"{stem}.csv", "facts": f"{stem}.json", **truth_of_study()}
    if spec.mechanism:
        return mechanism_data(spec.mechanism)
    if spec.kind == "overlap":
        return {"matrix": f"results/{STUDY.name}/checks/overlap_matrix.csv"}
    folder = f"data/processed/{STUDY.name}"
    if spec.kind == "weights":
        return {
            "weights": [
                f"{folder}/weights/{name}.csv" for name in same_indicators(spec.index)
            ]
        }
    return {
        "scores": f"{folder}/indices/{spec.index}.csv",
        "units": f"{folder}/units.csv",
    }


def same_indicators(index):
    """The index and those that differ from it in the weighting scheme alone."""
    own = STUDY.indices[index]
    return [
        index,
        *(
            n
            for n, s in STUDY.indices.items()
            if n != index and s.dimensions == own.dimensions
        ),
    ]


def table_code(wildcards):
    return code("render_table", tables=[STUDY.tables[wildcards.table].kind])


def figure_code(wildcards):
    return code("draw_figure", figures=[STUDY.figures[wildcards.figure].kind])


def regression_estimates(ending):
    return [f"results/{STUDY.name}/estimates/{table}.{ending}" for table in REGRESSIONS]


def claimed_analyses(ending):
    """The analyses that claims rest on, and those that speak of all practice paths."""
    named = {proof.analysis for proof in STUDY.facts.claims.values() if proof.analysis}
    paths = {
        name for name, one in STUDY.analyses.items() if one.kind == "practice_paths"
    }
    folder = f"results/{STUDY.name}/analyses"
    return [f"{folder}/{name}.{ending}" for name in sorted(named | paths)]


def all_outputs(wildcards):
    """Everything a reader gets, which the manifest signs."""
    results = f"results/{STUDY.name}"
    return [
        *(f"{results}/tables/{table}.csv" for table in STUDY.tables),
        *(f"{results}/figures/{figure}.csv" for figure in STUDY.figures),
        *(
            f"{results}/tables/{table}{tongue}.{ending}"
            for table in STUDY.tables
            for tongue in LANGUAGES[LANGUAGE]
            for ending in ("tex", "docx", "xlsx", "typ", "html")
        ),
        *(
            f"{results}/figures/{figure}{tongue}.{ending}"
            for figure in STUDY.figures
            for tongue in LANGUAGES[LANGUAGE]
            for ending in ("pdf", "png")
        ),
        *(
            f"{results}/report{tongue}.{ending}"
            for tongue in LANGUAGES[LANGUAGE]
            for ending in ("html", "pdf")
        ),
        f"{results}/propositions.csv",
        *(
            f"{results}/propositions{tongue}.{ending}"
            for tongue in LANGUAGES[LANGUAGE]
            for ending in ("md", "html")
        ),
        *(f"{results}/checks/{check}.csv" for check in CHECKS),
        *(f"{results}/checks/treated_{index}.csv" for index in STUDY.indices),
        f"{results}/checks/engines.json",
    ]


def intermediates(wildcards):
    """What lies between raw files and results; signed too, since a hand edit there would go unseen."""
    folder = f"data/processed/{STUDY.name}"
    return [
        f"{folder}/panel.csv",
        f"{folder}/units.csv",
        *(
            f"{folder}/indices/{index}.{ending}"
            for index in STUDY.indices
            for ending in ("csv", "json")
        ),
        *(f"{folder}/weights/{index}.csv" for index in STUDY.indices),
        *(f"{folder}/samples/{sample}.csv" for sample in STUDY.samples),
    ]
