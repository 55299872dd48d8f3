"""New quality productive forces and innovative cities: indices, two-way effects, mechanisms, claims.

The package computes and knows nothing of Snakemake; its rooms follow the steps of a paper:
specs -> sources -> panel -> index -> estimators / mechanisms -> tables / figures / claims.
"""
