"""The way back from a table or figure: files, specs, rule, script. All links are relative to the report."""

from collections.abc import Iterable, Mapping

from nqpf.report.document import Link, Origin
from nqpf.report.trace import Trace
from nqpf.specs.analyses import models_behind
from nqpf.specs.outputs import FigureSpec, TableSpec
from nqpf.specs.study import Study

UP = "../../"  # from results/<study>/ to the root of the project
ENDINGS = {"tables": ("csv", "html", "tex"), "figures": ("csv", "pdf", "png")}


def origin_of_exhibit(study: Study, trace: Trace, folder: str, name: str) -> Origin:
    """The origin of a table or figure of the study."""
    spec = study.tables[name] if folder == "tables" else study.figures[name]
    paths = [f"{folder}/{name}.{ending}" for ending in ENDINGS[folder]]
    kind = Link(f"nqpf/{folder}/{spec.kind}.py", f"{UP}workflow/nqpf/{folder}/{spec.kind}.py")
    plain = origin_of_files(study, trace, paths, specs_behind(study, folder, name))
    return Origin(plain.files, plain.specs, (*plain.made_by, kind), plain.chain)


def origin_of_files(study: Study, trace: Trace, paths: list[str], specs: Iterable[str] = ()) -> Origin:
    """The origin of files of the results folder; the first one that the trace knows names the rule."""
    known = [file for path in paths if (file := f"results/{study.name}/{path}") in trace.makers]
    chain = trace.chain(known[0]) if known else ()
    return Origin(
        files=tuple(Link(path, path) for path in paths),
        specs=tuple(spec_link(spec) for spec in specs),
        made_by=rule_links(trace, chain[0]) if chain else (),
        chain=chain,
    )


def rule_links(trace: Trace, name: str) -> tuple[Link, ...]:
    """Where a rule and its script are written."""
    rule = trace.rules[name]
    written = Link(f"rule {name} ({rule.file})", f"{UP}{rule.file}")
    return (written, Link(rule.script, f"{UP}{rule.script}")) if rule.script else (written,)


def specs_behind(study: Study, folder: str, name: str) -> list[str]:
    """The spec files of an exhibit: its own, then those of what it shows; paths inside the study's folder."""
    spec = study.tables[name] if folder == "tables" else study.figures[name]
    own = [] if f"weights_{spec.index}" == name else [f"{folder}/{name}.yaml"]
    return list(dict.fromkeys([*own, *_named(study, spec)]))


def _named(study: Study, spec: TableSpec | FigureSpec) -> list[str]:
    found = [f"indices/{spec.index}.yaml"] if spec.index else []
    if isinstance(spec, TableSpec):
        found += [f"models/{name}.yaml" for name in spec.columns if name in study.models]
    elif spec.table:
        found += specs_behind(study, "tables", spec.table)
    if spec.mechanism:
        found.append(f"mechanisms/{spec.mechanism}.yaml")
    for name in filter(None, [spec.analysis, *spec.analyses]):
        found += [f"analyses/{name}.yaml", *_analysed(study, name)]
    return [*found, *_samples(study, found)]


def _analysed(study: Study, name: str) -> list[str]:
    analysis = study.analyses[name]
    models = [f"models/{model}.yaml" for model in models_behind(analysis, study)]
    return [f"indices/{analysis.index}.yaml", *models]


def _samples(study: Study, specs: list[str]) -> list[str]:
    models = [study.models[path[7:-5]] for path in specs if path.startswith("models/")]
    return [f"samples/{name}.yaml" for name in sorted({model.sample for model in models})]


def spec_link(path: str) -> Link:
    """A link to the text of a spec in the appendix."""
    return Link(path, f"#{spec_key(path)}")


def spec_key(path: str) -> str:
    """The anchor of a spec file: models/twoway.yaml -> spec-models-twoway."""
    return "spec-" + path.removesuffix(".yaml").replace("/", "-")


def exhibit_link(path: str, labels: Mapping[str, str]) -> Link:
    """A link to an exhibit of the report: tables/baseline.html -> Table 9, #tables-baseline."""
    stem = path.rpartition(".")[0]
    said = labels.get(stem, path).replace(" ", "\N{NO-BREAK SPACE}")
    return Link(said, f"#{stem.replace('/', '-')}")
