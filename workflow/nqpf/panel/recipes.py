"""Variables from raw series: each recipe in its turn, then the variable's missing-data policy."""

import numpy as np
import pandas as pd

from nqpf.errors import DataError
from nqpf.panel.refuse import refuse
from nqpf.registry import load
from nqpf.specs.variables import POLICIES, TRANSFORMS, Codebook, Missing, Recipe


def make_variables(codebook: Codebook, raw: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make every variable of the codebook.

    raw: one column per series, by (unit, year) over the full grid of the years read.
    Returns the variables (same index, the codebook's order), and the filled cells with columns
    variable, unit, year, value, policy. What is made of a filled variable uses the filled cells.
    Raises DataError that names the variable, unit and year where a recipe is impossible.
    """
    made = {str(name): raw[name] for name in raw.columns}
    filled = []
    for name in codebook.order():
        variable = codebook.variables[name]
        values = _compute(name, variable.recipe, made)
        made[name] = _fill(values, variable.missing)
        filled.append(_listed(name, values, made[name], variable.missing))
    names = list(codebook.variables)
    return pd.DataFrame({name: made[name] for name in names}), pd.concat(filled, ignore_index=True)


def _compute(name: str, recipe: Recipe, made: dict[str, pd.Series]) -> pd.Series:
    compute = load(TRANSFORMS, recipe.transform).compute
    try:
        values: pd.Series = compute(*(made[part] for part in recipe.of), **recipe.options)
        refuse(pd.Series(np.isinf(values)), "the result is too large for a number; change the scale")
    except DataError as error:
        raise DataError(
            f"variable '{name}' ({recipe.transform} of {', '.join(recipe.of)}): {error}"
        ) from None
    return values.astype(float).rename(name)


def _fill(values: pd.Series, missing: Missing) -> pd.Series:
    filled: pd.Series = load(POLICIES, missing.policy).fill(values, **missing.options)
    return filled


def _listed(name: str, before: pd.Series, after: pd.Series, missing: Missing) -> pd.DataFrame:
    """List the cells that the policy filled, with the policy and its options in words."""
    cells = after[before.isna() & after.notna()]
    options = ", ".join(f"{option} {value}" for option, value in missing.options.items())
    policy = f"{missing.policy} ({options})" if options else missing.policy
    units, years = (cells.index.get_level_values(level) for level in (0, 1))
    return pd.DataFrame(
        {"variable": name, "unit": units, "year": years, "value": cells.to_numpy(), "policy": policy}
    )
