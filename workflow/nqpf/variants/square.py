"""Pairs as a square, one number of the pair under the diagonal and another over it."""

from collections.abc import Sequence

import pandas as pd


def square(rows: pd.DataFrame, names: Sequence[str], below: str, above: str) -> pd.DataFrame:
    """Arrange pairs (columns first, second, and the two numbers) as names x names, 1 on the diagonal."""
    order = {name: place for place, name in enumerate(names)}
    table = pd.DataFrame(1.0, index=list(names), columns=list(names))
    for line in rows.to_dict(orient="records"):
        first, second = sorted((line["first"], line["second"]), key=lambda name: order[name])
        table.loc[second, first], table.loc[first, second] = line[below], line[above]
    return table
