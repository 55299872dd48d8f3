"""Tables and figures that gather several analyses: what their specs must name."""

from pathlib import Path

import pytest

from nqpf.errors import SpecError
from nqpf.specs.base import check
from nqpf.specs.outputs import FigureSpec, TableSpec
from nqpf.specs.references import check_references
from nqpf.specs.study import load_study

CONFIG = Path(__file__).parents[3] / "config"
TITLE = {"en": "t", "zh": "题"}


@pytest.mark.parametrize(("model", "kind"), [(TableSpec, "scenarios"), (FigureSpec, "tornado")])
def test_gathering_kinds_list_their_analyses(model, kind):
    made = check({"kind": kind, "title": TITLE, "analyses": ["a", "b"]}, model, where="file")
    assert made.analyses == ["a", "b"]
    for wrong in ({}, {"analysis": "a"}, {"analysis": "a", "analyses": ["b"]}):
        with pytest.raises(SpecError, match="under 'analyses'"):
            check({"kind": kind, "title": TITLE, **wrong}, model, where="file")
    with pytest.raises(SpecError, match="twice"):
        check({"kind": kind, "title": TITLE, "analyses": ["a", "a"]}, model, where="file")


@pytest.mark.parametrize("model", [TableSpec, FigureSpec])
def test_other_kinds_gather_none(model):
    with pytest.raises(SpecError, match="gathers no analyses"):
        check({"kind": "gini", "title": TITLE, "analyses": ["a"]}, model, where="file")


def test_what_is_gathered_must_be_a_scenario():
    study = load_study("simulated_cities", CONFIG)
    for name in ("gini", "scenario_p9"):
        spec = study.tables["scenarios"].model_copy(update={"analyses": [name]})
        changed = {**study.tables, "scenarios": spec}
        broken = study.__class__(**{**vars(study), "tables": changed})
        with pytest.raises(SpecError, match=f"'analyses' names '{name}'"):
            check_references(broken, CONFIG / "studies" / "simulated_cities")
