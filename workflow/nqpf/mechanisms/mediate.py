"""Mediation with two-way fixed effects and clustered errors: a data frame in, every layer out (METHOD.md 3).

    from nqpf import mediate
    found = mediate(frame, treatment="x", mediators=["m1", "m2"], outcome="y", controls=["z"])
    print(found.summary())
    found.tidy()

Layer 1, paths: treatment -> mediator, design-based. Layer 2, products: a b under sequential ignorability, one
channel at a time, the channels of each group jointly, all jointly. Layer 3, fragility: what has to be wrong
before a channel is gone. Layer 4, alternatives: controlled direct effects, lagged ordering, moderated
mediation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from nqpf.errors import DataError, SpecError
from nqpf.estimate import facts_on_errors
from nqpf.mechanisms.effects import ALL, SINGLE
from nqpf.mechanisms.influence import Equations, equations
from nqpf.mechanisms.setting import Setting
from nqpf.registry import suggest
from nqpf.regression import FEW_CLUSTERS

if TYPE_CHECKING:
    from nqpf.blocks.moments import Moments
    from nqpf.index import IndexModel

LAYERS = ("paths", "products", "fragility", "alternatives")


@dataclass(frozen=True)
class Mediation:
    """Every layer of a mechanism; frames without index, empty for a layer that was not asked for.

    paths, products, fragility, curve, alternatives: as in the modules of these names. effects: group -> joint
    test of its paths. facts: sample, recipe, draws, seed, and identity_gap, the largest |total - direct - sum
    of indirects| over all sets and draws.
    """

    facts: Mapping[str, Any]
    paths: pd.DataFrame = field(default_factory=pd.DataFrame)
    products: pd.DataFrame = field(default_factory=pd.DataFrame)
    fragility: pd.DataFrame = field(default_factory=pd.DataFrame)
    curve: pd.DataFrame = field(default_factory=pd.DataFrame)
    alternatives: pd.DataFrame = field(default_factory=pd.DataFrame)
    effects: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def summary(self) -> str:
        """Everything as plain text, layer by layer, with what each assumes."""
        from nqpf.mechanisms.summary import summary

        return summary(self)

    def tidy(self) -> pd.DataFrame:
        """One long frame: layer, set, name, quantity, method, estimate, low, high."""
        from nqpf.mechanisms.summary import tidy

        return tidy(self)


def mediate(
    sample: pd.DataFrame,
    *,
    treatment: str,
    mediators: Sequence[str],
    outcome: str,
    controls: Sequence[str] = (),
    unit: str = "unit",
    time: str = "year",
    cluster: str | None = None,
    weights: str | None = None,
    groups: Mapping[str, Sequence[str]] | None = None,
    moderators: Sequence[str] = (),
    intermediate: Sequence[str] | None = None,
    indices: "Mapping[str, IndexModel] | None" = None,
    draws: int = 2000,
    permutations: int = 999,
    seed: int = 0,
    level: float = 0.95,
    layers: Sequence[str] = LAYERS,
) -> Mediation:
    """Estimate how much of a treatment's effect on an outcome runs through mediators.

    sample: flat frame, one row per unit and year; rows with an empty cell in any named column are left out,
    so that every number rests on one common sample. cluster: column that holds whole units, None for the
    unit. groups: name -> mediators that are also estimated jointly. moderators: columns by which the paths
    may differ. intermediate: columns that the treatment moves and that move mediator and outcome, None for
    the other mediators. indices: column -> fitted index whose weights are estimated anew in every draw.
    draws: of whole clusters; permutations: of whole unit paths, 0 for none; level: of all intervals; layers:
    a selection.

    Raises SpecError for a wrong specification, DataError for a sample that cannot be used, in one sentence.
    """
    _check_layers(layers, level, draws, permutations)
    lists = {"mediators": mediators, "controls": controls, "moderators": moderators}
    _check_lists(lists)
    named = {name: tuple(members) for name, members in (groups or {}).items()}
    setting = Setting(
        treatment, tuple(mediators), outcome, tuple(controls), unit, time, cluster, weights, named
    )
    _check_setting(sample, setting, [*moderators, *(intermediate or ())])
    used = _complete(sample, setting)
    fitted = equations(used, setting)
    used = used if fitted.design.kept is None else used.iloc[fitted.design.kept]
    shared: dict[str, Any] = {"draws": draws, "seed": seed, "level": level}
    parts: dict[str, Any] = {}
    if "paths" in layers:
        parts |= _paths(used, setting, fitted, permutations, shared)
    if "products" in layers:
        parts |= _products(used, setting, fitted, indices, shared)
    if "fragility" in layers:
        from nqpf.mechanisms.fragility import fragility

        parts["fragility"], parts["curve"] = fragility(used, setting, **shared)
    if "alternatives" in layers:
        from nqpf.mechanisms.alternatives import alternatives

        parts["alternatives"] = alternatives(
            sample, setting, moderators=moderators, intermediate=intermediate, **shared
        )
    chosen = {"permutations": permutations, "intermediate": intermediate, "moderators": list(moderators)}
    facts = _facts(sample, setting, fitted) | shared | chosen | {"identity_gap": parts.pop("gap", None)}
    return Mediation(facts=facts, **parts)


def _paths(
    used: pd.DataFrame, setting: Setting, fitted: Equations, permutations: int, shared: Mapping[str, Any]
) -> dict[str, Any]:
    from nqpf.mechanisms.paths import joint_tests, paths

    rows = paths(used, setting, permutations=permutations, **shared)
    return {"paths": rows, "effects": joint_tests(fitted, setting, rows)}


def _products(
    used: pd.DataFrame,
    setting: Setting,
    fitted: Equations,
    indices: "Mapping[str, IndexModel] | None",
    shared: Mapping[str, Any],
) -> dict[str, Any]:
    from nqpf.mechanisms.products import products

    anew = _reweighted(used, setting, indices, shared) if indices else None
    found = products(used, setting, fitted, reweighted=anew, **shared)
    return {"products": found.frame, "gap": found.gap}


def _reweighted(
    used: pd.DataFrame, setting: Setting, indices: "Mapping[str, IndexModel]", shared: Mapping[str, Any]
) -> "Moments":
    from nqpf.mechanisms.reweighted import reweighted_moments

    return reweighted_moments(
        used,
        columns=setting.columns,
        parts=indices,
        controls=setting.controls,
        unit=setting.unit,
        time=setting.time,
        cluster=setting.cluster,
        weights=setting.weights,
        draws=shared["draws"],
        seed=shared["seed"],
    )


def _complete(sample: pd.DataFrame, setting: Setting) -> pd.DataFrame:
    """The rows that every layer may use."""
    rows = sample.dropna(subset=setting.needed)
    if rows.empty:
        emptiest = sample[setting.needed].isna().sum().idxmax()
        raise DataError(f"no row has all of {', '.join(setting.needed)}; '{emptiest}' is empty most often.")
    return rows


def _facts(sample: pd.DataFrame, setting: Setting, fitted: Equations) -> dict[str, Any]:
    """What stands under every table of the mechanism, JSON-ready."""
    design = fitted.design
    errors = facts_on_errors(design, fitted.counting(1 + len(setting.controls)))
    rows = {"n": design.rows, "units": design.unit.size, "years": design.time.size}
    names = {key: getattr(setting, key) for key in ("treatment", "outcome", "unit", "time", "weights")}
    lists = {"mediators": list(setting.mediators), "controls": list(setting.controls)}
    family = "wild cluster bootstrap" if errors["clusters"] < FEW_CLUSTERS else errors["reference"]
    lost = {"rows_given": len(sample), "singletons": design.counts["singletons"]}
    return {**rows, **lost, **errors, **names, **lists, "family_p": family}


def _check_layers(layers: Sequence[str], level: float, draws: int, permutations: int) -> None:
    for name in layers:
        if name not in LAYERS:
            raise SpecError(f"layers names '{name}'; {suggest(name, LAYERS)}.")
    if not 0 < level < 1:
        raise SpecError(f"level is {level}: give a share between 0 and 1, such as 0.95.")
    if draws < 1 or permutations < 0:
        raise SpecError(f"draws is {draws} and permutations is {permutations}: give counts, 2000 and 999.")


def _check_lists(lists: Mapping[str, Any]) -> None:
    for key, value in lists.items():
        if isinstance(value, str):
            raise SpecError(f"{key} is '{value}': give a list of columns, ['{value}'].")


def _check_setting(sample: pd.DataFrame, setting: Setting, others: Sequence[str]) -> None:
    if not setting.mediators:
        raise SpecError("mediators is empty: name at least one mediator.")
    known = list(map(str, sample.columns))
    for name in dict.fromkeys([*setting.needed, *others]):
        if name not in sample.columns:
            inside = "is an index level: use reset_index()" if name in sample.index.names else ""
            raise SpecError(f"the sample has no column '{name}'; {inside or suggest(name, known)}.")
    parts = [setting.treatment, *setting.mediators, setting.outcome, *setting.controls]
    twice = [name for name in dict.fromkeys(parts) if parts.count(name) > 1]
    if twice:
        raise SpecError(
            f"'{twice[0]}' stands twice among treatment, mediators, outcome, controls; name it once."
        )
    for name, members in setting.groups.items():
        _check_group(name, members, setting.mediators)


def _check_group(name: str, members: Sequence[str], mediators: Sequence[str]) -> None:
    if name in (SINGLE, ALL) or name in mediators:
        raise SpecError(f"groups names a group '{name}': take a name that is no mediator, 'single' or 'all'.")
    unknown = [member for member in members if member not in mediators]
    if unknown or not members:
        what = f"holds '{unknown[0]}', which is no mediator" if unknown else "is empty"
        raise SpecError(f"group '{name}' {what}; name some of {', '.join(mediators)}.")
