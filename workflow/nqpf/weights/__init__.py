"""A folder is a registry: one weighting scheme each, `weights(scores, groups=None) -> Series`."""
