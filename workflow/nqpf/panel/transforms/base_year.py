"""The value of one year, carried to all years: a fixed trait of the unit."""

import pandas as pd

from nqpf.errors import DataError
from nqpf.panel.years import by_calendar


def compute(values: pd.Series, *, year: int) -> pd.Series:
    """base_year(t) = value(year) of the same unit; missing for a unit that lacks that year.

    Raises DataError when no unit has the year.
    """
    at = values.index.get_level_values(1)
    if year not in at:
        raise DataError(
            f"the base year {year} is not among the years read ({min(at)}-{max(at)}); widen read_years."
        )
    base = by_calendar(values)[year]
    units = values.index.get_level_values(0)
    return pd.Series(base.reindex(units).to_numpy(), index=values.index)
