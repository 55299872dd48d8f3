# Helpers of package.smk. Included late, since they ask the other rules what makes which file.
from types import SimpleNamespace

PACKED_FILES = ["Snakefile", "pyproject.toml", "README.md", "LICENSE", "CITATION.cff"]
PACKED_FOLDERS = ["workflow", "profiles", "docs"]
NOT_PACKED = (".pyc", ".sif")


def lies_here(folder):
    """Files under a folder that belong to the project; hidden and derived ones do not."""
    return [
        str(path)
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file()
        and path.suffix not in NOT_PACKED
        and not any(
            part.startswith((".", "__pycache__")) or part.endswith(".egg-info")
            for part in path.parts
        )
    ]


def project_files(wildcards):
    """Code, lock, and the specs of this study alone."""
    others = [
        f"{path}/" for path in (CONFIG / "studies").iterdir() if path.name != STUDY.name
    ]
    specs = [
        path for path in lies_here(CONFIG) if not path.startswith(tuple(others or "/"))
    ]
    return [
        *PACKED_FILES,
        *(file for folder in PACKED_FOLDERS for file in lies_here(folder)),
        *specs,
    ]


def packed_files(wildcards):
    """Everything that goes into the package but its README."""
    passed_on = [
        f"data/raw/{STUDY.name}/{source.file}"
        for source in SOURCES.values()
        if source.redistribute
    ]
    return [
        *project_files(wildcards),
        *passed_on,
        *all_results(wildcards),
        *verified_files(wildcards),
    ]


def all_results(wildcards):
    """The outputs that the manifest signs, the manifest, and the estimates behind them."""
    folder = f"results/{STUDY.name}"
    return sorted(
        {
            *all_outputs(wildcards),
            f"{folder}/manifest.json",
            *regression_estimates("csv"),
            *regression_estimates("json"),
            *truth_of_study().values(),
            *(
                file
                for one in STUDY.mechanisms
                for file in mechanism_data(one).values()
            ),
            *(file for one in STUDY.analyses for file in analysis_data(one).values()),
        }
    )


def programs(wildcards):
    """What every rule of a study's run is called and says, and its script."""
    return [
        [rule.name, rule.message or "", script_of(rule)]
        for rule in workflow.rules
        if not rule.name.startswith("verify") or rule.name == "verify_outputs"
    ]


def script_of(rule):
    return f"workflow/scripts/{Path(str(rule.script)).name}" if rule.script else ""


def products(wildcards):
    """Tables and figures: name, the rules that lead to them, their files."""
    outputs = all_outputs(wildcards)
    return {
        "tables": [
            product_of("tables", "table", table_data, name, outputs)
            for name in STUDY.tables
        ],
        "figures": [
            product_of("figures", "figure", figure_data, name, outputs)
            for name in STUDY.figures
        ],
    }


def product_of(folder, wildcard, data_of, name, outputs):
    stems = [f"results/{STUDY.name}/{folder}/{name}{suffix}" for suffix in ("", "_zh")]
    files = [file for file in outputs if file.rsplit(".", 1)[0] in stems]
    behind = data_of(SimpleNamespace(**{wildcard: name})).values()
    flat = [
        one for part in behind for one in (part if isinstance(part, list) else [part])
    ]
    found = [maker_of(one) for one in [*flat, *files]]
    return [name, list(dict.fromkeys(found)), files]


def maker_of(file):
    """The rule that makes a file."""
    return next(rule.name for rule in workflow.rules if rule.is_producer(file))
