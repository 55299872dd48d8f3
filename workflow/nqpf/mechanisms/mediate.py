"""Mediation with two-way fixed effects and clustered errors: a data frame in, every layer out (METHOD.md 3).

>>> import numpy as np, pandas as pd
>>> from nqpf import mediate
>>> rng, rows = np.random.default_rng(1), 100 * 8
>>> frame = pd.DataFrame({"unit": np.repeat(range(100), 8), "year": np.tile(range(2010, 2018), 100)})
>>> frame["x"] = rng.normal(size=rows)
>>> frame["m"] = 0.5 * frame["x"] + rng.normal(size=rows)
>>> frame["y"] = 0.2 * frame["x"] + 0.4 * frame["m"] + rng.normal(size=rows)
>>> found = mediate(frame, treatment="x", mediators=["m"], outcome="y", draws=500, permutations=99)
>>> print(found.summary().splitlines()[2])
N = 800, 100 units, 8 years; 0 rows left out
>>> long = found.tidy().query("quantity == 'indirect' and method == 'bca'")
>>> long[["layer", "name", "estimate", "low", "high"]].round(2).to_string(index=False, header=False)
'products m 0.2 0.16 0.25'

Layer 1, paths: treatment -> mediator, design-based. Layer 2, products: a b under sequential ignorability, one
channel at a time, the channels of each group jointly, all jointly. Layer 3, fragility: what has to be wrong
before a channel is gone. Layer 4, alternatives: controlled direct effects, lagged ordering, moderated
mediation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Integral, Real
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
    test of its paths. facts: sample, recipe, draws, seed; of the products identity_gap, the largest |total -
    direct - sum of indirects| over all sets and draws, and intervals, method -> how its limits came about.
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
    columns = {"treatment": treatment, "outcome": outcome, "unit": unit, "time": time}
    lists = {"mediators": mediators, "controls": controls, "moderators": moderators}
    _check_kinds(sample, columns, {**lists, "intermediate": intermediate or (), "layers": layers}, groups)
    _check_numbers(level, draws, permutations)
    _check_layers(layers)
    named = {name: tuple(members) for name, members in (groups or {}).items()}
    setting = Setting(
        treatment, tuple(mediators), outcome, tuple(controls), unit, time, cluster, weights, named
    )
    _check_setting(sample, setting, [*moderators, *(intermediate or ())])
    used = _complete(sample, setting)
    fitted = equations(used, setting)
    used = used if fitted.design.kept is None else used.iloc[fitted.design.kept]
    shared: dict[str, Any] = {"draws": draws, "seed": seed, "level": level}
    others = {"intermediate": intermediate, "moderators": list(moderators)}
    makers = {
        "paths": lambda: _paths(used, setting, fitted, permutations, shared),
        "products": lambda: _products(used, setting, fitted, indices, shared),
        "fragility": lambda: _fragility(used, setting, shared),
        "alternatives": lambda: _alternatives(sample, setting, others, shared),
    }
    parts = {key: part for name in LAYERS if name in layers for key, part in makers[name]().items()}
    checks = parts.pop("checks", {"identity_gap": None})
    own = {**shared, "permutations": permutations, **others, **checks}
    return Mediation(facts=_facts(sample, setting, fitted) | own, **parts)


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
    checks = {"identity_gap": found.gap, "intervals": dict(found.recipes)}
    return {"products": found.frame, "checks": checks}


def _fragility(used: pd.DataFrame, setting: Setting, shared: Mapping[str, Any]) -> dict[str, Any]:
    from nqpf.mechanisms.fragility import fragility

    rows, curve = fragility(used, setting, **shared)
    return {"fragility": rows, "curve": curve}


def _alternatives(
    sample: pd.DataFrame, setting: Setting, others: Mapping[str, Any], shared: Mapping[str, Any]
) -> dict[str, Any]:
    """Layer 4 takes the rows as given: a lag may need a row that lacks a cell of another column."""
    from nqpf.mechanisms.alternatives import alternatives

    return {"alternatives": alternatives(sample, setting, **others, **shared)}


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
    for name in (setting.unit, setting.time):
        if (rows[name] == rows[name].iloc[0]).all():
            raise DataError(f"all complete rows have the same '{name}'; two-way effects need at least two.")
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


def _check_kinds(
    sample: object, columns: Mapping[str, Any], lists: Mapping[str, Any], groups: object
) -> None:
    """Refuse what is of another kind than the arguments ask for."""
    if not isinstance(sample, pd.DataFrame):
        raise SpecError(f"sample is a {type(sample).__name__}: give a pandas DataFrame.")
    for key, value in columns.items():
        if not isinstance(value, str):
            raise SpecError(f"{key} is {value!r}: give the name of one column.")
    if groups is not None and not isinstance(groups, Mapping):
        raise SpecError(f"groups is {groups!r}: give a mapping, name -> list of mediators.")
    members = {f"groups['{name}']": value for name, value in (groups or {}).items()}
    for key, value in {**lists, **members}.items():
        if isinstance(value, str):
            raise SpecError(f"{key} is '{value}': give a list, ['{value}'].")


def _check_numbers(level: float, draws: int, permutations: int) -> None:
    if not isinstance(level, Real) or not 0 < level < 1:
        raise SpecError(f"level is {level}: give a share between 0 and 1, such as 0.95.")
    counts = isinstance(draws, Integral) and isinstance(permutations, Integral)
    if not counts or draws < 1 or permutations < 0:
        raise SpecError(f"draws is {draws} and permutations is {permutations}: give counts, 2000 and 999.")


def _check_layers(layers: Sequence[str]) -> None:
    for name in layers:
        if name not in LAYERS:
            raise SpecError(f"layers names '{name}'; {suggest(name, LAYERS)}.")


def _check_setting(sample: pd.DataFrame, setting: Setting, others: Sequence[str]) -> None:
    if not setting.mediators:
        raise SpecError("mediators is empty: name at least one mediator.")
    known = list(map(str, sample.columns))
    for name in dict.fromkeys([*setting.needed, *others]):
        if name not in sample.columns:
            inside = "is an index level: use reset_index()" if name in sample.index.names else ""
            raise SpecError(f"the sample has no column '{name}'; {inside or suggest(name, known)}.")
    parts = [*setting.columns, *setting.controls, setting.unit, setting.time]
    twice = [name for name in dict.fromkeys(parts) if parts.count(name) > 1]
    if twice:
        among = "treatment, mediators, outcome, controls, unit, time"
        raise SpecError(f"'{twice[0]}' stands twice among {among}; name it once.")
    for name, members in setting.groups.items():
        _check_group(name, members, setting.mediators)


def _check_group(name: str, members: Sequence[str], mediators: Sequence[str]) -> None:
    if name in (SINGLE, ALL) or name in mediators:
        raise SpecError(f"groups names a group '{name}': take a name that is no mediator, 'single' or 'all'.")
    unknown = [member for member in members if member not in mediators]
    if unknown or not members:
        what = f"holds '{unknown[0]}', which is no mediator" if unknown else "is empty"
        raise SpecError(f"group '{name}' {what}; name some of {', '.join(mediators)}.")
    if len(set(members)) < len(members):
        raise SpecError(f"group '{name}' holds a mediator twice; name it once.")
