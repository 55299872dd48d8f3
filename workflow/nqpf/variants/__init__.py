"""Every way in which an index could have been built, scored at once (OECD/JRC Handbook 2008, step 7)."""
