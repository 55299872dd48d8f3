"""Treatment -> mediators -> outcome: paths, products, joint tests."""
