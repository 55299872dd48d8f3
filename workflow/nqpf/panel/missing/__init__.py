"""A folder is a registry: one missing-data policy each, `fill(values, **options) -> Series`."""
