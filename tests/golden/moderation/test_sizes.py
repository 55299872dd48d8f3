"""What the simulated sizes say about the tests that the tables print (sizes.py made the files)."""

import json
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("sizes_*.json"))
REPORTED = ["interaction_permutation", "interaction_years_wild", "linearity_wild"]
REPORTED += ["groups_permutation", "groups_years_wild"]


def read(file):
    return json.loads(file.read_text(encoding="utf-8"))


def limit(panels):
    """Three Monte Carlo errors above 5%, and one percent for what a bootstrap of skewed products costs."""
    return 0.06 + 3 * (0.05 * 0.95 / panels) ** 0.5


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_reported_tests_keep_their_level(file):
    found = read(file)
    kept = [name for name in REPORTED if found["design"] != "trends" or "years" in name]
    assert found["panels"] >= 500
    for name in kept:
        assert found["rates"][name] <= limit(found["panels"]), name


def test_what_wald_says_with_few_units_is_not_to_be_read():
    rates = read(HERE / "sizes_30_plain.json")["rates"]
    for name in ("linearity", "groups", "groups_years"):
        assert rates[name] > 0.2, name


@pytest.mark.parametrize("units", [30, 285])
def test_trends_that_go_with_the_moderator_pass_for_moderation(units):
    rates = read(HERE / f"sizes_{units}_trends.json")["rates"]
    assert rates["interaction"] > 0.15
    assert rates["interaction_years_wild"] < 0.09


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_intervals_of_small_groups_need_their_own_degrees_of_freedom(file):
    found = read(file)
    if found["units"] == 30:
        assert found["rates"]["miss_group_0_t_all"] > 0.15
        assert found["rates"]["miss_group_0"] < 0.1
