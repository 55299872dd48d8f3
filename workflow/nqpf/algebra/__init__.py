"""Linear algebra that several rooms share: sums by group, the exact two-way projection, cross-products."""
