"""A folder is a registry: one normaliser each.

A normaliser has `GIVES`, what its scores are on the base window ("positive", "non-negative" or "any"),
`fit(values) -> bounds` (indicators x what is frozen) and `apply(values, bounds, directions) -> scores`.
Scores of the base window do not move when years are added. An indicator that is constant in the base
window scores 0 everywhere. Yearly normalisation fits and applies inside each year: see `nqpf.index.steps`.
"""
