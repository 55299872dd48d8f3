"""What stands behind PCA weights: the report of the weights' own module, and what a reader is told of it."""

import numpy as np
import pandas as pd
import pytest
from unit.analyses import material
from unit.tables import fake_study as fake

from nqpf.errors import SpecError
from nqpf.index.model import fit
from nqpf.page.table import say
from nqpf.registry import load
from nqpf.weights import pca

ROUNDING = 1e-12  # the same numbers, computed twice


def found(frame=None, **options):
    study = fake.study()
    return material.analyse("pca", study, material.material(study, frame), **options)


def table(result):
    study = fake.study()
    inputs = {"rows": result.rows, "facts": result.facts}
    return load("nqpf.tables", "pca").build(study.tables["pca"], study, inputs)


def notes(result):
    return " ".join(say(note) for note in table(result).notes)


def contrary(seed=3):
    """The panel of the tests, but students fall where all else rises."""
    frame = material.panel(seed=seed)
    return frame.assign(students=-frame["students"])


def uncommon(seed=1):
    """Indicators in negative pairs: what they have in common is less than what is left between two."""
    frame, rng = material.panel(), np.random.default_rng(seed)
    common = rng.normal(size=len(frame))
    noise = {name: rng.normal(size=len(frame)) for name in material.INDICATORS}
    drawn = pd.DataFrame(noise, index=frame.index)
    last = drawn.sum(axis=1) - drawn["so2"] + 0.2 * common
    return frame.assign(**drawn.assign(so2=last))


def test_loadings_are_correlations_with_the_component_by_singular_values():
    study = fake.study()
    given = material.material(study)
    rows = found().rows.set_index("indicator")
    scores = given.indices["nqpf"].scores(given.panel)
    standard = (scores - scores.mean()) / scores.std(ddof=0)
    _, values, turned = np.linalg.svd(standard.to_numpy(), full_matrices=False)
    component = standard.to_numpy() @ turned[0]
    by_hand = scores.corrwith(pd.Series(component * np.sign(turned[0].sum()), index=scores.index))
    assert rows["loading"].to_dict() == pytest.approx(by_hand.to_dict(), abs=1e-9)  # eigen against singular
    assert rows["weight"].to_dict() == pytest.approx((by_hand**2 / (by_hand**2).sum()).to_dict(), abs=1e-9)
    share = found().facts["indices"]["nqpf"]["share"]
    assert share == pytest.approx(values[0] ** 2 / (values**2).sum(), abs=1e-9)


def test_only_the_base_window_counts():
    study = fake.study()
    frame = material.panel()
    later = frame.reset_index().assign(year=lambda one: one["year"] + 100).set_index(["unit", "year"])
    later["students"] = np.random.default_rng(1).normal(size=len(later))
    given = material.material(study, frame)
    longer = type(given)(
        pd.concat([frame, later]).sort_index(), given.units, given.sample, given.scores, given.indices
    )
    pd.testing.assert_frame_equal(material.analyse("pca", study, longer).rows, found().rows)


def test_an_indicator_that_runs_against_is_named_and_weighs_as_if_it_did_not():
    result = found(contrary())
    rows = result.rows.set_index("indicator")
    assert rows["against"].to_dict() == {name: name == "students" for name in material.INDICATORS}
    assert rows.loc["students", ["sign", "loading"]].lt(0).all()
    assert rows["weight"].tolist() == pytest.approx(found().rows["weight"].tolist(), abs=ROUNDING)
    assert "against the declared direction run Students" in notes(result)
    lines = {say(line[0].text): [say(cell.text) for cell in line] for line in table(result).panels[0].rows}
    assert lines["Students"][3] == "no"
    assert lines["Patents"][3] == "yes"


def test_a_cost_indicator_that_falls_runs_as_declared():
    frame = material.panel()
    fitted = fit(frame, fake.study().indices["nqpf"].model_copy(update={"directions": {"so2": -1}}))
    given = material.material(fake.study(), frame)
    turned = type(given)(given.panel, given.units, given.sample, given.scores, {"nqpf": fitted})
    rows = material.analyse("pca", fake.study(), turned).rows.set_index("indicator")
    assert rows.loc["so2", "direction"] == -1
    assert rows.loc["so2", "against"]  # it rises with the rest, and less was declared better


def test_where_none_runs_against_that_is_said():
    assert "No loading contradicts" in notes(found())
    assert "unacceptable" not in notes(found())


def test_poor_kmo_is_told_with_its_number():
    result = found(uncommon())
    kmo = result.facts["indices"]["nqpf"]["kmo"]
    assert kmo < 0.5
    assert f"KMO {kmo:.2f} is below 0.5" in notes(result)


def test_one_and_two_and_collinear_indicators():
    words = load("nqpf.tables", "pca")
    facts = found().facts
    two = facts["indices"]["nqpf"] | {"kmo": 0.5 - ROUNDING, "indicators": 2}
    none = facts["indices"]["nqpf"] | {"kmo": None}
    for one, text in ((two, "KMO is 0.5 whatever"), (none, "one indicator is made of the others")):
        changed = {"rows": found().rows, "facts": facts | {"indices": {"nqpf": one}}}
        built = words.build(fake.study().tables["pca"], fake.study(), changed)
        assert text in " ".join(say(note) for note in built.notes)


def test_a_constant_indicator_has_no_loading_and_no_weight():
    rows = found(material.panel().assign(tfp=1.0)).rows
    assert rows["loading"].notna().all()
    with pytest.warns(UserWarning, match="constant"):
        still = found(material.panel().assign(patents=1.0)).rows.set_index("indicator").loc["patents"]
    assert np.isnan(still["loading"])
    assert still["weight"] == 0
    assert not still["against"]


def test_others_stand_beside_and_an_unknown_one_is_refused():
    result = found(others=["nqpf_equal"])
    assert result.rows["index"].unique().tolist() == ["nqpf", "nqpf_equal"]
    pd.testing.assert_series_equal(
        result.rows.query("index == 'nqpf'")["loading"].reset_index(drop=True),
        result.rows.query("index == 'nqpf_equal'")["loading"].reset_index(drop=True),
    )
    assert len(table(result).panels) == 2
    with pytest.raises(SpecError, match="'others' names 'nqpf_equl'; did you mean 'nqpf_equal'"):
        found(others=["nqpf_equl"])


def test_the_numbers_are_those_of_the_weights_module():
    given = material.material(fake.study())
    report = pca.report(given.indices["nqpf"].scores(given.panel))
    assert found().facts["indices"]["nqpf"]["kmo"] == report.kmo
