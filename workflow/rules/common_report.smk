# Helpers of report.smk: what the report shows, and which rules made it - asked of Snakemake, not written by hand.
from os.path import relpath
from types import SimpleNamespace

from nqpf.files import sha256


def report_files(wildcards):
    """What the English report reads, by name."""
    return _report_files("")


def report_files_zh(wildcards):
    """What the Chinese report reads: its tables and figures bear a suffix."""
    return _report_files("_zh")


def _report_files(tongue):
    results = f"results/{STUDY.name}"
    baseline = STUDY.facts.baseline
    treated = [f"treated_{index}" for index in STUDY.indices]
    return {
        "tables": [
            f"{results}/tables/{table}{tongue}.{ending}"
            for table in STUDY.tables
            for ending in ("html", "typ")
        ],
        "figures": [
            f"{results}/figures/{figure}{tongue}.{ending}"
            for figure in STUDY.figures
            for ending in ("png", "pdf")
        ],
        "ledger": f"{results}/propositions.csv",
        "checks": [f"{results}/checks/{check}.csv" for check in [*CHECKS, *treated]],
        "facts": f"{results}/estimates/{baseline}.json",
        "engines": f"{results}/checks/engines.json",
    }


def report_trace(wildcards):
    """Every file behind the report with its rule and what it is made of; every rule with its place."""
    groups = report_files(wildcards).values()
    waiting = [
        file
        for group in groups
        for file in ([group] if isinstance(group, str) else group)
    ]
    files = {}
    while waiting:
        file = waiting.pop()
        maker = next((one for one in workflow.rules if one.is_producer(file)), None)
        if maker is not None and file not in files:
            files[file] = [maker.name, _data_of(maker, file)]
            waiting += files[file][1]
    files |= {
        f"results/{STUDY.name}/report.{ending}": [maker, sorted(files)]
        for ending, maker in (("html", "build_report"), ("pdf", "build_pdf"))
    }
    names = {name for name, _ in files.values()}
    found = {one.name: _place(one) for one in workflow.rules if one.name in names}
    return {
        "files": dict(sorted(files.items())),
        "rules": dict(sorted(found.items())),
    }


def verified_files(wildcards):
    """Tables and figures of `verify` with their hashes, where it ran for this study.

    A parameter and no input: a report shows them, it never asks for thousands of panels.
    """
    folder = Path(f"results/{STUDY.name}/verify")
    files = sorted([*folder.glob("tables/*.*"), *folder.glob("figures/*.*")])
    return {str(file): sha256(file) for file in files}


def _data_of(maker, file):
    """The data from which a file is made, without code and specs."""
    wildcards = SimpleNamespace(**maker.get_wildcards(file))
    items = [
        item for name, item in maker.input._allitems() if name not in ("code", "specs")
    ]
    return sorted({path for item in items for path in _paths_of(item, wildcards)})


def _paths_of(item, wildcards):
    """An input as paths: a text with wildcards, or whatever a function of them gives."""
    if isinstance(item, dict):
        return [path for one in item.values() for path in _paths_of(one, wildcards)]
    if isinstance(item, (list, tuple)):
        return [path for one in item for path in _paths_of(one, wildcards)]
    flagged = getattr(item, "_file", item)
    function = getattr(flagged, "callable", None) or flagged
    if callable(function):
        return _paths_of(function(wildcards), wildcards)
    return [str(item).format(**vars(wildcards))]


def _place(maker):
    """Where a rule and its script are written, from the root of the project, and what it says it does."""
    file = Path(str(maker.snakefile))
    script = relpath(file.parent / maker.script) if maker.script else ""
    message = re.sub(r"\{wildcards\.(\w+)\}", r"<\1>", str(maker.message or ""))
    return {"message": message, "file": relpath(file), "script": script}
