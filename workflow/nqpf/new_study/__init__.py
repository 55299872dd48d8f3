"""A user's own panel becomes a study folder: everything is guessed, every guess is marked, and it runs."""
