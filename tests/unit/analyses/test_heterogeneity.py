"""Heterogeneity from a study: groupings in order, adjusted p, and what is refused."""

import pytest
from unit.analyses import path_cases as cases

from nqpf.errors import SpecError

EXACT = 1e-12


def test_groupings_stand_in_order_with_their_labels():
    found = cases.found("heterogeneity")
    assert list(found.rows["grouping"].unique()) == ["region", "initial nqpf"]
    labels = [one["label"]["en"] for one in found.facts["groupings"]]
    assert labels == ["Region", "New quality productive forces, first year"]
    assert found.rows.groupby("grouping")["units"].sum().tolist() == [48, 48]
    assert found.facts["groupings"][0]["cut"] is None
    assert found.facts["groupings"][1]["cut"] is not None


def test_p_are_adjusted_over_the_groupings():
    rows = cases.found("heterogeneity").rows.groupby("grouping")[["permutation_p", "holm"]].first()
    smallest = rows["permutation_p"].idxmin()
    assert rows.loc[smallest, "holm"] == pytest.approx(
        min(1.0, 2 * rows.loc[smallest, "permutation_p"]), abs=EXACT
    )


def test_a_list_of_units_is_a_grouping():
    lists = {"ports": {"label": {"en": "Port", "zh": "港口"}, "members": [f"u{k:02d}" for k in range(5)]}}
    found = cases.run("heterogeneity", model="twoway", groups=None, initial=None, lists=lists)
    assert found.rows["group"].tolist() == ["yes", "no"]
    assert found.rows["units"].tolist() == [5, 43]
    assert found.facts["groupings"][0]["label"] == {"en": "Port", "zh": "港口"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"model": None}, "names no model"),
        ({"model": "path_p1"}, "no moderator"),
        ({"model": "twoway", "groups": None, "initial": None}, "names no groups"),
        ({"model": "twoway", "groups": ["regoin"]}, "did you mean 'region'|no column 'regoin'"),
        ({"model": "twoway", "lists": {"ports": {"members": ["nowhere"]}}}, "'nowhere', which is no unit"),
        ({"model": "twoway", "lists": {"ports": {}}}, "has no 'members'"),
    ],
)
def test_what_cannot_be_meant_is_refused(changes, sentence):
    with pytest.raises(SpecError, match=sentence):
        cases.run("heterogeneity", **changes)
