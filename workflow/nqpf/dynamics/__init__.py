"""Dynamics of two indices over the years: coupling, cross-lagged effects, Granger tests, panel VAR."""
