"""Composite indices: normalise, weigh, aggregate, each fitted on a base window (OECD/JRC Handbook 2008)."""

from nqpf.index.model import IndexModel, fit

__all__ = ["IndexModel", "fit"]
