"""Which bodies stand together, and which article speaks for them. Pure functions."""
