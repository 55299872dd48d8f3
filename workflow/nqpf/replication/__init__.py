"""The replication package: what an editor of data asks for, gathered and written from the specs."""
