"""Keeping the database: checking it, copying it, making it smaller, and removing what need not be kept any longer."""
