"""Size, bias and coverage of the panel VAR: stored (sizes.py), and a few panels drawn again."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from golden.panel_var import sizes

STORED = pd.read_csv(Path(__file__).parent / "sizes.csv")
LEVEL = 0.05
CASES = STORED.set_index(["case", "units"])
AGAIN = 40
ERRORS = 4  # standard errors that two independent shares may be apart


def apart(first, second, panels):
    """Difference of two shares in standard errors; a share near 0 or 1 counts as one of 0.02."""
    p = np.clip(second, 0.02, 0.98)
    return abs(first - second) / np.sqrt(p * (1 - p) * (1 / AGAIN + 1 / panels))


@pytest.mark.parametrize(("case", "units", "years"), [("none", 30, 11), ("x to y", 105, 14)])
def test_panels_drawn_again_agree_with_the_stored_shares(case, units, years):
    found, stored = sizes.cell(case, units, years, AGAIN, seed=2), CASES.loc[(case, units)]
    shares = [name for name in found if name.startswith(("granger", "redrawn", "covered", "ar2", "hansen"))]
    assert len(shares) == 9
    for name in shares:
        assert apart(found[name], stored[name], stored["panels"]) < ERRORS, name


def test_the_table_is_of_every_case_and_size():
    assert set(CASES.index) == {(case, units) for case in sizes.CASES for units, _ in sizes.SIZES}


@pytest.mark.parametrize("name", ["granger_xy", "granger_yx"])
def test_granger_does_not_reject_too_often_where_there_is_nothing(name):
    """At most its level and three Monte-Carlo errors, at every size of panel and however persistent."""
    nothing = STORED[STORED["case"].str.startswith("none")]
    bound = LEVEL + 3 * np.sqrt(LEVEL * (1 - LEVEL) / nothing["panels"])
    assert (nothing[name] <= bound).all()


def test_the_page_prints_the_stored_table():
    page = (Path(__file__).parents[3] / "docs" / "panel_var.md").read_text()
    assert sizes.markdown(STORED) in page
