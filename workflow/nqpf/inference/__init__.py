"""Inference: cluster-robust covariance, wild cluster bootstrap, joint tests, adjusted p-values."""
