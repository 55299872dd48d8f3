"""A folder is a registry: one treatment of outliers each, before normalisation.

`fit(values, direction, **options) -> limits` takes one indicator over the base window and freezes plain
numbers by name; `apply(values, limits) -> Series` treats any window. Every cell that it alters is
listed by `IndexModel.altered`.
"""
