"""The names that panels, summaries and pages share."""

KEYS = ["set", "name", "quantity"]
"""What identifies a quantity of one panel: single channels, all jointly or a column; of which name."""
SUM = "(sum)"
COLUMN = "column"
"""The set of what comes from a single regression."""
ANY = "(any)"
"""The name of what is asked of a whole family."""
