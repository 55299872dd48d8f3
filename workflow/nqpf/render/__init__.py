"""A folder is a registry: one format each, `render(table, language="en") -> str`."""
