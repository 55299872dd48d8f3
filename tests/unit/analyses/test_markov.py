"""Transitions: by hand, neighbours, the ergodic distribution, refusals. PySAL's numbers: tests/golden."""

import numpy as np
import pandas as pd
import pytest
from unit.analyses import material
from unit.tables import fake_study as fake

from nqpf.analyses.markov import ergodic, homogeneity, known_by_group, neighbours
from nqpf.errors import DataError, SpecError

EXACT = 1e-12  # small linear systems


def scores(table, regions="aabb"):
    """table: unit -> scores from 2011 on."""
    rows = [
        (u, 2011 + t, region, s)
        for (u, own), region in zip(table.items(), regions, strict=True)
        for t, s in enumerate(own)
    ]
    return material.given(pd.DataFrame(rows, columns=["unit", "year", "region", "nqpf"]).dropna())


FOUR = {"u1": [1.0, 1.0, 6.0], "u2": [2.0, 7.0, 8.0], "u3": [3.0, 4.0, 2.0], "u4": [9.0, 9.0, 9.0]}


def counts(found, by="all", of="all"):
    part = found.rows[(found.rows["by"] == by) & (found.rows["of"] == of)]
    size = int(np.sqrt(len(part)))
    return part["count"].to_numpy().reshape(size, size).tolist()


def test_two_classes_by_hand():
    found = material.analyse("markov", fake.study(), scores(FOUR), classes=2)
    # the median of the twelve scores is 5; u1: low low high, u2: low high high, u3: low low low, u4: high
    assert found.facts["cut_points"]["score"][0] == [5.0]
    assert counts(found) == [[3, 2], [0, 3]]
    assert counts(found, "group", "a") == [[1, 2], [0, 1]]
    assert counts(found, "group", "b") == [[2, 0], [0, 2]]
    assert found.facts["moves"] == {"up": 2, "down": 0, "stay": 6}


def test_groups_and_neighbours_add_up_to_all():
    facts, rows = material.inputs("markov")["facts"], material.inputs("markov")["rows"]
    sums = rows.pivot_table(index=["from", "to"], columns="by", values="count", aggfunc="sum")
    assert (sums["all"] == sums["group"]).all()
    assert (sums["all"] == sums["neighbours"]).all()
    assert sums["all"].sum() == 24 * 11
    assert facts["tests"]["group"]["df"] > 0


def test_yearly_cuts_leave_the_shares_of_the_classes_alone():
    found = material.analyse(
        "markov", fake.study(), material.material(fake.study()), classes=4, cuts="yearly"
    )
    for shares in found.facts["shares"].values():
        assert shares == pytest.approx([0.25] * 4, abs=EXACT)


def test_cuts_of_the_first_year_do_not_move_when_a_year_is_added():
    longer = {unit: [*own, 100.0] for unit, own in FOUR.items()}
    points = [
        material.analyse("markov", fake.study(), scores(t), classes=2, cuts="first_year").facts["cut_points"][
            "score"
        ]
        for t in (FOUR, longer)
    ]
    assert points[0] == points[1] == [[2.5], [2.5]]


def test_neighbours_leave_the_unit_itself_out():
    frame = pd.DataFrame({"group": ["a", "a", "a", "b"], "year": 2011, "score": [1.0, 2.0, 6.0, 5.0]})
    assert neighbours(frame).tolist() == pytest.approx([4.0, 3.5, 1.5, np.nan], abs=EXACT, nan_ok=True)


def test_units_alone_in_their_groups_have_no_neighbours():
    found = material.analyse("markov", fake.study(), scores(FOUR, regions="abcd"), classes=2)
    assert set(found.rows["by"]) == {"all", "group"}
    assert set(found.facts["tests"]) == {"group"}


def test_a_gap_is_no_transition():
    gap = {**FOUR, "u1": [1.0, np.nan, 6.0]}
    assert sum(map(sum, counts(material.analyse("markov", fake.study(), scores(gap), classes=2)))) == 6


def test_ergodic_by_hand_and_where_it_is_none():
    # 0.1 up, 0.3 down: q = (0.75, 0.25)
    assert ergodic(np.array([[9.0, 1.0], [3.0, 7.0]])) == pytest.approx([0.75, 0.25], abs=EXACT)
    assert ergodic(np.array([[3.0, 1.0], [0.0, 4.0]])) == pytest.approx([0.0, 1.0], abs=EXACT)
    assert ergodic(np.eye(2)) is None  # two classes that nobody leaves
    assert ergodic(np.array([[1.0, 1.0], [0.0, 0.0]])) is None  # nobody starts in the second


def test_homogeneity_of_one_row_is_the_test_of_a_contingency_table():
    from scipy.stats import chi2_contingency

    table = np.array([[30.0, 10.0], [12.0, 28.0]])
    own = homogeneity([np.vstack([line, [0.0, 0.0]]) for line in table])
    chi2, p, df, _ = chi2_contingency(table, correction=False)
    assert (own["chi2"], own["chi2_p"], own["df"]) == pytest.approx((chi2, p, df), abs=EXACT)
    lr, p, _, _ = chi2_contingency(table, correction=False, lambda_="log-likelihood")
    assert (own["lr"], own["lr_p"]) == pytest.approx((lr, p), abs=EXACT)


def test_the_same_matrix_everywhere_is_homogeneous():
    same = homogeneity([np.array([[4.0, 2.0], [1.0, 5.0]])] * 3)
    assert (same["lr"], same["chi2"], same["df"]) == pytest.approx((0.0, 0.0, 4), abs=EXACT)


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"classes": 1}, SpecError, "two or more classes"),
        ({"horizon": 0}, SpecError, "horizon of 1 or more"),
        ({"classes": 2, "horizon": 5}, DataError, "no unit is seen 5 years apart"),
        ({"classes": 2, "cuts": "quarterly"}, SpecError, "cannot use the option 'cuts'"),
    ],
)
def test_what_is_refused(options, error, said):
    with pytest.raises((error, ValueError), match=said):
        material.analyse("markov", fake.study(), scores(FOUR), **options)


def test_equal_scores_make_no_classes():
    with pytest.raises(DataError, match="choose fewer classes"):
        material.analyse("markov", fake.study(), scores({unit: [1.0, 1.0] for unit in FOUR}), classes=3)


def test_how_far_the_group_tells_the_class_of_the_neighbours():
    # Group a: classes 0, 0, 1; group b: 1, 1 and one without neighbours. Modal: 2 + 2 of 5.
    moves = pd.DataFrame({"group": list("aaabbb"), "lag": [0.0, 0.0, 1.0, 1.0, 1.0, np.nan]})
    assert known_by_group(moves) == pytest.approx(4 / 5, abs=EXACT)
    assert known_by_group(moves.assign(lag=np.nan)) is None
