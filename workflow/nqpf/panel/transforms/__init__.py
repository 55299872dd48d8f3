"""A folder is a registry: one transform each, `compute(*series, **options) -> Series`."""
