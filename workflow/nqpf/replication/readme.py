"""The README of a replication package, every sentence filled in from specs, manifest and measurement."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nqpf.replication.costs import Cost, computer
from nqpf.replication.datasets import availability, datasets, held
from nqpf.specs.base import Label, english
from nqpf.specs.study import Study


@dataclass(frozen=True)
class Program:
    """One rule of the workflow: what it says it does, and its script ("" where it only gathers)."""

    rule: str
    message: str
    script: str


@dataclass(frozen=True)
class Product:
    """One table or figure: its name, the rules that lead to it in order, its files under results/."""

    name: str
    rules: Sequence[str]
    files: Sequence[str]


@dataclass(frozen=True)
class Run:
    """What is known of the run: its manifest, its cost, the bytes it holds by folder, the pinned versions."""

    manifest: Mapping[str, Any]
    costs: Sequence[Cost]
    sizes: Mapping[str, int]
    versions: Mapping[str, str]


def readme(
    study: Study, programs: Sequence[Program], products: Mapping[str, Sequence[Product]], run: Run
) -> str:
    """Markdown after the section names of the Social Science Data Editors' template README.

    products: "tables" and "figures" -> their products.
    """
    page: str = _template().render(
        study=study,
        programs=[_spoken(one) for one in programs],
        scripts={one.rule: one.script for one in programs},
        products={kind: [_titled(study, kind, one) for one in found] for kind, found in products.items()},
        run=run,
        computer=computer(),
        datasets=datasets(study, run.manifest["inputs"]),
        availability=availability(study),
        held=held(study),
        citations=sorted({english(source.citation) for source in study.sources.sources.values()}),
    )
    return page


def pinned(constraints: str, project: Mapping[str, Any]) -> dict[str, str]:
    """Package -> version, for the packages that the project itself asks for.

    constraints: the text of the lock; project: the table [project] of pyproject.toml. A package that
    is pinned twice, for several Pythons, shows both versions.
    """
    rows = re.findall(r"(?m)^([A-Za-z0-9._-]+)==([^\s;]+)(?: ; (.+))?$", constraints)
    wanted = {re.split(r"[<>=!~\[; ]", one)[0].lower() for one in project["dependencies"]}
    found: dict[str, str] = {}
    for name, version, condition in rows:
        if name.lower() in wanted:
            text = f"{version} ({condition})" if condition else version
            found[name] = f"{found[name]}, {text}" if name in found else text
    return found


def cell(text: object) -> str:
    """A text for a cell of a Markdown table: one line, bars and angle brackets taken literally."""
    said = english(text) if isinstance(text, Label) else str(text)
    line = " ".join(said.split())
    return line.replace("|", "\\|").replace("<", "&lt;").replace(">", "&gt;")


def megabytes(size: float) -> str:
    """Bytes as MB with one decimal."""
    return f"{size / 1e6:.1f} MB"


def _spoken(program: Program) -> Program:
    """A rule's message with its wildcards as plain names: '{wildcards.table}' -> 'table'."""
    return Program(program.rule, re.sub(r"\{wildcards\.(\w+)\}", r"(\1)", program.message), program.script)


def _titled(study: Study, kind: str, product: Product) -> dict[str, Any]:
    """A product with its title and the file that specifies it, by its path under the study's folder."""
    spec = study.tables[product.name] if kind == "tables" else study.figures[product.name]
    weights = spec.kind == "weights" and product.name == f"weights_{spec.index}"  # has no file of its own
    return {
        "name": product.name,
        "title": spec.title,
        "spec": f"indices/{spec.index}.yaml" if weights else f"{kind}/{product.name}.yaml",
        "rules": product.rules,
        "files": [re.sub(r"^results/", "published/", file) for file in product.files],
    }


def _template() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("nqpf.replication", "templates")
    environment = Environment(  # Markdown; `cell` escapes what comes from specs
        loader=loader, autoescape=False, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    environment.filters.update(cell=cell, megabytes=megabytes)
    return environment.get_template("README.md.j2")
