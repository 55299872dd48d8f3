"""A folder is a registry: one aggregator each.

An aggregator has `NEEDS`, what scores it accepts ("complete", "non-negative" or "positive"),
`fit(scores) -> points` (indicators x what is frozen on the base window; no columns where nothing is) and
`aggregate(scores, weights, points) -> Series`. One that moves cells also has
`clipped(scores) -> (frame of those before, frame of those after)`.
"""
