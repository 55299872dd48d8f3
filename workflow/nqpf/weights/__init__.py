"""A folder is a registry: one weighting scheme each.

A scheme has `NEEDS`, what scores it accepts ("anything", "complete" or "non-negative"), and
`weights(scores, groups=None) -> Series`: scores (unit-years x indicators), groups (indicator ->
dimension), result (indicators) non-negative with sum one.
"""
