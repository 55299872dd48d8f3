"""Shared denominators: does the coefficient stand once the denominator has its own term (Kronmal 1993).

Y/Z and X/Z go together even where Y and X do not, for both move with 1/Z (Pearson 1897). Kronmal (1993, JRSS
A 156, 379-392) starts from the equation in levels with Z as a control, Y = b0 + b1 X + b2 Z; divided by
Z it is

    Y/Z = b2 + b1 (X/Z) + b0 (1/Z),

so that what a regression of ratios leaves out is the reciprocal. An index is a sum of scores of several
ratios and has no levels to go back to: the reciprocal of every shared denominator, in units of its mean,
is therefore added to the same regression. (ln Z, which many models hold as a control, takes up the same only
to first order.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from nqpf.audit.cases import Case, pairings
from nqpf.audit.overlap import audit, parts_of
from nqpf.audit.placebo import bare, key_row, names_of, used_rows
from nqpf.panel.build import build_panel
from nqpf.registry import load
from nqpf.regression import fit_model
from nqpf.specs.variables import Codebook, Recipe, Variable

if TYPE_CHECKING:
    from nqpf.specs.study import Study

COLUMNS = ["first", "second", "roles", "model", "path", "denominators", "n", "estimate", "se", "p"]
COLUMNS += ["n_with", "with_reciprocals", "with_se", "with_p", "shift"]
TAKEN = "denominator: "


def denominators(
    study: Study, tables: Mapping[str, pd.DataFrame], samples: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """One row per regression whose cause and effect share a denominator, sorted as the tables are.

    tables: source name -> cells as found. samples: name -> flat frame with variables and indices.
    with_reciprocals, with_se, with_p: the same coefficient with 1/Z of every shared denominator added;
    shift: how far it moved, in standard errors of the first estimate.
    """
    found = {frozenset(one.pair): one for one in audit(study) if one.denominators}
    chosen = [(case, shared_parts(study, case)) for case in pairings(study, found)]
    chosen = [(case, parts) for case, parts in chosen if parts]
    levels = _levels(study, tables, {part for _, parts in chosen for part in parts})
    return pd.DataFrame([_row(samples, case, levels[parts]) for case, parts in chosen], columns=COLUMNS)


def shared_parts(study: Study, case: Case) -> list[str]:
    """What stands below the line and is made of a shared denominator: variables or raw series.

    The effect's come first; of two that are made of the same series (raw, settled) only the first counts.
    """
    found: dict[frozenset[str], str] = {}
    for name in reversed(case.ends):
        for part in _below(study, name):
            made_of = study.codebook.series_of(part)
            if made_of & set(case.shared.denominators):
                found.setdefault(made_of, part)
    return sorted(found.values())


def _below(study: Study, name: str) -> Iterator[str]:
    """Variables and raw series below the line in the recipes of a role."""
    for part in parts_of(study, name):
        yield from _below_the_line(study.codebook, part)


def _below_the_line(codebook: Codebook, name: str) -> Iterator[str]:
    if name not in codebook.variables:
        return
    recipe = codebook.variables[name].recipe
    places = getattr(load("nqpf.panel.transforms", recipe.transform), "DENOMINATORS", ())
    for place, part in enumerate(recipe.of):
        yield from [part] if place in places else _below_the_line(codebook, part)


def _levels(study: Study, tables: Mapping[str, pd.DataFrame], parts: set[str]) -> pd.DataFrame:
    """The denominators themselves by (unit, year), through the very steps that build the panel."""
    if not parts:
        return pd.DataFrame()
    label = study.facts.unit
    taken = {
        f"{TAKEN}{part}": Variable(label=label, unit="", recipe=Recipe(transform="take", of=[part]))
        for part in sorted(parts)
    }
    codebook = study.codebook.model_copy(update={"variables": {**study.codebook.variables, **taken}})
    built = build_panel(replace(study, codebook=codebook), tables).panel
    return built[list(taken)].rename(columns=lambda name: name.removeprefix(TAKEN))


def _row(samples: Mapping[str, pd.DataFrame], case: Case, levels: pd.DataFrame) -> dict[str, Any]:
    sample, model = used_rows(samples, case), bare(case)
    reciprocal = _reciprocals(sample, levels)
    more = model.model_copy(update={"controls": [*model.controls, *reciprocal]})
    first, second = fit_model(sample, model), fit_model(sample.assign(**reciprocal), more)
    one, other = key_row(first), key_row(second)
    return {
        **names_of(case),
        "denominators": ", ".join(map(str, levels.columns)),
        "n": first.estimate.facts["n"],
        "estimate": one["coef"],
        "se": one["se"],
        "p": one["p"],
        "n_with": second.estimate.facts["n"],
        "with_reciprocals": other["coef"],
        "with_se": other["se"],
        "with_p": other["p"],
        "shift": (other["coef"] - one["coef"]) / one["se"],
    }


def _reciprocals(sample: pd.DataFrame, levels: pd.DataFrame) -> dict[str, pd.Series]:
    """1/Z in units of its mean, on the sample's rows; missing where Z is missing or zero."""
    rows = pd.MultiIndex.from_frame(sample[["unit", "year"]])
    found = {}
    for name, level in levels.items():
        inverse = 1.0 / level.where(level != 0).reindex(rows).to_numpy(float)
        found[f"1/{name}"] = pd.Series(inverse, index=sample.index) / pd.Series(inverse).mean()
    return found
