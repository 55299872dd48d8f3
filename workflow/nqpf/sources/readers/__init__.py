"""A folder is a registry: one file reader each, `read(path, **options) -> DataFrame`."""
