"""How far apart in time two articles may lie that are compared."""

DAY_S = 86_400
WINDOW_DAYS = 30
"""The window of `config/default.toml`."""
