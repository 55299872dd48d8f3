"""Beyond the numbers of lm (tests/golden/granger): redraws, gaps, what is not available."""

import numpy as np
import pandas as pd
import pytest
from unit.dynamics.lagged_cases import panel, with_gaps

from nqpf.dynamics.half_panel import counts_of
from nqpf.dynamics.hpj_granger import non_causality
from nqpf.errors import SpecError

SAME = 1e-9


def _test(sample, **options):
    return non_causality(sample, **({"outcome": "y", "other": "x"} | options))


def test_the_redrawn_variance_is_that_of_units_under_new_names():
    sample, draws = panel(8, 16, rho=0.3), 4
    names, coefs = np.unique(sample["unit"]), []
    for counts in counts_of(8, draws, 5)[1:]:
        copies = [
            sample[sample["unit"] == name].assign(unit=f"{name} {copy}")
            for name, times in zip(names, counts, strict=True)
            for copy in range(int(times))
        ]
        coefs.append(_test(pd.concat(copies)).coef[0])
    found = _test(sample, draws=draws, seed=5)
    assert found.redrawn.se[0] == pytest.approx(np.std(coefs, ddof=1), rel=SAME)
    assert found.redrawn.statistic == pytest.approx((found.coef[0] / found.redrawn.se[0]) ** 2, rel=SAME)


def test_the_sum_over_lags_bears_the_error_of_a_sum():
    found = _test(panel(30, 20), order=2, draws=49)
    assert found.total == pytest.approx(found.coef.sum())
    assert found.robust.total_se != pytest.approx(np.sqrt((found.robust.se**2).sum()))
    assert found.redrawn.draws == 49


def test_an_effect_is_found_and_none_is_not():
    assert _test(panel(60, 16, forward=0.4), draws=99).redrawn.p < 0.01
    # No effect forward: one panel whose p is large stands for the many of `verify_two_way`.
    assert _test(panel(60, 16, forward=0.0, backward=0.0, seed=3), draws=99).redrawn.p > 0.05


def test_order_of_rows_and_units_of_measurement_are_irrelevant():
    sample = with_gaps(panel(20, 18))
    one = _test(sample)
    other = _test(sample.sample(frac=1, random_state=9).assign(x=lambda frame: 100 * frame["x"]))
    assert other.robust.statistic == pytest.approx(one.robust.statistic, rel=1e-8)
    assert 100 * other.total == pytest.approx(one.total, rel=1e-8)


@pytest.mark.parametrize(
    ("years", "order", "exists"), [(7, 1, False), (8, 1, True), (11, 2, False), (12, 2, True)]
)
def test_halves_that_are_too_short_give_nothing(years, order, exists):
    assert (_test(panel(20, years), order=order) is not None) is exists


def test_mistakes_get_a_sentence():
    with pytest.raises(SpecError, match="order is 0"):
        _test(panel(10, 10), order=0)
