"""The ledger: every claim of the theory against its evidence."""
