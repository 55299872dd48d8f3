"""Raw files: retrieved, checked against their hash, read as they are."""
