"""Every effect of a mechanism, in every draw, from the moments that the layers share (METHOD.md 3).

Sets: "single", one channel at a time; one per group of channels (an effect of the theory), its channels in
one equation; "all", every channel in one equation (Gelbach 2016: order-invariant). Path a is the same in all
sets. indirect_k = a_k b_k, direct = total - sum of indirects, share = indirect / total.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nqpf.blocks.design import Floats
from nqpf.blocks.moments import Moments, slopes
from nqpf.mechanisms.setting import Setting

SINGLE, ALL, SUM = "single", "all", "(sum)"
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Effects:
    """keys: (set, name, quantity) of each column; cells: (draws x columns). gap: (draws,), see `gaps`."""

    keys: tuple[Key, ...]
    cells: Floats
    gap: Floats


def sets(setting: Setting) -> dict[str, tuple[str, ...]]:
    """The sets of channels that stand in one equation: the groups, then all."""
    joint = dict(setting.groups)
    return {**joint, ALL: setting.mediators} if len(setting.mediators) > 1 else joint


def effects(moments: Moments, setting: Setting) -> Effects:
    """Compute all effects of all sets in every draw; NaN where a draw does not identify them."""
    x, y = setting.treatment, setting.outcome
    total = slopes(moments, y, [x])[:, 0]
    paths = {m: slopes(moments, m, [x])[:, 0] for m in setting.mediators}
    columns, gap = {}, np.zeros(len(moments))
    for m in setting.mediators:
        fitted = slopes(moments, y, [x, m])
        columns.update(_single(m, paths[m], fitted[:, 1], total))
        gap = np.fmax(gap, np.abs(total - fitted[:, 0] - paths[m] * fitted[:, 1]))
    for name, members in sets(setting).items():
        fitted = slopes(moments, y, [x, *members])
        parts = {m: paths[m] * fitted[:, k] for k, m in enumerate(members, start=1)}
        slope = dict(zip(members, fitted[:, 1:].T, strict=True))
        columns.update(_joint(name, setting, paths, slope, parts, total))
        gap = np.fmax(gap, np.abs(total - fitted[:, 0] - sum(parts.values())))
    return Effects(tuple(columns), np.column_stack(list(columns.values())), gap)


def _single(mediator: str, a: Floats, b: Floats, total: Floats) -> dict[Key, Floats]:
    """The columns of one channel on its own."""
    indirect = a * b
    cells = {"a": a, "b": b, "indirect": indirect, "direct": total - indirect, "total": total}
    cells["share"] = _share(indirect, total)
    return {(SINGLE, mediator, quantity): column for quantity, column in cells.items()}


def _joint(
    name: str,
    setting: Setting,
    paths: dict[str, Floats],
    slope: dict[str, Floats],
    parts: dict[str, Floats],
    total: Floats,
) -> dict[Key, Floats]:
    """The columns of channels in one equation: each channel, sums, direct and total."""
    columns: dict[Key, Floats] = {}
    for m, indirect in parts.items():
        columns |= {(name, m, "a"): paths[m], (name, m, "b"): slope[m], (name, m, "indirect"): indirect}
        columns[name, m, "share"] = _share(indirect, total)
    for label, members in summed(name, setting):
        whole = np.sum([parts[m] for m in members], axis=0)
        columns |= {(name, label, "indirect"): whole, (name, label, "share"): _share(whole, total)}
    columns |= {(name, "", "direct"): total - columns[name, SUM, "indirect"], (name, "", "total"): total}
    return columns


def summed(name: str, setting: Setting) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The sums of a set: in "all" one per group, and the sum of the whole set."""
    if name == ALL:
        yield from setting.groups.items()
    yield SUM, setting.mediators if name == ALL else setting.groups[name]


def _share(indirect: Floats, total: Floats) -> Floats:
    return np.divide(indirect, total, out=np.full_like(total, np.nan), where=total != 0)
