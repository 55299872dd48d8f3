import io

import pandas as pd

from nqpf.verify.panels import measure, panel_seed
from nqpf.verify.shards import clock, packed, spans, unpacked
from nqpf.verify.summary import summarise


def test_spans_cover_every_panel_once():
    assert spans(250, 100) == [(0, 100), (100, 200), (200, 250)]
    assert spans(3, 100) == [(0, 3)]


def test_a_panel_has_its_seed_whatever_the_others(scenario):
    seeds = [panel_seed(scenario(panels=50), p) for p in range(50)]
    assert len(set(seeds)) == 50
    assert seeds[7] == panel_seed(scenario(panels=9), 7)
    assert seeds[7] != panel_seed(scenario(seed=6), 7)


def test_one_shard_and_three_give_the_same_bytes(study, scenario):
    one = scenario(measure=["products", "columns", "wild", "family"])

    def gathered(cuts):
        parts = [("it", unpacked(packed(measure(study, one, *cut)))) for cut in cuts]
        return [frame.to_csv(index=False).encode() for frame in summarise(study, {"it": one}, parts)]

    assert gathered([(0, 3)]) == gathered([(2, 3), (0, 1), (1, 2)])


def test_bytes_keep_every_bit():
    rows = pd.DataFrame({"panel": [0, 1], "name": ["", "m"], "estimate": [0.1 + 0.2, float("nan")]})
    pd.testing.assert_frame_equal(unpacked(packed(rows)), rows, check_exact=True)


def test_progress_is_told_at_the_end_at_least():
    stream = io.StringIO()
    tell = clock(stream)
    tell(1, 2)
    tell(2, 2)
    assert stream.getvalue() == "2 of 2 panels, about 0 s left\n"
