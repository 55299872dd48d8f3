"""Does the effect differ between groups of units? Tested differences, never two columns of stars."""
