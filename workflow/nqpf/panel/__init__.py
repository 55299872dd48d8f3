"""From raw files to one checked panel by (unit, year)."""
