"""A folder is a registry: one normaliser each, `fit(values, direction)` and `apply(values, bounds)`."""
