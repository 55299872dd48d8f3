"""The estimators; this folder is a registry, so every file in it is an estimator that a model may name.

Each offers `estimate(sample, outcome=, regressors=, unit=, time=, effects=("unit", "time"), cluster=None,
weights=None, convention="nested")` and returns `nqpf.estimate.Estimate`. `sample` is a flat DataFrame;
all other arguments name its columns. Clusters are the units unless another column is named; weights are
analytic (Stata's aweight). What estimators share stands outside: `nqpf.estimate`, `nqpf.inference`.
"""
