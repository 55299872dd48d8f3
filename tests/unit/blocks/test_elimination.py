"""Small systems swept out together: by hand, against a matrix inverse, and with redundant columns."""

import numpy as np

from nqpf.blocks.elimination import TOLERANCE, alive, eliminate, offsets

# A Schur complement of well-scaled 6 x 6 systems.
ROUNDING = 1e-12


def packed(squares):
    """Triangles row by row, (cells x draws)."""
    return squares[:, *np.triu_indices(squares.shape[1])].T


def unpacked(triangle, size, keep):
    found = np.zeros((triangle.shape[1], size, size))
    found[:, *np.triu_indices(size)] = triangle.T
    return found[:, keep:, keep:]


def grams(draws=50, rows=30, size=6, seed=0):
    cells = np.random.default_rng(seed).normal(size=(draws, rows, size))
    return cells.transpose(0, 2, 1) @ cells


def test_offsets_are_the_places_of_the_diagonal():
    assert offsets(4).tolist() == [0, 4, 7, 9]


def test_what_is_left_is_the_schur_complement():
    squares = grams()
    swept, used = eliminate(packed(squares), 6, 0, 4)
    a, b, c = squares[:, :4, :4], squares[:, :4, 4:], squares[:, 4:, 4:]
    expected = np.triu(c - b.transpose(0, 2, 1) @ np.linalg.solve(a, b))
    np.testing.assert_allclose(unpacked(swept, 6, 4), expected, rtol=ROUNDING, atol=ROUNDING)
    assert used.all()


def test_two_steps_equal_one():
    triangle = packed(grams())
    first, _ = eliminate(triangle, 6, 0, 2)
    second, _ = eliminate(first, 6, 2, 4, triangle[offsets(6)])
    np.testing.assert_allclose(second, eliminate(triangle, 6, 0, 4)[0], rtol=ROUNDING)


def test_a_redundant_column_is_left_out_in_its_draw_only():
    cells = np.random.default_rng(1).normal(size=(2, 30, 5))
    cells[0, :, 2] = cells[0, :, 0] - 3 * cells[0, :, 1]
    squares = cells.transpose(0, 2, 1) @ cells
    swept, used = eliminate(packed(squares), 5, 0, 4)
    assert used.tolist() == [[True, True], [True, True], [False, True], [True, True]]
    rest = [
        cells[k, :, 4] - cells[k, :, :4] @ np.linalg.lstsq(cells[k, :, :4], cells[k, :, 4])[0] for k in (0, 1)
    ]
    np.testing.assert_allclose(unpacked(swept, 5, 4).ravel(), [r @ r for r in rest], rtol=ROUNDING)


def test_the_triangle_given_is_not_altered():
    triangle = packed(grams())
    before = triangle.copy()
    eliminate(triangle, 6, 0, 6)
    np.testing.assert_array_equal(triangle, before)


def test_alive_is_relative_and_has_a_floor():
    assert alive(np.array([1.0, TOLERANCE, 0.0, 1e-30]), np.array([1.0, 2.0, 0.0, 1e-30])).tolist() == [
        True,
        False,
        False,
        False,
    ]
