"""Equal weights."""

import pandas as pd

from nqpf.weights import equal


def test_each_of_four_weighs_a_quarter_whatever_it_holds():
    scores = pd.DataFrame({"a": [0.0, 1.0], "b": [0.5, 0.5], "c": [None, 0.1], "d": [-1.0, 2.0]})
    assert equal.weights(scores).to_dict() == dict.fromkeys("abcd", 0.25)
