"""A small study, whole and valid, that tests break in one place at a time."""

import copy
import json
from pathlib import Path

import pytest

from nqpf.specs import load_study

CONFIG = Path(__file__).parents[2] / "config"
LABEL = {"en": "name", "zh": "名"}
CONTROLS = ["ln_gdp"]


def _variable(recipe, **more):
    return {"label": LABEL, "unit": "1", "recipe": recipe, **more}


def _series(source="book", **more):
    return {"source": source, "column": "c", "unit": "1", **more}


def _index(role, indicators):
    dimensions = {name: {"label": LABEL, "indicators": [name]} for name in indicators}
    return {"label": {"en": role, "zh": role}, "role": role, "dimensions": dimensions}


def _model(**more):
    return {"label": LABEL, "outcome": "innovation", "treatment": "nqpf", "controls": CONTROLS, **more}


def _claims():
    theory = json.loads(json.dumps(load_theory()))["claims"]
    silent = {
        name: {"not_observed": "no data"} for name, claim in theory.items() if claim["kind"] != "effect"
    }
    return silent | {
        "0.forward": {"model": "forward"},
        "1": {"model": "twoway"},
        "1.technology.digital": {"variable": "digital"},
        "1.technology.green": {"variable": "green"},
        "1.dynamics.quality": {"variable": "quality"},
        "2.P1": {"variable": "base", "model": "path_p1"},
    }


def load_theory():
    import yaml

    return yaml.safe_load((CONFIG / "theory.yaml").read_text(encoding="utf-8"))


STUDY = {
    "title": {"en": "Small study", "zh": "小研究"},
    "unit": LABEL,
    "years": [2011, 2014],
    "treatment": "nqpf",
    "outcome": "innovation",
    "mechanism": "channels",
    "baseline": "baseline",
}
SOURCE = {
    "file": "book.csv",
    "url": "https://example.org/book.csv",
    "sha256": "0" * 64,
    "licence": "none stated",
    "citation": "A book",
    "date": "2020",
    "read": {"reader": "csv", "options": {"encoding": "utf-8"}, "unit": "city", "time": "year"},
}
NAMES = [
    "gdp",
    "population",
    "staff",
    "robots",
    "patents",
    "papers",
    "it",
    "energy",
    "sophistication",
    "labs",
]
VARIABLES = {
    "ln_gdp": _variable({"log": "gdp"}),
    "staff_pc": _variable({"per_capita": ["staff", "population"], "scale": 10.0}),
    "robots_pc": _variable({"per_capita": ["robots", "population"]}, missing={"interpolate": {"gap": 2}}),
    "patents_pc": _variable({"per_capita": ["patents", "population"]}),
    "papers_gdp": _variable({"ratio": ["papers", "gdp"]}),
    "digital": _variable({"take": "it"}),
    "green": _variable({"ratio": ["energy", "gdp"]}, direction=-1),
    "quality": _variable({"take": "sophistication"}),
    "base": _variable({"share": ["labs", "staff"]}, missing="zero"),
}
MODELS = {
    "twoway": _model(),
    "twoway_equal": _model(treatment="nqpf_equal"),
    "forward": _model(lags={"nqpf": 1}),
    "path_p1": _model(moderator="base"),
}
TABLES = {
    "baseline": {"kind": "regression", "title": LABEL, "columns": list(MODELS)},
    "mechanisms": {"kind": "mechanism", "title": LABEL, "mechanism": "channels"},
}


def _files():
    """Every file of the study, by its place under config/studies/small; theory.yaml stands above."""
    return {
        "study.yaml": {**STUDY, "claims": _claims()},
        "sources.yaml": {"sources": {"book": SOURCE}},
        "units.yaml": {"units": {"A": {"aliases": ["Aa"]}, "B": {}}},
        "variables.yaml": {"series": {name: _series() for name in NAMES}, "variables": VARIABLES},
        "indices/nqpf.yaml": _index("treatment", ["staff_pc", "robots_pc"]),
        "indices/nqpf_equal.yaml": {"like": "nqpf", "weights": "equal"},
        "indices/innovation.yaml": _index("outcome", ["patents_pc", "papers_gdp"]),
        "samples/main.yaml": {"label": LABEL},
        "mechanisms/channels.yaml": {
            "label": LABEL,
            "treatment": "nqpf",
            "outcome": "innovation",
            "controls": CONTROLS,
            "seed": 1,
            "draws": 100,
        },
        "figures/weights.yaml": {"kind": "weights", "title": LABEL, "index": "nqpf"},
        **{f"models/{name}.yaml": model for name, model in MODELS.items()},
        **{f"tables/{name}.yaml": table for name, table in TABLES.items()},
        "../../theory.yaml": load_theory(),
    }


class StudyFolder:
    """The files of a study as mappings; `set` changes one key, `load` writes them all and reads the study."""

    def __init__(self, root):
        self.root, self.files = root, copy.deepcopy(_files())

    @property
    def folder(self):
        return self.root / "studies" / "small"

    def set(self, file, keys, value):
        """Put a value under a path of keys, as in "controls" or "series/gdp/unit"."""
        *way, last = keys.split("/")
        holder = self.files[file]
        for key in way:
            holder = holder[key]
        holder[last] = value
        return self

    def drop(self, file, keys):
        *way, last = keys.split("/")
        holder = self.files[file]
        for key in way:
            holder = holder[key]
        del holder[last]
        return self

    def write(self):
        for name, content in self.files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            # JSON is YAML; a text is written as it is, for files that are no YAML at all.
            text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, indent=1)
            path.write_text(text, encoding="utf-8")
        return self

    def load(self):
        self.write()
        return load_study("small", self.root)


@pytest.fixture
def study_folder(tmp_path):
    return StudyFolder(tmp_path / "config")
