"""How an effect changes with a moderator: marginal effects, regions, linearity, what one unit does."""
