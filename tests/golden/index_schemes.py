"""Generator of index_schemes.json: CRITIC, PCA and TOPSIS by other packages, on the matrix of entropy.csv.

Run with pymcdm 1.4.0, scikit-criteria 0.10 and scikit-learn installed: python index_schemes.py
The matrix is strictly positive, so that no package's handling of zeros matters. scikit-criteria scales
columns to [0, 1] and pymcdm takes the scores that it is given, so both get min-max scores.
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
from pymcdm.methods import TOPSIS
from pymcdm.weights import critic_weights
from skcriteria.preprocessing import weighters
from sklearn.decomposition import PCA

HERE = Path(__file__).parent
WEIGHTS = np.array([0.1, 0.3, 0.2, 0.15, 0.25])
PACKAGES = ("pymcdm", "scikit-criteria", "scikit-learn")


def as_given(column, cost=False):
    """No normalisation: the scores are normalised already."""
    assert not cost
    return column


def main():
    matrix = np.genfromtxt(HERE / "entropy.csv", delimiter=",", skip_header=1)
    scores = (matrix - matrix.min(axis=0)) / (matrix.max(axis=0) - matrix.min(axis=0))
    gains = np.ones(5)
    standard = (matrix - matrix.mean(axis=0)) / matrix.std(axis=0)
    component = PCA().fit(standard)
    content = {
        "witness": {name: version(name) for name in PACKAGES},
        "critic_pymcdm": critic_weights(scores).tolist(),
        "critic_scikit_criteria": weighters.critic_weights(scores, objectives=gains, scale=False).tolist(),
        "pca_squared_loadings": (component.components_[0] ** 2).tolist(),
        "pca_share": float(component.explained_variance_ratio_[0]),
        "topsis_weights": WEIGHTS.tolist(),
        "topsis": TOPSIS(as_given)(scores, WEIGHTS, gains).tolist(),
    }
    (HERE / "index_schemes.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
