"""A folder is a registry: one aggregator each, `aggregate(scores, weights) -> Series`."""
