"""Treatment -> mediators -> outcome: paths, products, fragility, alternatives."""
