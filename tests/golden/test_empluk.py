"""An unbalanced, weighted panel clustered by firm, sector or year: R's numbers (empluk.R)."""

from pathlib import Path

import pandas as pd
import pytest

from nqpf.registry import load, names

HERE = Path(__file__).parent
ROUNDING = 1e-8
"""R prints 15 digits; two algorithms with 151 columns keep about eleven."""
STORED = pd.read_csv(HERE / "empluk_estimates.csv")
CASES = sorted({(row.cluster, row.weighted) for row in STORED.itertuples()})


@pytest.mark.parametrize("name", names("nqpf.estimators"))
@pytest.mark.parametrize(("cluster", "weighted"), CASES)
def test_numbers_of_r(name, cluster, weighted):
    found = load("nqpf.estimators", name).estimate(
        pd.read_csv(HERE / "empluk.csv"),
        outcome="emp",
        regressors=["wage", "capital", "output"],
        unit="firm",
        time="year",
        cluster=cluster,
        weights="size" if weighted == "yes" else None,
        convention="full",
    )
    stored = STORED.query("cluster == @cluster and weighted == @weighted").set_index("term")
    assert found.facts["k"] == stored["rank"].iloc[0]
    assert found.terms["coef"].to_dict() == pytest.approx(stored["coef"].to_dict(), rel=ROUNDING)
    assert found.terms["se"].to_dict() == pytest.approx(stored["se"].to_dict(), rel=ROUNDING)
