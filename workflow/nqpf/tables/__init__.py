"""A folder is a registry: one kind of table each, `build(spec, study, inputs) -> Table`."""
