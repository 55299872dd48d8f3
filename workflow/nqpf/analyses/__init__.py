"""A folder is a registry: one kind of analysis each, `analyse(spec, study, material, **options)`."""
