"""Contact lists: read in a jailed child, previewed, brought in, undone."""
