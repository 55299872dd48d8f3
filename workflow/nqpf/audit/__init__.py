"""Checks on the design itself: what cause and effect share before any estimate is made."""
