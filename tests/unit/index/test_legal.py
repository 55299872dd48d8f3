"""Every legal triple is legal over all years and within each year."""

import numpy as np
import pytest
from unit.variants.invented import index_spec, panel

from nqpf.index import fit
from nqpf.index.legal import SCALINGS, legal_triples
from nqpf.specs.base import check
from nqpf.specs.index import IndexSpec

ROUNDING = 1e-12


@pytest.mark.parametrize("triple", legal_triples(), ids="-".join)
@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_every_triple_goes_with_every_scaling(triple, scaling):
    steps = dict(zip(("normaliser", "weights", "aggregator"), triple, strict=True))
    named = index_spec(**steps, yearly=scaling == "yearly").model_dump(mode="json")
    spec, values = check(named, IndexSpec, where="index spec"), panel()
    made = fit(values, spec)
    assert made.weights.sum() == pytest.approx(1.0, abs=ROUNDING)
    assert np.isfinite(made.apply(values)).all()


def test_a_spec_names_a_scaling_by_its_place():
    assert [SCALINGS[index_spec(yearly=yearly).yearly] for yearly in (False, True)] == ["pooled", "yearly"]
