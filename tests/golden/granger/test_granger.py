"""Granger tests of panels against plm and lm (granger.R), number by number."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nqpf.dynamics import dumitrescu_hurlin, hpj_granger

HERE = Path(__file__).parent
SAME = 1e-8  # both solve least squares by QR; fifteen digits are stored


@pytest.fixture(scope="module")
def stored():
    return pd.read_csv(HERE / "granger.csv").set_index(["case", "order", "name"])["value"].sort_index()


def _panel(file):
    frame = pd.read_csv(HERE / file).rename(columns={"firm": "unit"})
    return frame.assign(unit=frame["unit"].astype(str))


@pytest.fixture(scope="module")
def panels():
    grunfeld, empluk = _panel("granger_grunfeld.csv"), _panel("granger_empluk.csv")
    firm = grunfeld["unit"].astype(int)
    lost = (firm <= 6) & (grunfeld["year"] < 1935 + firm)
    return {
        "grunfeld": (grunfeld, "inv", "value"),
        "grunfeld_back": (grunfeld, "value", "inv"),
        "unbalanced": (grunfeld[~lost], "inv", "value"),
        "empluk": (empluk, "emp", "wage"),
    }


CASES = [
    ("grunfeld", 1),
    ("grunfeld", 2),
    ("grunfeld", 3),
    ("grunfeld_back", 1),
    ("unbalanced", 1),
    ("empluk", 1),
]


@pytest.mark.parametrize(("case", "order"), CASES)
def test_dumitrescu_and_hurlin_as_in_plm(case, order, panels, stored):
    sample, outcome, other = panels[case]
    found = dumitrescu_hurlin.non_causality(sample, outcome=outcome, other=other, order=order)
    known = stored[case, order]
    assert found.wbar == pytest.approx(known["Wbar"], rel=SAME)
    assert found.ztilde == pytest.approx(known["Ztilde"], rel=SAME)
    assert found.ztilde_p == pytest.approx(known["Ztilde_p"], rel=SAME)
    if "Zbar" in known:  # plm gives none for an unbalanced panel
        assert found.zbar == pytest.approx(known["Zbar"], rel=SAME)
        assert found.zbar_p == pytest.approx(known["Zbar_p"], rel=1e-6)  # far out in the tail
    walds = known[known.index.str.startswith("wald_")]
    assert len(walds) == len(found.units)
    own = found.units["wald"].rename(index="wald_{}".format)
    assert np.allclose(own[walds.index], walds, rtol=SAME)


def test_the_numbers_of_the_documentation(panels):
    """Grunfeld, inv on value, order 1, as plm's manual prints them."""
    sample, outcome, other = panels["grunfeld"]
    found = dumitrescu_hurlin.non_causality(sample, outcome=outcome, other=other)
    assert found.ztilde == pytest.approx(3.2896001, abs=5e-8)
    assert found.zbar == pytest.approx(4.5227351, abs=5e-8)


@pytest.mark.parametrize("order", [1, 2])
def test_the_jackknifed_wald_test_as_by_lm(order, panels, stored):
    sample, outcome, other = panels["grunfeld"]
    found = hpj_granger.non_causality(sample, outcome=outcome, other=other, order=order)
    known = stored["grunfeld", order]
    assert found.robust.statistic == pytest.approx(known["hpj_wald"], rel=SAME)
    for lag in range(1, order + 1):
        assert found.coef[lag - 1] == pytest.approx(known[f"hpj_{lag}"], rel=SAME)
        assert found.robust.se[lag - 1] == pytest.approx(known[f"hpj_se_{lag}"], rel=SAME)
        assert found.pooled[lag - 1] == pytest.approx(known[f"pooled_{lag}"], rel=SAME)
