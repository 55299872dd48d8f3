"""Small fictional panels as a user would bring them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).parents[3]
CITIES, YEARS = 14, 6


def fictional(seed: int = 3) -> pd.DataFrame:
    """Fourteen fictional cities over six years, English headers with units."""
    draw = np.random.default_rng(seed)
    cities = [f"City {letter}" for letter in "ABCDEFGHIJKLMN"]
    size = (CITIES, YEARS)
    level = draw.normal(size=(CITIES, 1)) + np.linspace(0, 0.5, YEARS)

    def series(scale: float = 1.0) -> np.ndarray:
        return (scale * np.exp(0.5 * level + draw.normal(0, 0.3, size))).ravel()

    people, output = series(300), series(900)
    return pd.DataFrame(
        {
            "City": np.repeat(cities, YEARS),
            "Region": np.repeat(["North", "South"] * (CITIES // 2), YEARS),
            "Year": np.tile(np.arange(2012, 2012 + YEARS), CITIES),
            "GDP (100 million yuan)": output,
            "Population (10,000 persons)": people,
            "FDI (100 million yuan)": output * series(0.02),
            "College students (persons)": people * series(80),
            "Internet users (10k households)": people * series(0.3),
            "SO2 emissions (tonnes)": output * series(10),
            "R&D spending (100 million yuan)": output * series(0.02),
            "Patents granted (pieces)": people * series(4),
            "Digital economy index": series(40),
            "TFP": series(),
            "Marketization index": series(6),
        }
    )


@pytest.fixture
def panel() -> pd.DataFrame:
    return fictional()


@pytest.fixture
def project(tmp_path) -> Path:
    """A folder with the theory and nothing else."""
    folder = tmp_path / "project"
    (folder / "config/studies").mkdir(parents=True)
    (folder / "config/theory.yaml").write_bytes((ROOT / "config/theory.yaml").read_bytes())
    return folder


@pytest.fixture
def saved(tmp_path):
    """Write a panel as CSV and return its path."""

    def save(frame: pd.DataFrame, name: str = "panel.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(frame.to_csv(index=False).encode(encoding))
        return path

    return save
