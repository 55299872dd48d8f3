"""Panels of two series with known coefficients, for the tests of cross-lagged and Granger methods."""

import numpy as np

from nqpf.verify.two_way import Cell, draw_panel


def panel(units=40, years=9, *, rho=0.5, forward=0.2, backward=0.1, seed=1):
    return draw_panel(Cell(units, years, rho, forward, backward), np.random.default_rng(seed))


def with_gaps(sample, share=0.1, seed=2):
    """Rows missing at random, in any order."""
    return sample.sample(frac=1 - share, random_state=seed)
