"""A folder is a registry: one kind of figure each, `draw(spec, study, inputs) -> Figure`."""
