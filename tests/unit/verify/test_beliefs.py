import pandas as pd
import pytest
from unit.verify.findings import CHANNELS, bias_rows, channel_cells, findings, rows

from nqpf.verify.beliefs import BAND, band_verdict, beliefs, fair_error
from nqpf.verify.page import page
from nqpf.verify.pool import Rate

METHODS = ("percentile", "bca")


def _rate(mean, least=None, greatest=None, error=0.005):
    ends = (mean if end is None else end for end in (least, greatest))
    return Rate(mean, *ends, error, "digital", "green", 2, 400)


@pytest.mark.parametrize(
    ("one", "verdict"),
    [
        (_rate(0.95, 0.94, 0.96), "inside"),
        (_rate(0.93), "below"),
        (_rate(0.94, 0.93, 0.95), "inside"),  # the least lies within two errors of the band
        (_rate(0.94, 0.92, 0.95), "below"),
        (_rate(0.91), "below"),
        (_rate(0.98), "above"),
    ],
)
def test_the_verdict_on_a_coverage(one, verdict):
    assert BAND == (0.935, 0.965)
    assert band_verdict(one) == verdict


def test_the_error_of_a_fair_test_does_not_vanish_with_its_rate():
    assert fair_error(400) == pytest.approx((0.05 * 0.95 / 400) ** 0.5)


def _texts(found, *, may):
    return [belief.text for belief in beliefs(found) if belief.may is may]


def test_good_coverage_may_be_believed_and_bad_may_not():
    cells = channel_cells("indirect", METHODS, 0.95, 1.0) | channel_cells("direct", METHODS, 0.85, 1.0)
    found = findings(rows("main", "coverage", cells))
    assert any("indirect (one channel) by percentile, BCa: 95.0%" in text for text in _texts(found, may=True))
    (bad,) = _texts(found, may=False)
    assert "cover less often than they say - direct (one channel) by percentile, BCa: 85.0%" in bad


def test_a_bias_beyond_three_errors_is_named():
    cells = channel_cells("indirect", METHODS, 0.95, 1.0)
    good = findings(rows("main", "coverage", cells))
    assert any("none of 2 quantities is off" in text for text in _texts(good, may=True))
    biased = findings(rows("main", "coverage", cells), bias_rows("main", {"digital": 5.0, "green": 0.1}))
    assert any("indirect digital (single) is off by 5.0%" in text for text in _texts(biased, may=False))


def test_sizes_are_sorted_into_fair_cautious_and_too_often():
    main = rows("main", "coverage", channel_cells("indirect", METHODS, 0.95, 1.0))
    null = rows(
        "null",
        "size",
        channel_cells("indirect", ["percentile"], 1.0, 0.05)
        | channel_cells("indirect", ["bca"], 1.0, 0.005)
        | channel_cells("indirect", ["sobel"], 1.0, 0.57),
        truth=0.0,
    )
    found = findings(pd.concat([main, null]))
    texts = _texts(found, may=True)
    assert any("about as often as 5% - indirect (one channel) by percentile: 5.0%" in text for text in texts)
    assert any("cautious" in text and "BCa: 0.5%" in text for text in texts)
    (bad,) = _texts(found, may=False)
    assert "rejected too often - indirect (one channel) by Sobel: 57.0%" in bad


def test_what_is_not_zero_for_every_channel_is_no_null():
    main = rows("main", "coverage", channel_cells("indirect", METHODS, 0.95, 1.0))
    half = rows("half", "size", channel_cells("indirect", ["percentile"], 0.95, 0.9), truth=0.0)
    half.loc[half["name"] == CHANNELS[0], "truth"] = 1.0
    assert not any("design half" in belief.text for belief in beliefs(findings(pd.concat([main, half]))))


def test_power_says_where_silence_says_little():
    main = rows("main", "coverage", channel_cells("indirect", METHODS, 0.95, 1.0))
    grid = [
        rows(f"p{n}", "power", channel_cells("indirect", ["percentile"], 0.95, power), cities=n)
        for n, power in ((30, 0.4), (285, 0.99))
    ]
    found = findings(pd.concat([main, *grid]))
    assert any("is found: 285 × 12 99.0%" in text for text in _texts(found, may=True))
    assert any("silence says little: 30 × 12 40.0%" in text for text in _texts(found, may=False))


def test_the_page_says_simulated_and_holds_every_belief():
    cells = channel_cells("indirect", METHODS, 0.95, 1.0) | channel_cells("direct", METHODS, 0.85, 1.0)
    found = findings(rows("main", "coverage", cells))
    text = page(found)
    assert text.startswith("# SIMULATED")
    assert all(belief.text in text for belief in beliefs(found))
    assert "| indirect (one channel) | 95.0% [95.0%, 95.0%] ± 1.1%, in the band |" in text
    assert "not all in the band" in text
