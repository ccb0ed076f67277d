"""The daemon: watches sources for years. The loop decides what is due; the shell keeps it going and tells how it does."""
