"""Generator of entropy.csv and entropy.json: entropy weights by another package.

Run with pymcdm 1.4.0 (MIT) installed: python entropy.py
The matrix is strictly positive on purpose: pymcdm gives a column that holds a zero the entropy 0, and so
the largest weight, instead of taking 0 ln 0 as 0.
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
from pymcdm.weights import entropy_weights

HERE = Path(__file__).parent


def main():
    rng = np.random.default_rng(20240611)
    spread = np.array([0.1, 0.3, 0.6, 1.0, 1.5])
    matrix = np.round(np.exp(rng.normal(size=(40, 5)) * spread), 6)
    np.savetxt(HERE / "entropy.csv", matrix, delimiter=",", header="a,b,c,d,e", comments="", fmt="%.6f")
    weights = dict(zip("abcde", entropy_weights(matrix).tolist(), strict=True))
    content = {"witness": f"pymcdm {version('pymcdm')}", "weights": weights}
    (HERE / "entropy.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
