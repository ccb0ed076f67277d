"""The database: the only room that writes, and the only one that knows SQL."""
