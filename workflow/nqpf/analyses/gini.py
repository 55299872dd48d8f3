"""Dagum's decomposition of the Gini coefficient by groups of units.

G = Gw + Gnb + Gt (Dagum 1997, Empirical Economics 22, 515-531): within groups; net between groups;
transvariation, the overlap of groups. With p_j = n_j / n, s_j = n_j m_j / (n m), D_jh the mean absolute
difference between members of two groups: G_jh = D_jh / (m_j + m_h); Gw = sum_j G_jj p_j s_j; Gnb and Gt split
sum_{j<h} G_jh (p_j s_h + p_h s_j) by the relative affluence |m_j - m_h| / D_jh. Every unit weighs the same,
however many people live in it.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.analysis import Analysis, Material
from nqpf.errors import DataError
from nqpf.scored import scored
from nqpf.specs.analyses import AnalysisSpec
from nqpf.specs.study import Study

Floats = npt.NDArray[np.float64]
COLUMNS = ["year", "part", "group", "other", "value", "share"]


def analyse(spec: AnalysisSpec, study: Study, material: Material) -> Analysis:
    """Decompose the inequality of the index year by year.

    rows: year, part (total, within, between, transvariation, group, pair), group, other, value, share of G
    (of the three components). Facts: units by group, years, mean by group and year. Raises DataError for a
    negative score or a year of zeros: no Gini coefficient exists there.
    """
    frame = scored(spec, study, material)
    _refuse(frame)
    parts = [
        decompose(part["score"].to_numpy(float), part["group"].to_numpy(str)).assign(year=year)
        for year, part in frame.groupby("year")
    ]
    means = frame.groupby(["year", "group"])["score"].mean().reset_index()
    facts = {
        "index": study.indices[spec.index].label.model_dump(),
        "units": frame.groupby("group")["unit"].nunique().to_dict(),
        "years": [int(frame["year"].min()), int(frame["year"].max())],
        "means": means.to_dict(orient="records"),
    }
    return Analysis(pd.concat(parts, ignore_index=True)[COLUMNS], facts)


def decompose(values: Floats, groups: npt.NDArray[np.str_]) -> pd.DataFrame:
    """Decompose one cross-section: part, group, other, value, share.

    values: (n,), none negative, not all zero. groups: (n,) names. Memory n x n.
    """
    names, codes = np.unique(groups, return_inverse=True)
    counts = np.bincount(codes).astype(float)
    means = np.bincount(codes, weights=values) / counts
    gaps = _mean_gaps(values, codes, counts)
    sums = means[:, None] + means[None, :]
    gini = np.divide(gaps, sums, out=np.zeros_like(gaps), where=sums > 0)
    share, income = counts / counts.sum(), counts * means / values.sum()
    weight = share[:, None] * income[None, :]
    affluence = np.abs(means[:, None] - means[None, :])
    affluence = np.divide(affluence, gaps, out=np.zeros_like(gaps), where=gaps > 0)
    off = ~np.eye(len(names), dtype=bool)
    within = float((gini * weight)[~off].sum())
    net = float((gini * weight * affluence)[off].sum())
    overlap = float((gini * weight * (1 - affluence))[off].sum())
    return _table(names, gini, {"within": within, "between": net, "transvariation": overlap})


def _mean_gaps(values: Floats, codes: npt.NDArray[np.intp], counts: Floats) -> Floats:
    """Mean absolute difference between members of each pair of groups, own pairs of a member included."""
    member = np.eye(len(counts))[codes]
    total: Floats = member.T @ np.abs(values[:, None] - values[None, :]) @ member
    return total / np.outer(counts, counts)


def _table(names: npt.NDArray[np.str_], gini: Floats, parts: dict[str, float]) -> pd.DataFrame:
    total = sum(parts.values())
    rows: list[tuple[Any, ...]] = [("total", "", "", total, 1.0 if total > 0 else float("nan"))]
    rows += [(key, "", "", v, v / total if total > 0 else float("nan")) for key, v in parts.items()]
    rows += [("group", str(name), "", gini[j, j], float("nan")) for j, name in enumerate(names)]
    pairs = [(j, h) for j in range(len(names)) for h in range(j + 1, len(names))]
    rows += [("pair", str(names[j]), str(names[h]), gini[j, h], float("nan")) for j, h in pairs]
    return pd.DataFrame(rows, columns=COLUMNS[1:])


def _refuse(frame: pd.DataFrame) -> None:
    negative = frame[frame["score"] < 0]
    if len(negative):
        first = negative.iloc[0]
        raise DataError(
            f"the score of '{first['unit']}' in {first['year']} is {first['score']:.3g}; a Gini coefficient "
            "needs scores that are not negative: use an index with min-max scores."
        )
    totals = frame.groupby("year")["score"].sum()
    if (totals <= 0).any():
        raise DataError(f"every score of {totals[totals <= 0].index[0]} is zero; no Gini coefficient exists.")
